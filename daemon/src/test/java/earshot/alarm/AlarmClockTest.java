package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.hal.sim.SimTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The alarms as the loop runs them: who is told, what rings, and what is kept. */
@Timeout(60)
class AlarmClockTest {

  private final SimTime time = new SimTime(7_000_000_000L, 1_780_000_000_000L);
  private long aheadMillis;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return time.nanos();
        }

        @Override
        public long epochMillis() {
          return time.epochMillis() + aheadMillis;
        }
      };
  private final List<String> told = new ArrayList<>();
  private final List<AlarmBook> kept = new ArrayList<>();
  private int wakes;
  private CompletableFuture<Boolean> keeping = CompletableFuture.completedFuture(true);
  private AlarmClock alarms = started(AlarmBook.EMPTY);

  private AlarmClock started(AlarmBook found) {
    return new AlarmClock(
        clock,
        Bedside.ZONE,
        found,
        book -> {
          kept.add(book);
          return keeping;
        },
        new Ringer() {
          @Override
          public void start(String label) {
            told.add("start " + label);
          }

          @Override
          public void stop() {
            told.add("stop");
          }
        },
        new AlarmClock.Witness() {
          @Override
          public void rings(AlarmBook.Ringing ringing) {
            told.add("rings " + ringing.label());
          }

          @Override
          public void missed(AlarmBook.Missed missed) {
            told.add("missed " + missed.label());
          }
        },
        () -> wakes++);
  }

  /** The loop, woken at its deadlines only. */
  private void loopFor(long seconds) {
    long until = time.nanos() + seconds * 1_000_000_000;
    long next = alarms.run();
    while (next <= until) {
      assertTrue(next >= time.nanos());
      time.runUntil(next);
      next = alarms.run();
    }
    time.runUntil(until);
  }

  private AlarmClock.Answer wish(AlarmEvent.Wish wish) throws Exception {
    return alarms.wish(wish).get(30, TimeUnit.SECONDS);
  }

  @Test
  void aTimerRingsOnceAndUntilItIsStopped() throws Exception {
    assertEquals(1, wish(new AlarmEvent.TimerSet(60_000, "egg")).id());
    loopFor(59);
    assertEquals(List.of(), told);
    loopFor(10);
    assertEquals(List.of("rings egg", "start egg"), told);
    assertTrue(alarms.ringing());
    assertTrue(alarms.acknowledge());
    assertEquals(2, told.size(), "the loop alone stops it");
    loopFor(1);
    assertEquals(List.of("rings egg", "start egg", "stop"), told);
    assertFalse(alarms.acknowledge());
  }

  @Test
  void twoThatRingAtOnceAreOneSound() throws Exception {
    wish(new AlarmEvent.TimerSet(60_000, "a"));
    wish(new AlarmEvent.TimerSet(61_000, "b"));
    loopFor(62);
    assertEquals(List.of("rings a", "start a", "rings b"), told);
    wish(new AlarmEvent.Acknowledged());
    loopFor(1);
    assertEquals("stop", told.getLast());
    assertEquals(4, told.size());
  }

  @Test
  void nobodyIsWokenWhenNothingIsSet() throws Exception {
    assertEquals(Alarms.NEVER, alarms.run());
    wish(new AlarmEvent.TimerSet(3_600_000, ""));
    assertEquals(1, wakes);
    assertEquals(time.nanos() + 3_600_000_000_000L, alarms.run());
    wish(new AlarmEvent.AllCancelled());
    assertEquals(Alarms.NEVER, alarms.run());
  }

  @Test
  void aClockThatIsSetIsNoticedWithinASecond() throws Exception {
    wish(new AlarmEvent.AlarmSet(LocalTime.of(23, 0), Set.of(), null, "late"));
    loopFor(5);
    aheadMillis = 40 * 60_000;
    loopFor(1);
    assertEquals(List.of("rings late", "start late"), told);
  }

  @Test
  void onlyWhatChangesIsKept() throws Exception {
    wish(new AlarmEvent.AlarmSet(LocalTime.of(23, 0), Set.of(), null, ""));
    wish(new AlarmEvent.Listed());
    loopFor(60);
    assertEquals(1, kept.size());
  }

  @Test
  void whatRangWhenThePowerWentRingsOnAndIsNotToldAgain() throws Exception {
    wish(new AlarmEvent.TimerSet(60_000, "egg"));
    loopFor(61);
    told.clear();
    time.runFor(5_000_000_000L);
    alarms = started(kept.getLast());
    alarms.run();
    assertEquals(List.of("start egg"), told);
  }

  @Test
  void anAnswerSaysWhetherItIsSafe() throws Exception {
    assertTrue(wish(new AlarmEvent.TimerSet(60_000, "")).kept());
    keeping = new CompletableFuture<>();
    var answer = alarms.wish(new AlarmEvent.TimerSet(60_000, ""));
    assertFalse(answer.isDone());
    keeping.complete(true);
    assertTrue(answer.get(30, TimeUnit.SECONDS).kept());
    keeping = new CompletableFuture<>();
    AlarmClock.Answer unsafe = wish(new AlarmEvent.TimerSet(60_000, ""));
    assertFalse(unsafe.kept(), "the disk is stuck");
    assertEquals(3, unsafe.id());
  }

  @Test
  void aRefusalSaysWhy() throws Exception {
    assertEquals("nothing rings", wish(new AlarmEvent.Acknowledged()).refused());
    assertEquals(0, kept.size());
  }

  @Test
  void wishesFromManyThreadsAreAllGranted() throws Exception {
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < Alarms.MOST; i++) {
      askers.add(
          Thread.ofVirtual().start(() -> alarms.wish(new AlarmEvent.TimerSet(60_000, "")).join()));
    }
    for (Thread asker : askers) asker.join();
    AlarmBook book = wish(new AlarmEvent.Listed()).book();
    assertEquals(Alarms.MOST, book.countdowns().stream().map(each -> each.id()).distinct().count());
  }
}
