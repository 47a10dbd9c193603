package earshot.hal.dsp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where speech comes from: the phase transform of the cross-correlation (GCC-PHAT) of pairs of
 * microphones, in the parts of the spectrum that stand above the noise, added up over all
 * directions. It does not decide whether to believe it. Allocates nothing for a frame.
 */
public final class Direction {

  private static final double LOWEST_HERTZ = 300;
  private static final double HIGHEST_HERTZ = 8_000;
  private static final int STEP_DEGREES = 4;

  /** Pairs closer than this share of the longest tell little; with few microphones all count. */
  private static final double WORTH = 0.6;

  private static final int FEW = 4;

  /** How much of the last window's correlation stays. */
  private static final float MEMORY = 0.85f;

  /** A part of the spectrum counts when it is so many times as strong as its noise. */
  private static final float ABOVE_NOISE = 10;

  /**
   * And so many times as strong as lately: what begins has come the straight way, what goes on is
   * mixed with its echoes.
   */
  private static final float ONSET = 2;

  /** Of a window, in decibels over the floor, for somebody to be speaking. */
  private static final double SPEAKING_DB = 9;

  /** Not before it knows the noise of the room. */
  private static final double SETTLING_SECONDS = 0.5;

  private record Pair(int one, int other, int[] lag, float[] rest) {}

  private final int microphones;
  private final int size;
  private final int from;
  private final int to;
  private final float[] window;
  private final float[][] recent;
  private int filled;
  private final Fft fft;
  private final Fft back;
  private final float[][] re;
  private final float[][] im;
  private final float[] smooth;
  private final boolean[] telling;
  private final float[] noise;
  private final List<Pair> pairs = new ArrayList<>();
  private final float[][] crossRe;
  private final float[][] crossIm;
  private final float[] workRe;
  private final float[] workIm;
  private final double firstAzimuth;
  private final boolean round;
  private final float[] power;
  private double azimuth = Double.NaN;
  private double agreement;
  private boolean speaking;
  private int settling;

