package earshot;

import earshot.alarm.AlarmClock;
import org.jspecify.annotations.Nullable;

/**
 * The alarms as the loop meets them: they run with each of its passes, and a press while one rings
 * is theirs. Owned by the loop. Without alarms nothing rings.
 */
final class Nightstand {

  private final @Nullable AlarmClock alarms;

  /** The press that stopped an alarm is still down. */
  private boolean held;

  Nightstand(@Nullable AlarmClock alarms) {
    this.alarms = alarms;
  }

  /**
   * Does what there is to do now; returns when to come back.
   *
   * @param dialog whether somebody asks something, or waits for an answer
   */
  long run(boolean dialog) {
    if (alarms == null) return Timers.NEVER;
    alarms.dialog(dialog);
    return alarms.run();
  }

  /** Whether this press, or the release that belongs to it, was for an alarm. */
  boolean takes(boolean down) {
    if (!down) {
      boolean mine = held;
      held = false;
      return mine;
    }
    held = alarms != null && alarms.acknowledge();
    return held;
  }

  /** Whether something rang that is silent now. */
  boolean hush() {
    return alarms != null && alarms.acknowledge();
  }
}
