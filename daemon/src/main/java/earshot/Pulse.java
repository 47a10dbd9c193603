package earshot;

import earshot.hal.Pcm;

/**
 * Whether a device keeps up with the clock, by the number of its samples, and when it should be
 * opened again. Pure: a look at a time, and the next state.
 *
 * @param low how many looks in a row it had given or taken too little
 * @param good how many looks in a row it had not
 * @param percent of the samples that belong to the time between the last two looks
 * @param reopenAtNanos when it is to be opened again, if it still ails then
 */
record Pulse(
    long lookedAtNanos,
    long samples,
    int low,
    int good,
    int percent,
    boolean ailing,
    long reopenAtNanos) {

  /** How often to look. */
  static final long EACH_NANOS = 500_000_000L;

  /** Whoever looks so late was held up himself, and knows nothing of the device. */
  private static final long LATE_NANOS = 3 * EACH_NANOS / 2;

  private static final int LEAST_PERCENT = 75;

  /** A sound server may pause for a moment; 1.5 s are not a moment. */
  private static final int LOOKS_TO_AIL = 3;

  private static final int LOOKS_TO_BE_WELL = 2;
  private static final long REOPEN_NANOS = 2_000_000_000L;

  static Pulse from(long nowNanos, long samples) {
    return new Pulse(nowNanos, samples, 0, 0, 100, false, 0);
  }

  Pulse look(long nowNanos, long count) {
    long gap = nowNanos - lookedAtNanos;
    if (gap > LATE_NANOS || gap <= 0) {
      return new Pulse(nowNanos, count, low, good, percent, ailing, reopenAtNanos);
    }
    int share = (int) Math.min(1000, (count - samples) * 100 / Pcm.samplesInNanos(gap));
    boolean enough = share >= LEAST_PERCENT;
    int lows = enough ? 0 : low + 1;
    int goods = enough ? good + 1 : 0;
    boolean ails = ailing ? goods < LOOKS_TO_BE_WELL : lows >= LOOKS_TO_AIL;
    long reopenAt =
        ails && (!ailing || reopens(nowNanos)) ? nowNanos + REOPEN_NANOS : reopenAtNanos;
    return new Pulse(nowNanos, count, lows, goods, share, ails, reopenAt);
  }

  /** Whether it ails, and it is time to open it again. */
  boolean reopens(long nowNanos) {
    return ailing && low > 0 && nowNanos >= reopenAtNanos;
  }
}
