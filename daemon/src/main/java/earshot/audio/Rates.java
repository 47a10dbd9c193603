package earshot.audio;

/**
 * Changes the sample rate of a whole short sound: a windowed sinc, made for each ratio. Pure; any
 * thread. What streams to and from a card is the business of {@code earshot.hal.sound}.
 */
final class Rates {

  /** Zero crossings of the sinc on each side. */
  private static final int CROSSINGS = 16;

  private Rates() {}

  static short[] convert(short[] in, int from, int to) {
    if (from == to) return in.clone();
    int gcd = gcd(from, to);
    int up = to / gcd;
    int down = from / gcd;
    double cutoff = Math.min(1.0, (double) to / from) * 0.94;
    int half = (int) Math.ceil(CROSSINGS / cutoff);
    float[][] rows = new float[up][];
    short[] out = new short[(int) ((long) in.length * up / down)];
    for (int m = 0; m < out.length; m++) {
      long at = (long) m * down;
      int phase = (int) (at % up);
      float[] row = rows[phase];
      if (row == null) rows[phase] = row = row((double) phase / up, half, cutoff);
      int first = (int) (at / up) - half + 1;
      float sum = 0;
      int least = Math.max(0, -first);
      int most = Math.min(row.length, in.length - first);
      for (int t = least; t < most; t++) sum += row[t] * in[first + t];
      out[m] = (short) Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
    }
    return out;
  }

  private static float[] row(double fraction, int half, double cutoff) {
    double[] exact = new double[2 * half];
    double sum = 0;
    for (int t = 0; t < exact.length; t++) {
      double x = t - half + 1 - fraction;
      double angle = Math.PI * x / half;
      double window = 0.42 + 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
      double turn = Math.PI * x * cutoff;
      exact[t] = window * (Math.abs(turn) < 1e-9 ? 1 : Math.sin(turn) / turn);
      sum += exact[t];
    }
    // Unity gain at zero frequency, so that a constant stays one.
    float[] row = new float[exact.length];
    for (int t = 0; t < row.length; t++) row[t] = (float) (exact[t] / sum);
    return row;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
