package earshot.alarm;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happened to the alarms. */
public sealed interface AlarmEvent {

  /** Some time has passed, or a clock has jumped. */
  record Looked() implements AlarmEvent {}

  /** A new process has read what an earlier one kept. */
  record Restored() implements AlarmEvent {}

  /** What a user wants, by voice or by command. */
  sealed interface Wish extends AlarmEvent {}

  /** To know what there is. */
  record Listed() implements Wish {}

  /**
   * @param days on which it repeats; none for once
   * @param date for once; the next time that the clock shows it when null
   */
  record AlarmSet(LocalTime at, Set<DayOfWeek> days, @Nullable LocalDate date, String label)
      implements Wish {}

  record TimerSet(long lengthMillis, String label) implements Wish {}

  record Cancelled(int id) implements Wish {}

  record AllCancelled() implements Wish {}

  /** Somebody heard it. */
  record Acknowledged() implements Wish {}

  record Snoozed(int minutes) implements Wish {}
}
