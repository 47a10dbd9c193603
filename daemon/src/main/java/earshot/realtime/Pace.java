package earshot.realtime;

import earshot.realtime.ServerEvent.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * What the service last said of its limits: how many requests and tokens are left, and when there
 * will be more. Pure: {@link #heard} gives the next, the caller keeps it. Advice, not a lock: other
 * devices share the same account.
 *
 * @param requests null as long as the service has not named this limit
 * @param tokens likewise
 */
public record Pace(@Nullable Limit requests, @Nullable Limit tokens) {

  public static final Pace UNKNOWN = new Pace(null, null);

  private static final double LONGEST_RESET_SECONDS = 3600;

  /**
   * @param most in one window
   * @param left when it was said
   * @param fullAtNanos when all of it will be there again
   */
  public record Limit(long most, long left, long saidAtNanos, long fullAtNanos) {

    /** What is left by now: it comes back evenly until the window is over. */
    public long leftAt(long nowNanos) {
      if (nowNanos >= fullAtNanos) return most;
      if (nowNanos <= saidAtNanos) return left;
      double part = (double) (nowNanos - saidAtNanos) / (fullAtNanos - saidAtNanos);
      return left + (long) ((most - left) * part);
    }

    /** How long until this much is left; 0 if it is now, or if it will never be. */
    long waitNanos(long wanted, long nowNanos) {
      if (wanted > most || leftAt(nowNanos) >= wanted) return 0;
      double part = (double) (wanted - left) / (most - left);
      long at = saidAtNanos + (long) Math.ceil((fullAtNanos - saidAtNanos) * part);
      return Math.max(0, at - nowNanos);
    }
  }

  public Pace heard(ServerEvent.RateLimitsUpdated said, long nowNanos) {
    Limit newRequests = requests;
    Limit newTokens = tokens;
    for (RateLimit each : said.limits()) {
      switch (each.name()) {
        case "requests" -> newRequests = limit(each, nowNanos);
        case "tokens" -> newTokens = limit(each, nowNanos);
        default -> {}
      }
    }
    return new Pace(newRequests, newTokens);
  }

  /** What makes no sense is taken for the nearest that does. */
  private static Limit limit(RateLimit said, long nowNanos) {
    long most = Math.clamp(said.limit(), 0, 1_000_000_000_000L);
    double seconds = said.resetSeconds() > 0 ? said.resetSeconds() : 0;
    long reset = (long) (Math.min(seconds, LONGEST_RESET_SECONDS) * 1e9);
    return new Limit(most, Math.clamp(said.remaining(), 0, most), nowNanos, nowNanos + reset);
  }

  /** How long to wait so that one more request of so many tokens is likely to be taken. */
  public long waitNanos(long wantedTokens, long nowNanos) {
    long forRequests = requests == null ? 0 : requests.waitNanos(1, nowNanos);
    long forTokens = tokens == null ? 0 : tokens.waitNanos(wantedTokens, nowNanos);
    return Math.max(forRequests, forTokens);
  }
}
