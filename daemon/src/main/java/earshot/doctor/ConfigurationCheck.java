package earshot.doctor;

import earshot.config.Problem;
import earshot.config.Reading;
import java.util.ArrayList;
import java.util.List;

/** What reading the configuration said. Pure. */
final class ConfigurationCheck {

  private ConfigurationCheck() {}

  /**
   * @param filed there is a file, and not the usual values only
   */
  static List<Found> look(Reading reading, boolean filed) {
    List<Found> found = new ArrayList<>();
    switch (reading) {
      case Reading.Bad(var problems) -> {
        for (Problem problem : problems) {
          Finding kind = model(problem) ? Finding.MODEL_RETIRED : Finding.CONFIGURATION_WRONG;
          found.add(of(kind, problem));
        }
      }
      case Reading.Good(var config, var settings) -> {
        if (!filed) found.add(Found.of(Finding.NOT_CONFIGURED));
        for (Problem note : settings.notes()) {
          found.add(of(model(note) ? Finding.MODEL_RETIRES : Finding.CONFIGURATION_NOTE, note));
        }
      }
    }
    return found;
  }

  private static boolean model(Problem problem) {
    return problem.key().matches("service(\\.fallback\\[\\d+])?\\.(model|underlying)")
        && problem.message().matches(".* (shut|shuts) down .*|.* retire[sd] .*");
  }

  private static Found of(Finding kind, Problem problem) {
    String at = problem.line() > 0 ? problem.file() + ":" + problem.line() : problem.file();
    String key = problem.key().isEmpty() ? "" : problem.key() + ": ";
    return Found.of(kind, at + ": " + key + problem.message(), problem.suggestion());
  }
}
