package earshot.control;

import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.doctor.Doctor;
import earshot.doctor.Found;
import earshot.doctor.Running;
import earshot.doctor.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The programs that the command line starts. They run on the calling thread until they are done and
 * return an exit code. {@code earshot.Main} hands them in.
 */
public interface Programs {

  int run(RunOptions options) throws Exception;

  int demo(DemoOptions options) throws Exception;

  int simulator(SimulatorOptions options) throws Exception;

  /** Everything that is wrong with this device, as far as it can be found; takes some seconds. */
  List<Found> doctor(DoctorOptions options) throws InterruptedException;

  /**
   * Tries one part of the configured board for some seconds.
   *
   * @param told gets a line for each thing that happens
   */
  Trial.Outcome attempt(TryOptions options, Consumer<String> told) throws InterruptedException;

  /** What is found on this machine; boards come from their table. */
  List<Device> devices();

  /** What is measured here and now, row by row; takes some seconds. */
  List<Figure> bench(BenchOptions options) throws IOException;

  record TryOptions(Config config, Trial.Subject part, int seconds) {}

  /**
   * @param board whose turns are measured; null for the one of pipes
   * @param turns of each kind
   */
  record BenchOptions(Config.@Nullable BoardConfig board, int turns) {}

  /**
   * @param path such as {@code array/respeaker-6mic/cost}
   * @param unit such as {@code us per 10 ms}
   * @param instead why there is no value, in a word or two; null when there is one
   */
  record Figure(String path, double value, String unit, @Nullable String instead) {

    public Figure(String path, double value, String unit) {
      this(path, value, unit, null);
    }

    /** What could not be measured here. */
    public static Figure without(String path, String unit, String why) {
      return new Figure(path, Double.NaN, unit, why);
    }
  }

  /** The first reading of the configuration, and how to read it again. */
  record RunOptions(Config config, ConfigReader reader, Sources sources) {}

  /**
   * @param filed there is a configuration file
   * @param running what the running daemon says, if there is one
   */
  record DoctorOptions(Reading reading, boolean filed, Running running, Doctor.Wish wish) {}

  /**
   * @param speed how many times faster than life
   * @param wav where what the listener heard is written
   * @param json one document on standard output and nothing else
   */
  record DemoOptions(double speed, Path wav, boolean json) {}

  /**
   * @param pace how many times faster than it is spoken sound is sent; null for the scenario's
   * @param record the directory for what was heard
   * @param caOut where the certificate to trust is written
   */
  record SimulatorOptions(
      String host,
      int port,
      boolean tls,
      @Nullable Path scenario,
      @Nullable Double pace,
      @Nullable Path record,
      @Nullable Path caOut) {}

  /**
   * @param kind such as "sound card" or "gpio chip"
   * @param name the stable name, as the configuration takes it
   */
  record Device(String kind, String name, String detail) {}
}
