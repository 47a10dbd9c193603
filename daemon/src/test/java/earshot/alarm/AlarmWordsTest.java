package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import earshot.alarm.AlarmWords.Unclear;
import java.time.LocalTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How people and models say times. */
class AlarmWordsTest {

  @ParameterizedTest
  @CsvSource({"7:30, 07:30", "07:30, 07:30", " 0:00, 00:00", "23:59:58, 23:59:58"})
  void timesThatAreUnderstood(String said, LocalTime meant) throws Exception {
    assertEquals(meant, AlarmWords.time(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "24:00", "12:60", "7:30 pm", "half past", "7:3"})
  void timesThatAreNot(String said) {
    assertThrows(Unclear.class, () -> AlarmWords.time(said));
  }

  @ParameterizedTest
  @CsvSource({
    "daily, daily",
    "Weekdays, weekdays",
    "weekend, weekend",
    "'sat,Sunday', weekend",
    "'thu, mon', 'mon,thu'",
    "'mon tue wed thu fri sat sun', daily"
  })
  void daysThatAreUnderstood(String said, String told) throws Exception {
    assertEquals(told, AlarmWords.said(new Alarm.Days.Weekly(AlarmWords.days(said))));
  }

  @Test
  void onceIsNoDay() throws Exception {
    assertEquals(Set.of(), AlarmWords.days("once"));
    assertEquals(Set.of(), AlarmWords.days(""));
    assertThrows(Unclear.class, () -> AlarmWords.days("someday"));
    assertThrows(Unclear.class, () -> AlarmWords.days("m"));
  }

  @ParameterizedTest
  @CsvSource({"90s, 90000", "10m, 600000", "1h30m, 5400000", "1h2m3s, 3723000", "0s, 0"})
  void lengthsThatAreUnderstood(String said, long millis) throws Exception {
    assertEquals(millis, AlarmWords.length(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "3m2h", "-5m", "1.5h", "99999999999s"})
  void lengthsThatAreNot(String said) {
    assertThrows(Unclear.class, () -> AlarmWords.length(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "2026-13-01", "24.12.2026"})
  void datesThatAreNot(String said) {
    assertThrows(Unclear.class, () -> AlarmWords.date(said));
  }
}
