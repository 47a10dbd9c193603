package earshot;

import earshot.config.ConfigReader;
import earshot.control.Commands;
import earshot.control.Exit;
import earshot.control.Programs;
import earshot.control.Refusal;
import earshot.control.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program's entry: hands the command line what it needs. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    ConfigReader reader = new ConfigReader(List.of(), System::getenv);
    Surroundings at = new Surroundings(new NoPrograms(), reader, System.out, System.err, version());
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

  /** Until the appliance is wired in. */
  private static final class NoPrograms implements Programs {
    @Override
    public int run(RunOptions options) {
      throw missing();
    }

    @Override
    public int demo(DemoOptions options) {
      throw missing();
    }

    @Override
    public int simulator(SimulatorOptions options) {
      throw missing();
    }

    @Override
    public List<Device> devices() {
      return List.of();
    }

    private static Refusal missing() {
      return new Refusal(Exit.FAILED, "this build has no such program", "a later build");
    }
  }
}
