package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Debounce: the first edge at once, bounce never, the last level always. */
class GesturesTest {

  private static final long MILLIS = 1_000_000L;
  private static final long BOUNCE = 30 * MILLIS;

  private Gestures state = Gestures.START;
  private final List<String> told = new ArrayList<>();
  private long settleAt = Long.MAX_VALUE;

  private void take(Gestures.Step step) {
    state = step.next();
    if (step.changed()) told.add((state.down() ? "down@" : "up@") + step.atNanos() / MILLIS);
    settleAt = step.settleLater() ? state.quietFromNanos() : Long.MAX_VALUE;
  }

  private void edge(boolean down, long atMillis) {
    settleUntil(atMillis);
    take(state.edge(down, atMillis * MILLIS, BOUNCE));
  }

  private void settleUntil(long atMillis) {
    while (settleAt <= atMillis * MILLIS) take(state.settle(settleAt, BOUNCE));
  }

  @Test
  void theFirstEdgeCountsAtItsOwnTime() {
    edge(true, 100);
    assertEquals(List.of("down@100"), told);
  }

  @Test
  void bounceIsNeitherAPressNorARelease() {
    edge(true, 100);
    edge(false, 102);
    edge(true, 103);
    edge(false, 110);
    edge(true, 111);
    settleUntil(500);
    assertEquals(List.of("down@100"), told);
  }

  @Test
  void aTouchShorterThanTheBounceStillEnds() {
    edge(true, 100);
    edge(false, 110);
    settleUntil(500);
    assertEquals(List.of("down@100", "up@130"), told);
  }

  @Test
  void aNegativeClockIsATimeLikeAnyOther() {
    take(state.edge(true, -5_000 * MILLIS, BOUNCE));
    take(state.edge(false, -4_990 * MILLIS, BOUNCE));
    assertEquals(List.of("down@-5000"), told);
  }

  @Test
  void anyBounceGivesPressesAndReleasesInTurnAndTheLastLevel() {
    for (long seed = 0; seed < 500; seed++) {
      state = Gestures.START;
      told.clear();
      settleAt = Long.MAX_VALUE;
      var random = new Random(seed);
      long at = 0;
      boolean level = false;
      for (int i = 0; i < 200; i++) {
        at += 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 15);
        level = random.nextBoolean();
        edge(level, at);
      }
      settleUntil(at + 1000);
      for (int i = 0; i < told.size(); i++) {
        assertEquals(i % 2 == 0, told.get(i).startsWith("down"), "seed " + seed + told);
      }
      assertEquals(level, state.down(), "seed " + seed);
    }
  }
}
