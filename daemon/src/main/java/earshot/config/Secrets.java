package earshot.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a secret from where its reference points, when it is needed, and keeps nothing. Reads a
 * file, so it may block; any thread.
 */
public final class Secrets {

  private static final long BOUND = 16_384;

  private final Function<String, @Nullable String> environment;
  private final Mask mask;

  /** The variables of the process: {@code System::getenv}. */
  public Secrets(Function<String, @Nullable String> environment) {
    this(environment, new Mask());
  }

  /** The mask knows each secret from the moment that it is read. */
  public Secrets(Function<String, @Nullable String> environment, Mask mask) {
    this.environment = environment;
    this.mask = mask;
  }

  /** The secret. The exception says why not and what to try, and holds nothing of the secret. */
  public String read(Secret secret) throws Unavailable {
    String value = found(secret);
    mask.know(value);
    return value;
  }

  private String found(Secret secret) throws Unavailable {
    return switch (secret.kind()) {
      case ENV ->
          checked(secret, environment.apply(secret.name()), "set the variable " + secret.name());
      case FILE -> {
        Path file = Path.of(secret.name());
        String exposed = exposed(file);
        if (exposed != null) {
          throw new Unavailable(secret, exposed, "chmod 600 " + file);
        }
        yield checked(secret, content(secret, file), "write the key into it, on one line");
      }
      case CREDENTIAL -> {
        String directory = environment.apply("CREDENTIALS_DIRECTORY");
        if (directory == null || directory.isEmpty()) {
          throw new Unavailable(
              secret,
              "the service manager has handed over no credentials",
              "LoadCredential= in the unit, or file:PATH or env:NAME outside a service");
        }
        Path file = Path.of(directory, secret.name());
        yield checked(secret, content(secret, file), "write the key into it, on one line");
      }
    };
  }

  /** Why this file is no place for a secret, or null. A file that cannot be looked at is none. */
  static @Nullable String exposed(Path file) {
    try {
      boolean open = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
      return open ? "everybody on this machine may read the file" : null;
    } catch (IOException | UnsupportedOperationException _) {
      return null;
    }
  }

  private static String content(Secret secret, Path file) throws Unavailable {
    try {
      if (Files.size(file) > BOUND) {
        throw new Unavailable(secret, "the file is far too long for a key", "check the path");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      throw new Unavailable(secret, "there is no such file", "put the key into " + file);
    } catch (IOException _) {
      throw new Unavailable(
          secret, "the file cannot be read", "check the owner and the mode of " + file);
    }
  }

  private static String checked(Secret secret, @Nullable String found, String remedy)
      throws Unavailable {
    String value = found == null ? "" : found.strip();
    if (value.isEmpty()) {
      throw new Unavailable(secret, "nothing is there", remedy);
    }
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new Unavailable(
          secret, "it holds more than one line", "leave only the key in it, on one line");
    }
    if (value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new Unavailable(
          secret, "it holds more than one word of plain characters", "leave only the key in it");
    }
    return value;
  }

  /** A secret that could not be read. */
  public static final class Unavailable extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    Unavailable(Secret secret, String why, String remedy) {
      super("could not read the key from " + secret + ": " + why);
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }
}
