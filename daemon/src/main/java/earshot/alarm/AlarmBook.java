package earshot.alarm;

import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All alarms and timers, what rings, and what was missed: the state of {@link Alarms}. */
public record AlarmBook(
    List<Alarm> alarms, List<Countdown> countdowns, List<Ringing> ringing, List<Missed> missed) {

  public static final AlarmBook EMPTY = new AlarmBook(List.of(), List.of(), List.of(), List.of());

  public AlarmBook {
    alarms = List.copyOf(alarms);
    countdowns = List.copyOf(countdowns);
    ringing = List.copyOf(ringing);
    missed = List.copyOf(missed);
  }

  /**
   * A timer, or an alarm put off.
   *
   * @param dueNanos when it is over, as long as the process lives
   * @param dueEpochMillis the same by the clock on the wall, for the next process
   * @param restored an earlier process started it: the clock on the wall tells too
   */
  public record Countdown(
      int id,
      long lengthMillis,
      long dueNanos,
      long dueEpochMillis,
      boolean restored,
      boolean snoozed,
      String label) {

    long leftMillis(Moment now) {
      long left = Math.max(0, (dueNanos - now.nanos() + 999_999) / 1_000_000);
      return restored ? Math.clamp(dueEpochMillis - now.epochMillis(), 0, left) : left;
    }
  }

  public record Ringing(int id, String label, long sinceNanos, long sinceEpochMillis) {}

  /**
   * What nobody heard.
   *
   * @param alarm as it was, if the clock should be set back before it; null for a timer
   */
  public record Missed(
      int id,
      String label,
      LocalDateTime due,
      Reason reason,
      long notedEpochMillis,
      @Nullable Alarm alarm) {

    public enum Reason {
      /** The device was off, or its clock was wrong. */
      LATE,
      /** It rang, and nobody stopped it. */
      UNANSWERED
    }
  }
}
