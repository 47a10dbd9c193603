package earshot;

import earshot.config.ConfigReader;
import earshot.control.Commands;
import earshot.control.Exit;
import earshot.control.Surroundings;
import earshot.hal.Boards;
import earshot.hal.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The program's entry: hands the command line what it needs. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("run")) {
      // Until the daemon hears them itself: to be told to end is no failure, even this early, and
      // the configuration is about to be read anyway.
      Signals.on("TERM", () -> Runtime.getRuntime().halt(Exit.FINE.code()));
      Signals.on("HUP", () -> {});
    }
    ConfigReader reader = new ConfigReader(Boards.all(), System::getenv, Clock.system());
    Surroundings at =
        new Surroundings(
            new Program(reader, System.out), reader, System.out, System.err, version());
    System.exit(Commands.execute(at, args));
  }

  /** As the build wrote it. */
  static String version() {
    try (InputStream file = Main.class.getResourceAsStream("version")) {
      return file == null
          ? "unknown"
          : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
