package earshot.link;

/**
 * How long to wait before the next attempt: growing, jittered, for ever. Pure: the same seed and
 * attempt give the same delay. Quick after a short cut; after a longer outage so widely spread that
 * a thousand devices on one account come back below its requests a minute.
 */
public record Backoff(long firstNanos, long longestNanos, long leastNanos, long seed) {

  /**
   * How far at least those are spread who were told to come back at the same time: limits are
   * counted by the minute.
   */
  private static final long LEAST_SPREAD_NANOS = 60_000_000_000L;

  /** For each device that shares a deployment: a thousand come back within two minutes. */
  private static final long FOR_EACH_NANOS = 120_000_000L;

  public static Backoff withSeed(long seed) {
    return new Backoff(250_000_000L, 120_000_000_000L, 0, seed);
  }

  /**
   * The same for one of so many devices that share a deployment: each attempt, the first after a
   * loss too, lies anywhere in the time that all of them together need.
   */
  public Backoff sharedBy(int devices) {
    if (devices <= 1) return this;
    long all = devices * FOR_EACH_NANOS;
    return new Backoff(firstNanos, Math.max(longestNanos, all), all, seed);
  }

  /**
   * The delay before this attempt; the first attempt after a loss is number 1. Between an eighth
   * and all of a step that quadruples: nobody keeps in step with anybody.
   */
  public long delayNanos(int attempt) {
    long step = stepNanos(attempt);
    if (step == leastNanos) return (long) (step * unit(attempt));
    return step / 8 + (long) (step * 0.875 * unit(attempt));
  }

  /**
   * The delay where the service has said how long to wait at least. All who heard the same stay
   * away that long, and then come one by one.
   */
  public long delayNanos(int attempt, long notBeforeNanos) {
    long least = Math.max(0, notBeforeNanos);
    long spread = Math.max(Math.max(LEAST_SPREAD_NANOS, least), stepNanos(attempt));
    return least + (long) (Math.min(spread, longestNanos) * unit(attempt));
  }

  /** The same where somebody waits for an answer: few do at the same time. */
  long hasteNanos(int attempt, long notBeforeNanos, long withinNanos) {
    long least = Math.max(0, notBeforeNanos);
    long spread = delayNanos(attempt, least) - least;
    return least + Math.min(spread, (long) (withinNanos * unit(attempt)));
  }

  private long stepNanos(int attempt) {
    int quadruplings = Math.clamp(attempt - 1, 0, 15);
    return Math.clamp(firstNanos << 2 * quadruplings, leastNanos, longestNanos);
  }

  /** From 0 to 1. */
  private double unit(int attempt) {
    return (mix(mix(seed) + attempt * 0x9e3779b97f4a7c15L) >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64: a fair spread from a counter. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
