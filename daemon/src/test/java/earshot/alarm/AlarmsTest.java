package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.alarm.AlarmBook.Missed.Reason;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When alarms ring: once, whatever happens to the clock and to the process. */
class AlarmsTest {

  private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);

  private final Bedside bed = new Bedside("2026-11-21T06:00:00");

  @Test
  void anAlarmRingsAtItsTimeAndNotBefore() {
    bed.set("07:00", Set.of(), "tea");
    bed.until("06:59:59");
    assertEquals(0, bed.rings());
    bed.until("07:00:00");
    assertEquals(1, bed.rings());
    assertEquals("tea", bed.book().ringing().getFirst().label());
    assertEquals(0, bed.book().alarms().size(), "it was for once");
  }

  @Test
  void anAlarmForATimeThatHasPassedIsForTomorrow() {
    bed.set("05:00", Set.of(), "");
    bed.days(1);
    assertEquals(1, bed.rings());
    bed.days(3);
    assertEquals(1, bed.rings());
  }

  @Test
  void aDateThatHasPassedIsRefused() {
    assertEquals(
        "that time has passed",
        bed.wish(
            new AlarmEvent.AlarmSet(
                LocalTime.of(5, 0), Set.of(), LocalDate.parse("2026-11-21"), "")));
    assertEquals(
        "that is more than 10 years ahead",
        bed.wish(new AlarmEvent.AlarmSet(LocalTime.NOON, Set.of(), LocalDate.MAX, "")));
    assertEquals(
        "that time has passed",
        bed.wish(new AlarmEvent.AlarmSet(LocalTime.NOON, Set.of(), LocalDate.MIN, "")));
  }

  @Test
  void aDailyAlarmRingsOnceADay() {
    bed.set("07:00", DAILY, "");
    for (int day = 1; day <= 10; day++) {
      bed.days(1);
      assertEquals(day, bed.rings());
    }
  }

  @Test
  void onWeekdaysItRestsOnSaturdayAndSunday() {
    bed.set("07:00", EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), "");
    // A Saturday.
    bed.days(2);
    assertEquals(0, bed.rings());
    bed.days(5);
    assertEquals(5, bed.rings());
    bed.days(2);
    assertEquals(5, bed.rings());
  }

  @Test
  void ofSeveralOccurrencesThatWereSleptThroughOneIsTold() {
    bed.set("07:00", DAILY, "");
    bed.off();
    bed.clock("2026-11-25T12:00:00");
    bed.on();
    assertEquals(0, bed.rings());
    assertEquals(1, bed.missed());
    bed.until("2026-11-26T07:00:00");
    assertEquals(1, bed.rings());
  }

  @Test
  void whatWasDueWhileTheProcessWasAwayRingsAtOnceAndOnce() {
    bed.set("07:00", DAILY, "");
    bed.until("06:59:59");
    for (int start = 0; start < 3; start++) {
      bed.off();
      bed.clock("2026-11-21T07:10:0" + start);
      bed.on();
      assertEquals(1, bed.rings());
      assertEquals(1, bed.book().ringing().size(), "nobody has stopped it");
    }
    bed.wish(new AlarmEvent.Acknowledged());
    bed.off();
    bed.on();
    assertEquals(0, bed.book().ringing().size());
    assertEquals(1, bed.rings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"07:59:59", "08:00:00"})
  void anHourLateIsTooLate(String up) {
    bed.set("07:00", Set.of(), "");
    bed.off();
    bed.clock("2026-11-21T" + up);
    bed.on();
    boolean late = up.equals("08:00:00");
    assertEquals(late ? 0 : 1, bed.rings());
    assertEquals(late ? 1 : 0, bed.missed());
    if (late) assertEquals(Reason.LATE, bed.book().missed().getFirst().reason());
  }

  @Test
  void aClockThatIsSetBackDoesNotMakeItRingTwice() {
    bed.set("07:00", DAILY, "");
    bed.until("07:00:00");
    bed.wish(new AlarmEvent.Acknowledged());
    for (String back : new String[] {"06:59:58", "06:00:00", "00:00:00"}) {
      bed.clock("2026-11-21T" + back);
      bed.until("2026-11-21T23:00:00");
      assertEquals(1, bed.rings(), back);
    }
    bed.until("2026-11-22T07:00:00");
    assertEquals(2, bed.rings());
  }

  @Test
  void aClockThatJumpsForwardOverTheTimeMakesItRingAtOnce() {
    bed.set("07:00", DAILY, "");
    bed.clock("2026-11-21T07:20:00");
    bed.look();
    assertEquals(1, bed.rings());
    bed.clock("2026-11-21T06:58:00");
    bed.until("2026-11-21T22:00:00");
    assertEquals(1, bed.rings());
  }

  @Test
  void aClockThatIsWrongByYearsAtTheStartLosesNothing() {
    bed.set("07:00", DAILY, "daily");
    bed.set("09:00", Set.of(), "once");
    bed.off();
    bed.clock("1970-01-01T00:00:00");
    bed.on();
    assertEquals(0, bed.rings());
    bed.clock("2026-11-21T07:00:30");
    bed.look();
    assertEquals(1, bed.rings());
    assertEquals(0, bed.missed());
    bed.until("2026-11-21T09:00:00");
    assertEquals(2, bed.rings());
  }

  @Test
  void whatAClockInTheFutureCalledMissedIsAheadAgainWhenItIsPutRight() {
    bed.set("07:00", Set.of(), "once");
    bed.set("07:30", DAILY, "daily");
    bed.clock("2036-01-01T12:00:00");
    bed.look();
    assertEquals(2, bed.missed());
    bed.clock("2026-11-21T06:30:00");
    bed.until("2026-11-21T07:10:00");
    assertEquals(1, bed.rings());
    assertEquals(0, bed.book().missed().size());
    bed.until("2026-11-21T07:30:00");
    assertEquals(2, bed.rings());
  }

  @Test
  void aDayTooFarAheadIsTakenBackForARepeatedAlarmToo() {
    bed.set("07:00", DAILY, "");
    bed.clock("2026-11-22T12:00:00");
    bed.look();
    bed.clock("2026-11-21T06:30:00");
    bed.until("2026-11-22T07:00:00");
    assertEquals(2, bed.rings(), "today and tomorrow");
  }

  @Test
  void atTheEndOfSummerTimeItRingsOnce() {
    var autumn = new Bedside("2026-10-24T12:00:00");
    autumn.set("02:30", DAILY, "");
    autumn.days(1);
    assertEquals(1, autumn.rings());
    autumn.days(1);
    assertEquals(2, autumn.rings());
  }

  @Test
  void atItsBeginningItRingsThoughThereIsNoSuchTime() {
    var spring = new Bedside("2026-03-28T12:00:00");
    spring.set("02:30", DAILY, "");
    spring.days(1);
    assertEquals(1, spring.rings());
    spring.days(1);
    assertEquals(2, spring.rings());
  }

  @Test
  void aTimerDoesNotCareForTheClockOnTheWall() {
    bed.timer(60_000, "egg");
    bed.clock("2031-01-01T00:00:00");
    bed.seconds(59);
    assertEquals(0, bed.rings());
    bed.clock("1999-01-01T00:00:00");
    bed.seconds(1);
    assertEquals(1, bed.rings());
  }

  @Test
  void aTimerGoesOnInTheNextProcess() {
    bed.timer(600_000, "");
    bed.seconds(100);
    bed.off();
    bed.seconds(100);
    bed.on();
    bed.seconds(399);
    assertEquals(0, bed.rings());
    bed.seconds(1);
    assertEquals(1, bed.rings());
  }

  @Test
  void aTimerGoesOnThoughTheClockWasSetMeanwhile() {
    bed.timer(600_000, "");
    bed.seconds(100);
    bed.clock("2026-11-21T12:00:00");
    bed.look();
    bed.off();
    bed.on();
    bed.seconds(499);
    assertEquals(0, bed.rings());
    bed.seconds(1);
    assertEquals(1, bed.rings());
  }

  @Test
  void aTimerThatWokeToAWrongClockIsTakenByTheRightOne() {
    bed.timer(600_000, "");
    bed.off();
    bed.clock("1970-01-01T00:00:00");
    bed.on();
    assertEquals(0, bed.rings());
    bed.clock("2026-11-21T06:12:00");
    bed.look();
    assertEquals(1, bed.rings());
  }

  @Test
  void aTimerThatIsOverAnHourLateIsTold() {
    bed.timer(60_000, "");
    bed.off();
    bed.clock("2026-11-21T07:01:01");
    bed.on();
    assertEquals(0, bed.rings());
    assertEquals(1, bed.missed());
  }

  @Test
  void itRingsForAQuarterOfAnHourAndIsThenTold() {
    bed.set("06:01", Set.of(), "");
    bed.seconds(60);
    assertEquals(1, bed.book().ringing().size());
    bed.seconds(15 * 60 - 1);
    assertEquals(1, bed.book().ringing().size());
    bed.seconds(1);
    assertEquals(0, bed.book().ringing().size());
    assertEquals(Reason.UNANSWERED, bed.book().missed().getFirst().reason());
    bed.days(2);
    assertEquals(0, bed.book().missed().size(), "for a day");
  }

  @Test
  void theQuarterOfAnHourIsOverThoughTheProcessStartsAnew() {
    bed.set("06:01", Set.of(), "");
    bed.seconds(60);
    for (int start = 0; start < 14; start++) {
      bed.off();
      bed.seconds(60);
      bed.on();
      assertEquals(1, bed.book().ringing().size());
    }
    bed.seconds(60);
    assertEquals(0, bed.book().ringing().size());
    assertEquals(1, bed.rings());
  }

  @Test
  void whatIsPutOffRingsAgain() {
    bed.set("06:01", Set.of(), "pill");
    bed.seconds(60);
    assertEquals("", bed.wish(new AlarmEvent.Snoozed(5)));
    assertEquals(0, bed.book().ringing().size());
    bed.seconds(5 * 60 - 1);
    assertEquals(1, bed.rings());
    bed.seconds(1);
    assertEquals(2, bed.rings());
    assertEquals("pill", bed.book().ringing().getFirst().label());
  }

  @Test
  void whatIsCancelledDoesNotRing() {
    bed.set("07:00", DAILY, "");
    bed.timer(60_000, "");
    assertEquals("", bed.wish(new AlarmEvent.Cancelled(2)));
    assertEquals("", bed.wish(new AlarmEvent.Cancelled(1)));
    assertEquals(
        "there is no alarm or timer with the number 1", bed.wish(new AlarmEvent.Cancelled(1)));
    bed.days(2);
    assertEquals(0, bed.rings());
  }

  @Test
  void wishesThatCannotBeAreRefusedWithWhy() {
    assertEquals("nothing rings", bed.wish(new AlarmEvent.Acknowledged()));
    assertEquals("nothing rings", bed.wish(new AlarmEvent.Snoozed(5)));
    assertEquals(
        "a timer is from one second to seven days", bed.wish(new AlarmEvent.TimerSet(0, "")));
    assertEquals(
        "a timer is from one second to seven days",
        bed.wish(new AlarmEvent.TimerSet(Long.MAX_VALUE, "")));
    for (int i = 0; i < Alarms.MOST; i++) bed.timer(60_000, "");
    assertEquals(
        "there are 64 alarms and timers; cancel one first",
        bed.wish(new AlarmEvent.TimerSet(60_000, "")));
    assertEquals("", bed.wish(new AlarmEvent.AllCancelled()));
    assertEquals(AlarmBook.EMPTY, bed.book());
  }

  @Test
  void aLabelIsShortAndOnOneLine() {
    bed.timer(60_000, " the\n\tcake " + "x".repeat(200));
    String label = bed.book().countdowns().getFirst().label();
    assertTrue(label.startsWith("the cake xxx"), label);
    assertEquals(100, label.length());
  }

  @Test
  void nothingIsLookedAtWhenNothingIsSet() {
    assertEquals(Alarms.NEVER, bed.nextLook());
    bed.timer(3_600_000, "");
    assertEquals(bed.now().nanos() + 3_600_000_000_000L, bed.nextLook());
    bed.set("23:00", Set.of(), "");
    assertNotEquals(Alarms.NEVER, bed.nextLook());
    assertTrue(bed.nextLook() - bed.now().nanos() <= 1_000_000_000L, "the clock may be set");
  }
}
