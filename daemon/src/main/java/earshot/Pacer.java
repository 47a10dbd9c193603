package earshot;

import earshot.realtime.Pace;
import earshot.realtime.ServerEvent;
import earshot.realtime.Usage;

/**
 * Whether the service's limits leave room for one more response, as far as it has told. Others
 * share them, so a longer wait is left for the service to ask for. Owned by the loop.
 */
final class Pacer {

  /** Less than a person would take for a failure. */
  private static final long LONGEST_NANOS = 8_000_000_000L;

  private Pace pace = Pace.UNKNOWN;
  private long tokens;

  /** The next response is given all of this again, and a question. */
  void used(Usage usage) {
    tokens = usage.total() + usage.total() / 10;
  }

  void heard(ServerEvent.RateLimitsUpdated said, long nowNanos) {
    pace = pace.heard(said, nowNanos);
  }

  /** How long it is worth waiting; 0 to ask at once. */
  long waitNanos(long nowNanos) {
    long wait = pace.waitNanos(tokens, nowNanos);
    return wait <= LONGEST_NANOS ? wait : 0;
  }
}