  public Direction(Geometry geometry, int rate) {
    microphones = geometry.microphones();
    size = Integer.highestOneBit(rate / 40);
    int finer = rate >= 40_000 ? 1 : rate >= 22_000 ? 2 : 4;
    from = (int) Math.ceil(LOWEST_HERTZ * size / rate);
    to = (int) (Math.min(HIGHEST_HERTZ, 0.45 * rate) * size / rate);
    window = new float[size];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / size));
    }
    recent = new float[microphones][size];
    settling = (int) (SETTLING_SECONDS * rate / hop());
    fft = new Fft(size);
    back = new Fft(size * finer);
    re = new float[microphones][size];
    im = new float[microphones][size];
    smooth = new float[to];
    telling = new boolean[to];
    noise = new float[to];
    Arrays.fill(noise, Float.MAX_VALUE);
    double axis = geometry.axis();
    round = Double.isNaN(axis);
    firstAzimuth = round ? 0 : axis;
    power = new float[round ? 360 / STEP_DEGREES : 180 / STEP_DEGREES + 1];
    for (int one = 0; one < microphones; one++) {
      for (int other = one + 1; other < microphones; other++) {
        if (microphones <= FEW || geometry.distance(one, other) >= WORTH * geometry.span()) {
          pairs.add(pair(geometry, one, other, rate * finer));
        }
      }
    }
    crossRe = new float[pairs.size()][to];
    crossIm = new float[pairs.size()][to];
    workRe = new float[back.size()];
    workIm = new float[back.size()];
  }

  private Pair pair(Geometry geometry, int one, int other, int rate) {
    int[] lag = new int[power.length];
    float[] rest = new float[power.length];
    for (int d = 0; d < power.length; d++) {
      double azimuth = azimuthAt(d);
      double later = (geometry.lead(other, azimuth) - geometry.lead(one, azimuth)) * rate;
      double whole = Math.floor(later);
      lag[d] = Math.floorMod((int) whole, back.size());
      rest[d] = (float) (later - whole);
    }
    return new Pair(one, other, lag, rest);
  }

  private double azimuthAt(double step) {
    return firstAzimuth + step * STEP_DEGREES;
  }

  /** Whether the directions go all around; else a line's mirror image is as good. */
  public boolean round() {
    return round;
  }

  /**
   * Takes new frames; true when a window was full and there is a new answer. At most {@link #hop}
   * at once.
   *
   * @param good which microphones to listen to
   */
  public boolean hear(float[][] samples, int at, int frames, boolean[] good) {
    int free = size - filled;
    int n = Math.min(free, frames);
    for (int m = 0; m < microphones; m++) {
      System.arraycopy(samples[m], at, recent[m], filled, n);
    }
    filled += n;
    if (filled < size) return false;
    look(good);
    for (int m = 0; m < microphones; m++) {
      System.arraycopy(recent[m], hop(), recent[m], 0, size - hop());
      System.arraycopy(samples[m], at + n, recent[m], size - hop(), frames - n);
    }
    filled = size - hop() + frames - n;
    return true;
  }

  /** How many frames there are from window to window. */
  public int hop() {
    return size / 2;
  }

  private void look(boolean[] good) {
    for (int m = 0; m < microphones; m++) {
      if (!good[m]) continue;
      for (int i = 0; i < size; i++) re[m][i] = recent[m][i] * window[i];
      Arrays.fill(im[m], 0);
      fft.forward(re[m], im[m]);
    }
    weigh(good);
    if (!speaking) return;
    for (int p = 0; p < pairs.size(); p++) correlate(p, good);
    search(good);
  }

  /** The noise of each part of the spectrum is its slowly rising minimum. */
  private void weigh(boolean[] good) {
    double loud = 0;
    double quiet = 0;
    for (int k = from; k < to; k++) {
      float sum = 0;
      for (int m = 0; m < microphones; m++) {
        if (good[m]) sum += re[m][k] * re[m][k] + im[m][k] * im[m][k];
      }
      boolean rising = sum > ONSET * smooth[k];
      smooth[k] = 0.6f * smooth[k] + 0.4f * sum;
      noise[k] = Math.max(1e-6f, Math.min(smooth[k], noise[k] * 1.006f));
      telling[k] = rising && sum > ABOVE_NOISE * noise[k];
      loud += sum;
      quiet += noise[k];
    }
    speaking = settled() && 10 * Math.log10(loud / quiet) > SPEAKING_DB;
  }

  private boolean settled() {
    if (settling > 0) settling--;
    return settling == 0;
  }

  private void correlate(int p, boolean[] good) {
    Pair pair = pairs.get(p);
    if (!good[pair.one] || !good[pair.other]) return;
    float[] aRe = re[pair.one];
    float[] aIm = im[pair.one];
    float[] bRe = re[pair.other];
    float[] bIm = im[pair.other];
    for (int k = from; k < to; k++) {
      crossRe[p][k] *= MEMORY;
      crossIm[p][k] *= MEMORY;
      if (!telling[k]) continue;
      float r = aRe[k] * bRe[k] + aIm[k] * bIm[k];
      float i = aIm[k] * bRe[k] - aRe[k] * bIm[k];
      float length = (float) Math.sqrt(r * r + i * i);
      if (length > 0) {
        crossRe[p][k] += (1 - MEMORY) * r / length;
        crossIm[p][k] += (1 - MEMORY) * i / length;
      }
    }
  }

  private void search(boolean[] good) {
    Arrays.fill(power, 0);
    int used = 0;
    for (int p = 0; p < pairs.size(); p++) {
      Pair pair = pairs.get(p);
      if (!good[pair.one] || !good[pair.other]) continue;
      used++;
      Arrays.fill(workRe, 0);
      Arrays.fill(workIm, 0);
      System.arraycopy(crossRe[p], from, workRe, from, to - from);
      System.arraycopy(crossIm[p], from, workIm, from, to - from);
      back.inverse(workRe, workIm);
      int mask = workRe.length - 1;
      for (int d = 0; d < power.length; d++) {
        int lag = pair.lag[d];
        float rest = pair.rest[d];
        power[d] += (1 - rest) * workRe[lag] + rest * workRe[lag + 1 & mask];
      }
    }
    if (used == 0) {
      agreement = 0;
      return;
    }
    int best = 0;
    for (int d = 1; d < power.length; d++) if (power[d] > power[best]) best = d;
    azimuth = azimuthAt(best + summit(best));
    agreement = power[best] / used / (to - from);
  }

  /** Where between its neighbours the highest point of a parabola lies. */
  private double summit(int best) {
    int last = power.length - 1;
    if (!round && (best == 0 || best == last)) return 0;
    float before = power[best == 0 ? last : best - 1];
    float after = power[best == last ? 0 : best + 1];
    float bend = before - 2 * power[best] + after;
    return bend >= 0 ? 0 : Math.clamp(0.5 * (before - after) / bend, -0.5, 0.5);
  }

  /** The latest answer in degrees, or NaN before the first. */
  public double azimuth() {
    return azimuth;
  }

  /** How much of the spectrum agrees with it, lately: 0 to 1. */
  public double agreement() {
    return agreement;
  }

  /** Whether the latest window stood out of the noise; if not, the answer is an old one. */
  public boolean speaking() {
    return speaking;
  }
}
