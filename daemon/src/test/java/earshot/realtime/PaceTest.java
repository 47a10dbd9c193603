package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ServerEvent.RateLimit;
import earshot.realtime.ServerEvent.RateLimitsUpdated;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  private static Pace heard(RateLimit... limits) {
    return Pace.UNKNOWN.heard(new RateLimitsUpdated(List.of(limits)), 0);
  }

  @Test
  void whatIsNotKnownDoesNotMakeAnybodyWait() {
    assertEquals(0, Pace.UNKNOWN.waitNanos(1_000_000, 5));
  }

  @Test
  void whereEnoughIsLeftNobodyWaits() {
    Pace pace =
        heard(new RateLimit("requests", 1000, 999, 0.06), new RateLimit("tokens", 40_000, 500, 6));
    assertEquals(0, pace.waitNanos(500, 0));
  }

  @Test
  void tokensComeBackEvenlyUntilTheWindowIsOver() {
    Pace pace = heard(new RateLimit("tokens", 10_000, 0, 60));
    assertEquals(30 * SECOND, pace.waitNanos(5_000, 0));
    assertEquals(10 * SECOND, pace.waitNanos(5_000, 20 * SECOND));
    assertEquals(0, pace.waitNanos(5_000, 30 * SECOND));
    var tokens = pace.tokens();
    assertNotNull(tokens);
    assertEquals(5_000, tokens.leftAt(30 * SECOND));
    assertEquals(10_000, tokens.leftAt(61 * SECOND));
  }

  @Test
  void theLastRequestOfAMinuteMakesTheNextWait() {
    Pace pace = heard(new RateLimit("requests", 10, 0, 60));
    assertEquals(6 * SECOND, pace.waitNanos(1, 0));
  }

  @Test
  void oneLimitIsRenewedAndTheOtherStays() {
    Pace pace = heard(new RateLimit("requests", 10, 0, 60), new RateLimit("tokens", 100, 0, 60));
    Pace next =
        pace.heard(new RateLimitsUpdated(List.of(new RateLimit("requests", 10, 10, 0))), SECOND);
    assertEquals(pace.tokens(), next.tokens());
    assertEquals(0, next.waitNanos(0, SECOND));
  }

  /** More than there will ever be is for the service to refuse. */
  @Test
  void whatWillNeverBeThereIsNotWaitedFor() {
    assertEquals(0, heard(new RateLimit("tokens", 100, 0, 60)).waitNanos(101, 0));
  }

  @Test
  void nonsenseMakesNobodyWaitForEver() {
    double[] seconds = {Double.NaN, Double.POSITIVE_INFINITY, -5, 1e300, 0};
    long[] counts = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE};
    for (double reset : seconds) {
      for (long most : counts) {
        for (long left : counts) {
          Pace pace = heard(new RateLimit("tokens", most, left, reset), odd(most));
          long wait = pace.waitNanos(7, 3);
          assertTrue(wait >= 0 && wait <= 3600 * SECOND, pace + ": " + wait);
        }
      }
    }
  }

  private static RateLimit odd(long most) {
    return new RateLimit("", most, 0, 1);
  }
}
