package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int DEVICES = 1000;

  private static long[] ofAll(LongUnaryOperator delay) {
    long[] delays = new long[DEVICES];
    Arrays.setAll(delays, delay::applyAsLong);
    Arrays.sort(delays);
    return delays;
  }

  @Test
  void theFirstAttemptAfterALossComesAtOnce() {
    long[] delays = ofAll(seed -> Backoff.withSeed(seed).delayNanos(1));
    assertTrue(delays[DEVICES - 1] <= SECOND / 4, delays[DEVICES - 1] + " ns");
  }

  @Test
  void noDelayIsLongerThanTheLongestHoweverManyAttempts() {
    var backoff = Backoff.withSeed(7);
    for (int attempt : new int[] {0, 1, 5, 6, 100, 10_000, Integer.MAX_VALUE}) {
      long delay = backoff.delayNanos(attempt);
      assertTrue(delay > 0 && delay <= backoff.longestNanos(), attempt + ": " + delay);
    }
  }

  @Test
  void whoSharesWithAThousandIsSpreadFromTheFirstAttemptOn() {
    for (int attempt : new int[] {1, 2, 3, 9}) {
      long[] delays = ofAll(seed -> Backoff.withSeed(seed).sharedBy(DEVICES).delayNanos(attempt));
      for (int eighth = 0; eighth < 8; eighth++) {
        long from = eighth * 15 * SECOND;
        long inIt = Arrays.stream(delays).filter(d -> d >= from && d < from + 15 * SECOND).count();
        assertEquals(125, inIt, 45, "attempt " + attempt + ", eighth " + eighth);
      }
    }
    assertEquals(Backoff.withSeed(1), Backoff.withSeed(1).sharedBy(1));
  }

  /** Not two of a thousand neighbours in the same tenth of a second, but for chance. */
  @Test
  void afterAnOutageAFleetIsSpreadOverTwoMinutes() {
    long[] delays = ofAll(seed -> Backoff.withSeed(seed).delayNanos(8));
    assertTrue(delays[0] < 16 * SECOND && delays[DEVICES - 1] > 119 * SECOND);
    for (int quarter = 0; quarter < 4; quarter++) {
      double from = 15 + quarter * 26.25;
      long inIt =
          Arrays.stream(delays)
              .filter(d -> d >= from * SECOND && d < (from + 26.25) * SECOND)
              .count();
      assertEquals(250, inIt, 60, "quarter " + quarter);
    }
  }

  @Test
  void whoWasToldToWaitDoesNotComeEarlierNorAllAtOnce() {
    for (long told : new long[] {0, SECOND, 20 * SECOND, 300 * SECOND}) {
      long[] delays = ofAll(seed -> Backoff.withSeed(seed).delayNanos(2, told));
      assertTrue(delays[0] >= told, "told " + told);
      assertTrue(delays[DEVICES - 1] - delays[0] > 14 * SECOND, "told " + told);
    }
  }

  @Test
  void theSameSeedAndAttemptGiveTheSameDelay() {
    assertEquals(Backoff.withSeed(3).delayNanos(4), Backoff.withSeed(3).delayNanos(4));
    assertTrue(Backoff.withSeed(3).delayNanos(4) != Backoff.withSeed(3).delayNanos(5));
  }
}
