package earshot.alarm;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One alarm by the clock on the wall. An occurrence is a date, not an instant: so the clock may be
 * set back, or summer time may end, and it still rings once.
 *
 * @param past the last dates that are over: rung, or told as missed
 */
public record Alarm(int id, LocalTime at, Days days, String label, List<LocalDate> past) {

  private static final int PAST_KEPT = 32;

  public Alarm {
    past = List.copyOf(past);
  }

  /** The dates on which it rings. */
  public sealed interface Days {

    record Once(LocalDate date) implements Days {}

    record Weekly(Set<DayOfWeek> days) implements Days {
      public Weekly {
        days = Set.copyOf(days);
      }
    }
  }

  /** A time that summer time leaves out is as much later as the clock was moved. */
  long dueMillis(LocalDate date, ZoneId zone) {
    return date.atTime(at).atZone(zone).toInstant().toEpochMilli();
  }

  /** The last occurrence that is not after this time, or null. */
  @Nullable LocalDate latest(long epochMillis, ZoneId zone) {
    return switch (days) {
      case Days.Once(LocalDate date) -> dueMillis(date, zone) <= epochMillis ? date : null;
      case Days.Weekly(Set<DayOfWeek> on) -> {
        LocalDate today = day(epochMillis, zone);
        for (int back = 0; back <= 7; back++) {
          LocalDate date = today.minusDays(back);
          if (on.contains(date.getDayOfWeek()) && dueMillis(date, zone) <= epochMillis) yield date;
        }
        yield null;
      }
    };
  }

  /** The next occurrence after this time that is not over, or null. */
  @Nullable LocalDate next(long epochMillis, ZoneId zone) {
    return switch (days) {
      case Days.Once(LocalDate date) -> dueMillis(date, zone) > epochMillis ? date : null;
      case Days.Weekly(Set<DayOfWeek> on) -> {
        LocalDate today = day(epochMillis, zone);
        for (int ahead = 0; ahead <= 7 * (PAST_KEPT + 2); ahead++) {
          LocalDate date = today.plusDays(ahead);
          if (on.contains(date.getDayOfWeek())
              && !past.contains(date)
              && dueMillis(date, zone) > epochMillis) yield date;
        }
        yield null;
      }
    };
  }

  Alarm over(LocalDate date) {
    List<LocalDate> dates = new ArrayList<>(past);
    dates.add(date);
    if (dates.size() > PAST_KEPT) dates.removeFirst();
    return new Alarm(id, at, days, label, dates);
  }

  Alarm notOver(LocalDate date) {
    List<LocalDate> dates = new ArrayList<>(past);
    dates.remove(date);
    return new Alarm(id, at, days, label, dates);
  }

  static LocalDate day(long epochMillis, ZoneId zone) {
    return Instant.ofEpochMilli(epochMillis).atZone(zone).toLocalDate();
  }
}
