package earshot.control;

import earshot.config.ConfigReader;
import earshot.config.Problem;
import java.io.PrintStream;
import java.util.List;

/**
 * What the commands are given: the programs they start, how to read the configuration, and where to
 * print.
 */
public record Surroundings(
    Programs programs, ConfigReader reader, PrintStream out, PrintStream err, String version) {

  ControlClient connect() {
    return ControlClient.connect(reader.socket(null));
  }

  /** Prints what is no mistake and ought to be known. */
  void notes(List<Problem> notes) {
    notes.forEach(note -> err.println("note: " + note));
  }

  /** Prints every problem; the exit code. */
  int bad(List<Problem> problems) {
    problems.forEach(err::println);
    err.println(
        problems.size()
            + (problems.size() == 1 ? " mistake" : " mistakes")
            + " in the configuration");
    return Exit.BAD_CONFIGURATION.code();
  }
}
