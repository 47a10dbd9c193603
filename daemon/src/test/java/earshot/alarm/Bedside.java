package earshot.alarm;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * {@link Alarms} with two clocks under the test's hand, looked at when they want to be. A process
 * that ends leaves its book as text, and nothing else.
 */
final class Bedside {

  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private final Alarms alarms = new Alarms(ZONE);
  private long nanos = 5_000_000_000L;
  private long wallAheadMillis;
  private AlarmBook book = AlarmBook.EMPTY;
  private String text = "";
  private boolean up = true;
  private int rings;
  private int missed;

  Bedside(String local) {
    clock(local);
  }

  Moment now() {
    return new Moment(nanos, wallAheadMillis + nanos / 1_000_000);
  }

  AlarmBook book() {
    return book;
  }

  /** How often it began to ring. */
  int rings() {
    return rings;
  }

  int missed() {
    return missed;
  }

  /** Sets the clock on the wall; no time passes. */
  void clock(String local) {
    wallAheadMillis = wall(local) - nanos / 1_000_000;
  }

  private static long wall(String local) {
    return LocalDateTime.parse(local).atZone(ZONE).toInstant().toEpochMilli();
  }

  String wish(AlarmEvent.Wish wish) {
    for (AlarmEffect effect : step(wish)) {
      if (effect instanceof AlarmEffect.Refuse e) return e.why();
    }
    return "";
  }

  void set(String at, Set<DayOfWeek> days, String label) {
    String refused = wish(new AlarmEvent.AlarmSet(LocalTime.parse(at), days, null, label));
    if (!refused.isEmpty()) throw new AssertionError(refused);
  }

  void timer(long millis, String label) {
    String refused = wish(new AlarmEvent.TimerSet(millis, label));
    if (!refused.isEmpty()) throw new AssertionError(refused);
  }

  void look() {
    step(new AlarmEvent.Looked());
  }

  private java.util.List<AlarmEffect> step(AlarmEvent event) {
    Alarms.Outcome outcome = alarms.step(book, event, now());
    book = outcome.book();
    for (AlarmEffect effect : outcome.effects()) {
      if (effect instanceof AlarmEffect.TellRings) rings++;
      if (effect instanceof AlarmEffect.TellMissed) missed++;
    }
    return outcome.effects();
  }

  long nextLook() {
    return alarms.nextLookNanos(book, now());
  }

  /** The process is gone; its monotonic clock means nothing to the next. */
  void off() {
    text = BookText.written(book);
    up = false;
  }

  void on() {
    long jump = 1_234_567_000_000L;
    nanos += jump;
    wallAheadMillis -= jump / 1_000_000;
    try {
      book = BookText.read(text);
    } catch (BookText.NotABook e) {
      throw new AssertionError(e);
    }
    up = true;
    step(new AlarmEvent.Restored());
  }

  void seconds(long seconds) {
    pass(nanos + seconds * 1_000_000_000);
  }

  /** To this time by the clock on the wall: today's, or with a date. */
  void until(String local) {
    LocalDate today = Alarm.day(now().epochMillis(), ZONE);
    long millis = wall(local.length() > 8 ? local : today + "T" + local) - now().epochMillis();
    if (millis < 0) throw new AssertionError(local + " has passed");
    pass(nanos + millis * 1_000_000);
  }

  void days(int days) {
    pass(nanos + days * 24L * 3600 * 1_000_000_000);
  }

  private void pass(long untilNanos) {
    while (up && nextLook() <= untilNanos) {
      nanos = Math.max(nanos, nextLook());
      look();
    }
    nanos = untilNanos;
  }
}
