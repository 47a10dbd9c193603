package earshot.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.telemetry.Ladder.Rung;
import org.junit.jupiter.api.Test;

/** What counts as flowing, and what is tried when it does not: numbers in, a verdict out. */
class FlowTest {

  private static final long LOOK = 250_000_000L;
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private double count;
  private Flow flow = Flow.from(0, 0);

  /** Looks for this long, while this share comes. Returns after how long the verdict changed. */
  private long run(double share, long nanos) {
    boolean before = flow.flowing();
    long changed = -1;
    for (long end = now + nanos; now < end; ) {
      now += LOOK;
      count += share * 24_000 * LOOK / SECOND;
      flow = flow.look(now, (long) count);
      if (changed < 0 && flow.flowing() != before) changed = now - (end - nanos);
    }
    return changed;
  }

  @Test
  void aDeviceThatFallsShortIsToldWithinTwoSeconds() {
    for (double share : new double[] {0, 0.2, 0.47}) {
      flow = Flow.from(now, (long) count);
      assertEquals(-1, run(1, 5 * SECOND));
      long told = run(share, 10 * SECOND);
      assertTrue(told > SECOND / 2 && told <= 2 * SECOND, share + " told after " + told);
      long back = run(1, 10 * SECOND);
      assertTrue(back > 0 && back <= 2 * SECOND, share + " back after " + back);
    }
  }

  @Test
  void aThirdLostAndAMomentOfNothingAreBorne() {
    run(1, 5 * SECOND);
    assertEquals(-1, run(0.67, 60 * SECOND));
    assertEquals(-1, run(1, 5 * SECOND));
    for (int i = 0; i < 10; i++) {
      assertEquals(-1, run(0, SECOND / 2));
      assertEquals(-1, run(1, 2 * SECOND));
    }
  }

  @Test
  void whoStoodStillHimselfJudgesNobodyByThatTime() {
    run(1, 5 * SECOND);
    now += 20 * SECOND;
    flow = flow.look(now, (long) count);
    assertTrue(flow.flowing());
    assertEquals(-1, run(1, 5 * SECOND));
  }

  @Test
  void whatComesAndGoesIsNotBackUntilItStays() {
    flow = flow.broken();
    for (int i = 0; i < 20; i++) {
      assertEquals(-1, run(1, SECOND / 2));
      assertEquals(-1, run(0, SECOND / 2));
    }
    assertFalse(flow.flowing());
  }

  @Test
  void theLadderNeitherSpinsNorGivesUp() {
    Ladder ladder = Ladder.start();
    int tries = 0;
    for (long at = 0; at < 3600 * SECOND; at += LOOK) {
      Ladder.Step step = ladder.down(at, false);
      ladder = step.next();
      if (step.rung() == null) continue;
      assertEquals(tries == 0 ? Rung.LINE : Rung.DEVICE, step.rung());
      tries++;
    }
    assertTrue(tries > 1_200 && tries < 1_500, tries + " tries in an hour");
  }

  @Test
  void theProcessIsTheLastRungAndSoonForWhatHasWorked() {
    restartsOnce(Ladder.start().well(), 10, 30);
    restartsOnce(Ladder.start(), 200, 400);
  }

  private static void restartsOnce(Ladder from, long least, long most) {
    Ladder ladder = from;
    int restarts = 0;
    long firstAt = 0;
    for (long at = 0; at < 3600 * SECOND; at += LOOK) {
      Ladder.Step step = ladder.down(at, true);
      ladder = step.next();
      if (step.rung() == Rung.PROCESS && restarts++ == 0) firstAt = at;
    }
    assertEquals(1, restarts);
    assertTrue(firstAt > least * SECOND && firstAt < most * SECOND, "after " + firstAt);
    assertNull(ladder.down(4000 * SECOND, true).rung());
  }
}
