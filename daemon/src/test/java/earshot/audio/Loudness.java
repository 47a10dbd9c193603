package earshot.audio;

import java.util.ArrayList;
import java.util.List;

/** Integrated loudness of 48 kHz mono by ITU-R BS.1770-4: K weighting, both gates. */
final class Loudness {

  private static final int RATE = 48_000;
  private static final int BLOCK = RATE * 4 / 10;

  private Loudness() {}

  static double lufs(short[] sound24k) {
    short[] sound = Rates.convert(sound24k, 24_000, RATE);
    double[] x = new double[sound.length + BLOCK];
    for (int i = 0; i < sound.length; i++) x[i] = sound[i] / 32768.0;
    x =
        filter(
            x,
            new double[] {1.53512485958697, -2.69169618940638, 1.19839281085285},
            new double[] {-1.69065929318241, 0.73248077421585});
    x = filter(x, new double[] {1, -2, 1}, new double[] {-1.99004745483398, 0.99007225036621});
    List<Double> powers = new ArrayList<>();
    for (int at = 0; at + BLOCK <= sound.length; at += BLOCK / 4) {
      double sum = 0;
      for (int i = at; i < at + BLOCK; i++) sum += x[i] * x[i];
      powers.add(sum / BLOCK);
    }
    double first = mean(powers, 0, -70);
    return inLufs(mean(powers, 0, inLufs(first) - 10));
  }

  private static double mean(List<Double> powers, double none, double gateLufs) {
    return powers.stream()
        .mapToDouble(each -> each)
        .filter(each -> each > 0 && inLufs(each) > gateLufs)
        .average()
        .orElse(none);
  }

  private static double inLufs(double power) {
    return -0.691 + 10 * Math.log10(power);
  }

  private static double[] filter(double[] x, double[] b, double[] a) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = b[0] * x[i];
      if (i > 0) y[i] += b[1] * x[i - 1] - a[0] * y[i - 1];
      if (i > 1) y[i] += b[2] * x[i - 2] - a[1] * y[i - 2];
    }
    return y;
  }
}
