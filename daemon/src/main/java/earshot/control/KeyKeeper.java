package earshot.control;

import earshot.memory.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.TimeUnit;

/**
 * Puts a key where only the service reads it: encrypted by the service manager if it can, otherwise
 * in a file of mode 600. Blocks.
 */
final class KeyKeeper {

  private static final Path CREDENTIALS = Path.of("/etc/credstore.encrypted");
  private static final String CREDENTIAL = "earshot.openai-key";
  private static final String SERVICE_USER = "earshot";

  private KeyKeeper() {}

  /**
   * Keeps the key, and returns the reference for the configuration.
   *
   * @param beside the configuration file
   * @param encrypted by the service manager, for this machine alone
   */
  static String keep(String key, Path beside, boolean encrypted) {
    try {
      if (encrypted) {
        encrypt(key);
        return "credential:" + CREDENTIAL;
      }
      Path file = beside.toAbsolutePath().resolveSibling("openai.key");
      WholeFile.put(file, (key + "\n").getBytes(StandardCharsets.UTF_8), "rw-------");
      handOver(file);
      return "file:" + file;
    } catch (IOException e) {
      throw new Refusal(
          Exit.FAILED, "the key could not be kept: " + e.getMessage(), "sudo earshot setup");
    }
  }

  /** Whether the service manager can: it wants root, and the usual place of its credentials. */
  static boolean canEncrypt(Path configuration) throws IOException {
    return configuration.startsWith("/etc/earshot")
        && Files.isExecutable(Path.of("/usr/bin/systemd-creds"))
        && Files.isDirectory(Path.of("/run/systemd/system"))
        && Files.getOwner(Path.of("/proc/self")).getName().equals("root");
  }

  private static void encrypt(String key) throws IOException {
    Files.createDirectories(
        CREDENTIALS,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // The key goes through a pipe: arguments can be read by everybody.
    Process creds =
        new ProcessBuilder(
                "/usr/bin/systemd-creds",
                "encrypt",
                "--name=" + CREDENTIAL,
                "-",
                CREDENTIALS.resolve(CREDENTIAL).toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = creds.getOutputStream()) {
      in.write(key.getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (!creds.waitFor(60, TimeUnit.SECONDS) || creds.exitValue() != 0) {
        creds.destroyForcibly();
        throw new IOException("systemd-creds did not encrypt it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The service has to read it, and nobody else. */
  private static void handOver(Path file) {
    try {
      UserPrincipal service =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SERVICE_USER);
      Files.setOwner(file, service);
    } catch (IOException | UnsupportedOperationException _) {
      // There is no such user, or this one may not give files away: it stays his own.
    }
  }
}
