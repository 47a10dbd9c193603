package earshot.hal;

import java.util.Arrays;

/**
 * A polyphase FIR that changes the sample rate of a stream by a fixed ratio. Tables are made once;
 * converting allocates nothing. One thread at a time.
 *
 * <p>The filter is a windowed sinc that cuts off a little below the lower of the two Nyquist
 * frequencies. Output sample {@code m} lies at input time {@code m * down / up}; the phase of that
 * time chooses one of {@code up} sets of taps.
 */
public final class Resampler {

  /** Zero crossings of the sinc on each side. More is steeper and slower. */
  private static final int CROSSINGS = 24;

  /** Shape of the Kaiser window: about 90 dB of stop band. */
  private static final double BETA = 9.0;

  private final int up;
  private final int down;
  private final int taps;
  private final float[] filter;
  private final float[] history;
  private int have;
  private int phase;

  /** From one rate to another, in hertz. */
  public Resampler(int from, int to, int largestInput) {
    int gcd = gcd(from, to);
    up = to / gcd;
    down = from / gcd;
    double cutoff = Math.min(1.0, (double) to / from) * 0.94;
    int half = (int) Math.ceil(CROSSINGS / cutoff);
    taps = 2 * half;
    filter = new float[up * taps];
    var shape = new WindowedSinc(BETA, half);
    for (int p = 0; p < up; p++) {
      double sum = 0;
      double[] row = new double[taps];
      for (int t = 0; t < taps; t++) {
        double x = t - half + 1 - (double) p / up;
        row[t] = shape.at(x, cutoff);
        sum += row[t];
      }
      // Unity gain at zero frequency for each phase, so that a constant stays one.
      for (int t = 0; t < taps; t++) filter[p * taps + t] = (float) (row[t] / sum);
    }
    history = new float[taps + largestInput];
    reset();
  }

  /** Forgets what it was given: the next input is the first. */
  public void reset() {
    Arrays.fill(history, 0);
    // So the first output lies at the first input, half a filter later.
    have = taps / 2 - 1;
    phase = 0;
  }

  /** How much more input it takes until what was given last has come out whole. */
  public int lag() {
    return taps / 2;
  }

  /** The most that {@link #convert} gives for this much input. */
  public int most(int input) {
    return (int) ((long) input * up / down) + 1;
  }

  /** How much {@link #convert} would give for this much input now. */
  public int gives(int input) {
    long whole = have + input - taps + 1L;
    return whole <= 0 ? 0 : (int) ((whole * up - phase + down - 1) / down);
  }

  /** Converts all of the input, and returns how many samples it gave. */
  public int convert(short[] in, int at, int count, short[] out) {
    for (int i = 0; i < count; i++) history[have + i] = in[at + i];
    return give(count, out);
  }

  /** The same for samples that are finer than 16 bit, at the same scale. */
  public int convert(float[] in, int at, int count, short[] out) {
    System.arraycopy(in, at, history, have, count);
    return give(count, out);
  }

  private int give(int count, short[] out) {
    have += count;
    int given = 0;
    int start = 0;
    while (start + taps <= have) {
      int row = phase * taps;
      float sum = 0;
      for (int t = 0; t < taps; t++) sum += filter[row + t] * history[start + t];
      out[given++] = (short) Math.max(-32768, Math.min(32767, Math.round(sum)));
      phase += down;
      start += phase / up;
      phase %= up;
    }
    // The filter is far longer than a step, so what it starts with next is there already.
    int keep = have - start;
    System.arraycopy(history, start, history, 0, keep);
    have = keep;
    return given;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
