package earshot.link;

/**
 * How long to wait before the next attempt: growing, jittered, for ever. Pure: the same seed and
 * attempt give the same delay.
 */
public record Backoff(long firstNanos, long longestNanos, long seed) {

  public static Backoff withSeed(long seed) {
    return new Backoff(250_000_000L, 30_000_000_000L, seed);
  }

  /**
   * The delay before this attempt; the first attempt after a loss is number 1. Between half and all
   * of the doubled step.
   */
  public long delayNanos(int attempt) {
    int doublings = Math.min(attempt - 1, 30);
    long step = Math.min(longestNanos, firstNanos << Math.min(doublings, 20));
    double unit = (mix(seed + attempt * 0x9e3779b97f4a7c15L) >>> 11) * 0x1.0p-53;
    return (long) (step * (0.5 + unit / 2));
  }

  /** The finaliser of SplitMix64: a fair spread from a counter. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
