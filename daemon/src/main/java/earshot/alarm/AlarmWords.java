package earshot.alarm;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words in which people and models say times, days and lengths. Pure. */
public final class AlarmWords {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern LENGTH =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  private AlarmWords() {}

  /** It cannot be understood; the message says how to say it. */
  public static final class Unclear extends Exception {
    private static final long serialVersionUID = 1;

    Unclear(String message) {
      super(message);
    }
  }

  /** {@code 7:30} or {@code 07:30:00}. */
  public static LocalTime time(String word) throws Unclear {
    try {
      return LocalTime.parse(word.strip(), TIME);
    } catch (DateTimeException e) {
      throw new Unclear("the time is said as 07:30, from 0:00 to 23:59");
    }
  }

  /** {@code 2026-12-24}. */
  public static LocalDate date(String word) throws Unclear {
    try {
      return LocalDate.parse(word.strip());
    } catch (DateTimeException e) {
      throw new Unclear("the date is said as 2026-12-24");
    }
  }

  /** {@code daily}, {@code weekdays}, {@code weekend}, {@code mon,thu}; {@code once} for none. */
  public static Set<DayOfWeek> days(String words) throws Unclear {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String each : words.strip().toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      switch (each) {
        case "once", "" -> {}
        case "daily" -> days.addAll(EnumSet.allOf(DayOfWeek.class));
        case "weekdays" -> days.addAll(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
        case "weekend" -> days.addAll(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
        default -> days.add(day(each));
      }
    }
    return days;
  }

  private static DayOfWeek day(String word) throws Unclear {
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name().toLowerCase(Locale.ROOT);
      if (name.equals(word) || name.substring(0, 3).equals(word)) return day;
    }
    throw new Unclear("the days are said as once, daily, weekdays, weekend, or mon,tue");
  }

  /** {@code 90s}, {@code 10m} or {@code 1h30m}, in milliseconds. */
  public static long length(String word) throws Unclear {
    Matcher said = LENGTH.matcher(word.strip());
    if (word.isBlank() || !said.matches()) {
      throw new Unclear("the length is said as 90s, 10m or 1h30m");
    }
    return (3600 * number(said.group(1)) + 60 * number(said.group(2)) + number(said.group(3)))
        * 1000;
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** The days as {@link #days} understands them. */
  static String said(Alarm.Days days) {
    return switch (days) {
      case Alarm.Days.Once(LocalDate date) -> date.toString();
      case Alarm.Days.Weekly(Set<DayOfWeek> on) -> {
        if (on.size() == 7) yield "daily";
        if (on.equals(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY))) yield "weekdays";
        if (on.equals(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY))) yield "weekend";
        yield String.join(
            ",",
            on.stream()
                .sorted()
                .map(day -> day.name().toLowerCase(Locale.ROOT).substring(0, 3))
                .toList());
      }
    };
  }
}
