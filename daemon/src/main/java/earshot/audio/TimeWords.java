package earshot.audio;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which recorded words say a time of day: an hour as the beginning of a sentence, and what comes
 * after it. What is said of the full hour a language may leave out. Pure.
 */
public final class TimeWords {

  private TimeWords() {}

  /** The names of all that may be said: a full hour's minutes may be missing. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int hour = 0; hour < 24; hour++) all.add(hour(hour));
    for (int minute = 0; minute < 60; minute++) all.add(minute(minute));
    return all;
  }

  static List<String> of(LocalTime time) {
    return List.of(hour(time.getHour()), minute(time.getMinute()));
  }

  private static String hour(int hour) {
    return String.format(Locale.ROOT, "hour-%02d", hour);
  }

  static String minute(int minute) {
    return String.format(Locale.ROOT, "minute-%02d", minute);
  }
}
