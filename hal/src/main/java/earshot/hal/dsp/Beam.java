package earshot.hal.dsp;

import earshot.hal.WindowedSinc;
import java.util.Arrays;

/**
 * Delay and sum: every microphone is delayed by a fraction of a sample until sound from one
 * direction stands in line, and the mean is taken. A new direction, or a microphone left out, is
 * faded to. Allocates nothing for a frame; one thread at a time.
 */
public final class Beam {

  /** Of each delay's filter: flat within 0.1 dB to 0.8 of the Nyquist frequency. */
  private static final int TAPS = 24;

  private static final WindowedSinc SHAPE = new WindowedSinc(6.0, TAPS / 2.0 + 1);

  private static final double FADE_SECONDS = 0.01;

  private final Geometry geometry;
  private final int rate;
  private final int microphones;
  private final int reach;
  private final int keep;
  private final float[][] history;
  private final float[][][] taps;
  private final int[][] offsets;
  private final int fade;
  private int now;
  private int fading;

  public Beam(Geometry geometry, int rate, int mostFrames) {
    this.geometry = geometry;
    this.rate = rate;
    microphones = geometry.microphones();
    reach = (int) Math.ceil(geometry.span() / Geometry.SPEED_OF_SOUND * rate) + 1;
    keep = 2 * reach + TAPS;
    history = new float[microphones][keep + mostFrames];
    taps = new float[2][microphones][TAPS];
    offsets = new int[2][microphones];
    fade = (int) (rate * FADE_SECONDS);
    boolean[] all = new boolean[microphones];
    Arrays.fill(all, true);
    aim(0, Double.NaN, all);
  }

  /** By how much it delays, in samples. */
  public int lag() {
    return reach + TAPS / 2;
  }

  /** Whether the last {@link #steer} is still being faded to; another one has to wait. */
  public boolean turning() {
    return fading > 0;
  }

  /**
   * From now on, listens there.
   *
   * @param azimuth in degrees, or NaN for everywhere: no delays
   * @param good which microphones to use
   */
  public void steer(double azimuth, boolean[] good) {
    aim(1 - now, azimuth, good);
    now = 1 - now;
    fading = fade;
  }

  private void aim(int set, double azimuth, boolean[] good) {
    int count = 0;
    for (int m = 0; m < microphones; m++) if (good[m]) count++;
    for (int m = 0; m < microphones; m++) {
      double delay = lag() + (Double.isNaN(azimuth) ? 0 : geometry.lead(m, azimuth) * rate);
      int whole = (int) Math.floor(delay);
      double rest = delay - whole;
      offsets[set][m] = whole - TAPS / 2;
      double sum = 0;
      float[] filter = taps[set][m];
      // Tap t is for the sample that lies t before the newest of the filter's.
      for (int t = 0; t < TAPS; t++) {
        double x = t - TAPS / 2 - rest;
        filter[t] = (float) SHAPE.at(x, 1);
        sum += filter[t];
      }
      float share = good[m] ? (float) (1 / (sum * count)) : 0;
      for (int t = 0; t < TAPS; t++) filter[t] *= share;
    }
  }

  /** Of so many new frames, one stream. */
  public void sum(float[][] from, int frames, float[] to) {
    Arrays.fill(to, 0, frames, 0);
    for (int m = 0; m < microphones; m++) {
      System.arraycopy(from[m], 0, history[m], keep, frames);
      int faded = Math.min(frames, fading);
      for (int i = 0; i < faded; i++) {
        float share = (float) (fading - i) / fade;
        to[i] += share * at(1 - now, m, i) + (1 - share) * at(now, m, i);
      }
      for (int i = faded; i < frames; i++) to[i] += at(now, m, i);
      System.arraycopy(history[m], frames, history[m], 0, keep);
    }
    fading = Math.max(0, fading - frames);
  }

  private float at(int set, int microphone, int frame) {
    float[] filter = taps[set][microphone];
    float[] samples = history[microphone];
    int newest = keep + frame - offsets[set][microphone];
    float sum = 0;
    for (int t = 0; t < TAPS; t++) sum += filter[t] * samples[newest - t];
    return sum;
  }
}
