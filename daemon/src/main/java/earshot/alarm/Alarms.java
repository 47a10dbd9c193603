package earshot.alarm;

import earshot.alarm.AlarmBook.Countdown;
import earshot.alarm.AlarmBook.Missed;
import earshot.alarm.AlarmBook.Ringing;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * The alarms: one event in, the next book and the effects out. Pure. Each occurrence rings once,
 * however often the device starts and whichever way its clock is set; what comes more than an hour
 * late does not ring, but is told as missed.
 */
public final class Alarms {

  /** Nothing ever happens by itself. */
  public static final long NEVER = Long.MAX_VALUE;

  static final long LATEST_MILLIS = 3_600_000;
  static final long LONGEST_RING_NANOS = 15 * 60_000_000_000L;
  static final long MISSED_KEPT_MILLIS = 24 * 3_600_000L;
  static final long LONGEST_TIMER_MILLIS = 7 * 24 * 3_600_000L;
  static final int MOST = 64;
  static final int MOST_YEARS = 10;
  static final int LONGEST_LABEL = 100;
  static final int LONGEST_SNOOZE_MINUTES = 120;

  /** Nobody tells when the clock on the wall is set: while it matters, it is looked at. */
  private static final long LOOK_NANOS = 500_000_000;

  private final ZoneId zone;

  public Alarms(ZoneId zone) {
    this.zone = zone;
  }

  public record Outcome(AlarmBook book, List<AlarmEffect> effects) {}

  public Outcome step(AlarmBook book, AlarmEvent event, Moment now) {
    var step = new AlarmStep(zone, book, now);
    step.on(event);
    return step.outcome();
  }

  /** The monotonic time of the next look, or {@link #NEVER}. */
  public long nextLookNanos(AlarmBook book, Moment now) {
    long next = NEVER;
    for (Countdown each : book.countdowns()) {
      next = Math.min(next, now.nanos() + each.leftMillis(now) * 1_000_000);
      if (each.restored()) next = Math.min(next, now.nanos() + LOOK_NANOS);
    }
    for (Ringing each : book.ringing()) {
      next = Math.min(next, each.sinceNanos() + LONGEST_RING_NANOS);
    }
    for (Alarm each : book.alarms()) {
      next = Math.min(next, now.nanos() + LOOK_NANOS);
      LocalDate date = each.next(now.epochMillis(), zone);
      if (date == null) continue;
      long millis = each.dueMillis(date, zone) - now.epochMillis();
      if (millis < LOOK_NANOS / 1_000_000) next = Math.min(next, now.nanos() + millis * 1_000_000);
    }
    for (Missed each : book.missed()) {
      // It may be ahead again when the clock is set back.
      long millis = each.notedEpochMillis() + MISSED_KEPT_MILLIS - now.epochMillis() + 1;
      long nanos =
          each.alarm() != null ? LOOK_NANOS : Math.clamp(millis, 0, MISSED_KEPT_MILLIS) * 1_000_000;
      next = Math.min(next, now.nanos() + nanos);
    }
    return next;
  }
}
