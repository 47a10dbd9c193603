package earshot.room;

import earshot.hal.dsp.Fft;
import java.util.Arrays;

/** Long sums and convolutions by way of the spectrum. */
final class Spectra {

  private static final int WINDOW = 4096;
  private static final float[] HANN = new float[WINDOW];

  static {
    for (int i = 0; i < WINDOW; i++) {
      HANN[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW));
    }
  }

  private Spectra() {}

  static int sizeFor(int samples) {
    return Math.max(2, Integer.highestOneBit(samples - 1) * 2);
  }

  /**
   * One signal through several filters: the outputs are as long as the input. Piece by piece, two
   * filters at once: what is real of one spectrum stays apart from what is imaginary.
   */
  static float[][] through(float[][] filters, float[] samples) {
    int longest = 0;
    for (float[] filter : filters) longest = Math.max(longest, filter.length);
    int size = sizeFor(2 * longest);
    int piece = size - longest;
    var fft = new Fft(size);
    float[][] out = new float[filters.length + 1][samples.length];
    float[] re = new float[size];
    float[] im = new float[size];
    for (int f = 0; f < filters.length; f += 2) {
      float[] filterRe = Arrays.copyOf(filters[f], size);
      float[] filterIm =
          f + 1 < filters.length ? Arrays.copyOf(filters[f + 1], size) : new float[size];
      fft.forward(filterRe, filterIm);
      for (int at = 0; at < samples.length; at += piece) {
        int given = Math.min(piece, samples.length - at);
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        System.arraycopy(samples, at, re, 0, given);
        fft.forward(re, im);
        for (int k = 0; k < size; k++) {
          float r = filterRe[k] * re[k] - filterIm[k] * im[k];
          im[k] = (filterRe[k] * im[k] + filterIm[k] * re[k]) / size;
          re[k] = r / size;
        }
        fft.inverse(re, im);
        int most = Math.min(size, samples.length - at);
        for (int i = 0; i < most; i++) {
          out[f][at + i] += re[i];
          out[f + 1][at + i] += im[i];
        }
      }
    }
    return Arrays.copyOf(out, filters.length);
  }

  /** Mean power between two frequencies. */
  static double power(float[] samples, int from, int to, int rate, double low, double high) {
    double[] spectrum = spectrum(samples, from, to);
    double sum = 0;
    for (int k = (int) (low * WINDOW / rate); k < high * WINDOW / rate && k < WINDOW / 2; k++) {
      sum += spectrum[k];
    }
    return sum;
  }

  /** The power in so many octaves, the first around 250 Hz. */
  static double[] octaves(float[] samples, int from, int to, int rate, int count) {
    double[] spectrum = spectrum(samples, from, to);
    double[] powers = new double[count];
    for (int octave = 0; octave < count; octave++) {
      double low = 250 / Math.sqrt(2) * (1 << octave) * WINDOW / rate;
      for (int k = (int) low; k < 2 * low && k < WINDOW / 2; k++) powers[octave] += spectrum[k];
    }
    return powers;
  }

  /** Mean power of each part of the spectrum, over windows that overlap by half. */
  private static double[] spectrum(float[] samples, int from, int to) {
    double[] spectrum = new double[WINDOW / 2];
    var fft = new Fft(WINDOW);
    float[] re = new float[WINDOW];
    float[] im = new float[WINDOW];
    int windows = (to - from - WINDOW) / (WINDOW / 2) + 1;
    // The mean of the window's square is 3/8, and half of the power is on the other side.
    double scale = 2 / (0.375 * WINDOW * WINDOW * windows);
    for (int w = 0; w < windows; w++) {
      int at = from + w * WINDOW / 2;
      for (int i = 0; i < WINDOW; i++) re[i] = samples[at + i] * HANN[i];
      Arrays.fill(im, 0);
      fft.forward(re, im);
      for (int k = 0; k < WINDOW / 2; k++) {
        spectrum[k] += scale * ((double) re[k] * re[k] + (double) im[k] * im[k]);
      }
    }
    return spectrum;
  }

  static double decibels(double power) {
    return 10 * Math.log10(power);
  }
}
