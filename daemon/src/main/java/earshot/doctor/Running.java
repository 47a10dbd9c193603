package earshot.doctor;

import earshot.telemetry.Trouble;
import java.util.Map;

/** What is known of a running daemon, from its control socket. */
public sealed interface Running {

  /** Nobody listens there. */
  record Absent() implements Running {}

  /** This user may not ask. */
  record Closed() implements Running {}

  /** It took the question, and no answer came. */
  record Hanging(String why) implements Running {}

  /**
   * @param process its number
   * @param troubles what it knows to be wrong, with details
   * @param metrics by their names outside
   */
  record Answering(long process, Map<Trouble, String> troubles, Map<String, Long> metrics)
      implements Running {}
}
