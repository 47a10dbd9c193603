package earshot.audio;

/**
 * How loud a stretch of sound is, and what is wrong with it. Pure.
 *
 * @param peak the largest sample, without its sign
 * @param db the level around its own middle, in decibels below full scale; -100 for silence
 * @param offset where its middle lies, as a share of the full scale
 * @param clippedShare how much of it is as large as can be
 */
public record Levels(int peak, double db, double offset, double clippedShare) {

  public static final Levels NONE = new Levels(0, -100, 0, 0);

  private static final int FULL = 32_700;
  private static final double SCALE = 32_768;

  public static Levels of(short[] samples, int at, int count) {
    int peak = 0;
    int clipped = 0;
    double sum = 0;
    double squares = 0;
    for (int i = at; i < at + count; i++) {
      int size = Math.abs((int) samples[i]);
      peak = Math.max(peak, size);
      if (size >= FULL) clipped++;
      sum += samples[i];
      squares += (double) samples[i] * samples[i];
    }
    if (count == 0) return NONE;
    double middle = sum / count;
    double power = Math.max(0, squares / count - middle * middle);
    return new Levels(
        peak, decibels(power / (SCALE * SCALE)), middle / SCALE, (double) clipped / count);
  }

  /** How loud it is at this pitch alone, in decibels below full scale: Goertzel's algorithm. */
  public static double toneDb(short[] samples, int at, int count, int hertz) {
    if (count == 0) return -100;
    double twice = 2 * Math.cos(2 * Math.PI * hertz / earshot.hal.Pcm.RATE);
    double last = 0;
    double before = 0;
    for (int i = at; i < at + count; i++) {
      double next = samples[i] + twice * last - before;
      before = last;
      last = next;
    }
    double power = last * last + before * before - twice * last * before;
    return decibels(4 * power / ((double) count * count * SCALE * SCALE));
  }

  private static double decibels(double power) {
    return Math.max(-100, 10 * Math.log10(power + 1e-12));
  }
}
