package earshot.room;

import earshot.hal.dsp.Fft;

/** Long sums and convolutions by way of the spectrum. */
final class Spectra {

  private Spectra() {}

  static int sizeFor(int samples) {
    return Math.max(2, Integer.highestOneBit(samples - 1) * 2);
  }

  /** One signal through several filters: the outputs are as long as the input. */
  static float[][] through(float[][] filters, float[] samples) {
    int longest = 0;
    for (float[] filter : filters) longest = Math.max(longest, filter.length);
    int size = sizeFor(samples.length + longest);
    var fft = new Fft(size);
    float[] re = java.util.Arrays.copyOf(samples, size);
    float[] im = new float[size];
    fft.forward(re, im);
    float[][] out = new float[filters.length][];
    for (int f = 0; f < filters.length; f++) {
      float[] a = java.util.Arrays.copyOf(filters[f], size);
      float[] b = new float[size];
      fft.forward(a, b);
      for (int k = 0; k < size; k++) {
        float r = a[k] * re[k] - b[k] * im[k];
        b[k] = (a[k] * im[k] + b[k] * re[k]) / size;
        a[k] = r / size;
      }
      fft.inverse(a, b);
      out[f] = java.util.Arrays.copyOf(a, samples.length);
    }
    return out;
  }

  /** Mean power between two frequencies. */
  static double power(float[] samples, int from, int to, int rate, double low, double high) {
    int size = sizeFor(to - from);
    float[] re = java.util.Arrays.copyOf(java.util.Arrays.copyOfRange(samples, from, to), size);
    float[] im = new float[size];
    new Fft(size).forward(re, im);
    double sum = 0;
    for (int k = (int) (low * size / rate); k < high * size / rate && k < size / 2; k++) {
      sum += (double) re[k] * re[k] + (double) im[k] * im[k];
    }
    return 2 * sum / size / (to - from);
  }

  /** The power in so many octaves, the first around 250 Hz. */
  static double[] octaves(float[] samples, int from, int to, int rate, int count) {
    int size = sizeFor(to - from);
    float[] re = java.util.Arrays.copyOf(java.util.Arrays.copyOfRange(samples, from, to), size);
    float[] im = new float[size];
    new Fft(size).forward(re, im);
    double[] powers = new double[count];
    for (int octave = 0; octave < count; octave++) {
      double low = 250 / Math.sqrt(2) * (1 << octave);
      for (int k = (int) (low * size / rate); k < 2 * low * size / rate && k < size / 2; k++) {
        powers[octave] += (double) re[k] * re[k] + (double) im[k] * im[k];
      }
    }
    return powers;
  }

  static double decibels(double power) {
    return 10 * Math.log10(power);
  }
}
