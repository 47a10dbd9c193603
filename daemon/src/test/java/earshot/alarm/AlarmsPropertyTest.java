package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is wished, whichever way the clock is set, however often the process starts. */
class AlarmsPropertyTest {

  private static final LocalTime SEVEN = LocalTime.of(7, 0);

  private final Alarms alarms = new Alarms(Bedside.ZONE);
  private AlarmBook book = AlarmBook.EMPTY;
  private long nanos;
  private long wallAheadMillis;
  private final List<String> rung = new ArrayList<>();

  private Moment now() {
    return new Moment(nanos, nanos / 1_000_000 + wallAheadMillis);
  }

  private void step(AlarmEvent event, String where) {
    Alarms.Outcome outcome = alarms.step(book, event, now());
    book = outcome.book();
    for (AlarmEffect effect : outcome.effects()) {
      if (effect instanceof AlarmEffect.TellRings(AlarmBook.Ringing ringing)) {
        rung.add(ringing.label() + " " + Alarm.day(ringing.sinceEpochMillis(), Bedside.ZONE));
      }
    }
    List<Integer> ids = new ArrayList<>();
    book.alarms().forEach(each -> ids.add(each.id()));
    book.countdowns().forEach(each -> ids.add(each.id()));
    assertEquals(new HashSet<>(ids).size(), ids.size(), where);
    assertTrue(ids.size() <= 2 * Alarms.MOST && book.missed().size() <= Alarms.MOST, where);
    assertTrue(alarms.nextLookNanos(book, now()) >= nanos, where);
    // What has been looked at is settled: looking again changes nothing.
    Alarms.Outcome again = alarms.step(book, new AlarmEvent.Looked(), now());
    assertEquals(List.of(), again.effects(), where);
    assertEquals(book, again.book(), where);
  }

  private AlarmEvent.Wish wish(Random random, int number) {
    return switch (random.nextInt(5)) {
      case 0 ->
          new AlarmEvent.AlarmSet(SEVEN, EnumSet.allOf(DayOfWeek.class), null, "daily " + number);
      case 1 -> new AlarmEvent.AlarmSet(SEVEN, Set.of(), null, "once " + number);
      case 2 ->
          new AlarmEvent.AlarmSet(
              SEVEN,
              Set.of(),
              LocalDate.parse("2026-11-20").plusDays(random.nextInt(8)),
              "dated " + number);
      case 3 -> new AlarmEvent.Acknowledged();
      default -> new AlarmEvent.Cancelled(1 + random.nextInt(4));
    };
  }

  private void life(long seed) throws BookText.NotABook {
    var random = new Random(seed);
    book = AlarmBook.EMPTY;
    rung.clear();
    nanos = random.nextInt(1_000_000);
    // Two weeks around the end of summer time or around a usual day.
    long base = 1_792_800_000_000L + (random.nextBoolean() ? 0 : 21 * 86_400_000L);
    wallAheadMillis = base - nanos / 1_000_000;
    for (int i = 0; i < 60; i++) {
      String where = "seed " + seed + ", step " + i;
      switch (random.nextInt(4)) {
        case 0 -> step(wish(random, i), where);
        case 1 -> {
          long until = nanos + random.nextInt(86_400) * 1_000_000_000L;
          // Looked at now and then: sometimes in time, sometimes late.
          nanos = random.nextBoolean() ? until : Math.min(until, nanos + 1_800_000_000_000L);
          step(new AlarmEvent.Looked(), where);
        }
        case 2 -> {
          wallAheadMillis = base + random.nextInt(12 * 86_400) * 1000L - nanos / 1_000_000;
          step(new AlarmEvent.Looked(), where);
        }
        default -> {
          book = BookText.read(BookText.written(book));
          long before = now().epochMillis();
          nanos = random.nextInt(1_000_000) * 1_000_000L;
          wallAheadMillis = before + random.nextInt(7_200_000) - nanos / 1_000_000;
          step(new AlarmEvent.Restored(), where);
        }
      }
    }
    assertEquals(
        new HashSet<>(rung).size(), rung.size(), () -> "twice, with seed " + seed + ": " + rung);
    for (String each : rung) {
      long times = rung.stream().filter(other -> name(other).equals(name(each))).count();
      assertTrue(each.startsWith("daily") || times == 1, () -> "seed " + seed + ": " + rung);
    }
  }

  private static String name(String rung) {
    return rung.substring(0, rung.lastIndexOf(' '));
  }

  @Test
  void noOccurrenceRingsTwice() throws Exception {
    int heard = 0;
    for (long seed = 0; seed < 3_000; seed++) {
      life(seed);
      heard += rung.size();
    }
    assertTrue(heard > 1_000, "it rang " + heard + " times");
  }
}
