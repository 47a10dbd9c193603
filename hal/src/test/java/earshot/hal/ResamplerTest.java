package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

  private static final int PEAK = 26_000;

  private static short[] sine(int rate, double hertz, int count) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) Math.round(PEAK * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return samples;
  }

  /** Converts in blocks of 10 ms. */
  private static short[] convert(int from, int to, short[] in) {
    return convert(new Resampler(from, to, from / 100), in, from / 100, null);
  }

  private static short[] convert(
      Resampler resampler, short[] in, int largest, @Nullable Random blocks) {
    short[] out = new short[resampler.most(in.length)];
    short[] piece = new short[resampler.most(largest)];
    int given = 0;
    for (int at = 0; at < in.length; ) {
      int n = Math.min(in.length - at, blocks == null ? largest : 1 + blocks.nextInt(largest));
      int told = resampler.gives(n);
      int got = resampler.convert(in, at, n, piece);
      assertEquals(told, got);
      System.arraycopy(piece, 0, out, given, got);
      given += got;
      at += n;
    }
    return Arrays.copyOf(out, given);
  }

  /** What remains beside the best-fitting sine of this frequency, in decibels below it. */
  private static double signalToNoise(short[] samples, int rate, double hertz) {
    int from = samples.length / 4;
    int to = samples.length * 3 / 4;
    // Least squares for a sine and a cosine.
    double ss = 0;
    double cc = 0;
    double sc = 0;
    double xs = 0;
    double xc = 0;
    for (int i = from; i < to; i++) {
      double s = Math.sin(2 * Math.PI * hertz * i / rate);
      double c = Math.cos(2 * Math.PI * hertz * i / rate);
      ss += s * s;
      cc += c * c;
      sc += s * c;
      xs += samples[i] * s;
      xc += samples[i] * c;
    }
    double determinant = ss * cc - sc * sc;
    double a = (xs * cc - xc * sc) / determinant;
    double b = (xc * ss - xs * sc) / determinant;
    double signal = 0;
    double noise = 0;
    for (int i = from; i < to; i++) {
      double fit =
          a * Math.sin(2 * Math.PI * hertz * i / rate)
              + b * Math.cos(2 * Math.PI * hertz * i / rate);
      signal += fit * fit;
      noise += (samples[i] - fit) * (samples[i] - fit);
    }
    return 10 * Math.log10(signal / noise);
  }

  private static double levelDb(short[] samples) {
    double sum = 0;
    int from = samples.length / 4;
    int to = samples.length * 3 / 4;
    for (int i = from; i < to; i++) sum += (double) samples[i] * samples[i];
    return 10 * Math.log10(Math.max(1e-3, sum / (to - from)) / ((double) PEAK * PEAK / 2));
  }

  @ParameterizedTest
  @CsvSource({
    "48000,24000", "44100,24000", "16000,24000", "96000,24000", "8000,24000", "32000,24000",
    "11025,24000", "22050,24000", "24000,48000", "24000,44100", "24000,16000", "24000,96000",
    "24000,8000", "24000,32000", "24000,11025"
  })
  void sinesStayClean(int from, int to) {
    double nyquist = Math.min(from, to) / 2.0;
    for (double share : new double[] {0.02, 0.1, 0.25, 0.5, 0.8}) {
      double hertz = nyquist * share + 3.7;
      short[] out = convert(from, to, sine(from, hertz, from));
      double clean = signalToNoise(out, to, hertz);
      assertTrue(clean >= 80, from + " to " + to + " at " + hertz + " Hz: " + clean + " dB");
      double level = levelDb(out);
      assertTrue(Math.abs(level) < 0.1, from + " to " + to + " at " + hertz + " Hz: " + level);
    }
  }

  @ParameterizedTest
  @CsvSource({"48000,24000", "44100,24000", "96000,24000", "24000,16000", "24000,8000"})
  void whatTheNewRateCannotHoldIsGone(int from, int to) {
    for (double hertz = to * 0.55; hertz < from / 2.0; hertz += to * 0.04) {
      short[] out = convert(from, to, sine(from, hertz, from));
      double level = levelDb(out);
      assertTrue(level < -80, from + " to " + to + " at " + hertz + " Hz: " + level + " dB");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "48000,24000",
    "44100,24000",
    "16000,24000",
    "96000,24000",
    "8000,24000",
    "24000,48000",
    "24000,44100",
    "24000,16000",
    "11025,24000"
  })
  void tenMinutesComeOutAsTenMinutes(int from, int to) {
    int block = from / 100;
    var resampler = new Resampler(from, to, block);
    short[] in = new short[block];
    short[] out = new short[resampler.most(block)];
    long given = 0;
    long most = 0;
    for (int i = 0; i < 60_000; i++) {
      int n = resampler.convert(in, 0, block, out);
      most = Math.max(most, n);
      given += n;
    }
    // Half a filter is still to come, and never more than that.
    long whole = 60_000L * block * to / from;
    assertTrue(given <= whole && whole - given <= to / 200, given + " of " + whole);
    assertTrue(most <= resampler.most(block), "one block gave " + most);
  }

  @ParameterizedTest
  @CsvSource({"48000,24000", "44100,24000", "16000,24000", "24000,44100", "96000,24000"})
  void anyBlocksGiveTheSameSamples(int from, int to) {
    var random = new Random(from + to);
    short[] in = new short[from / 2];
    for (int i = 0; i < in.length; i++) in[i] = (short) random.nextInt();
    short[] whole = convert(new Resampler(from, to, in.length), in, in.length, null);
    for (int largest : new int[] {1, 7, 160, 441, 3000}) {
      short[] pieces = convert(new Resampler(from, to, largest), in, largest, random);
      assertArrayEquals(whole, pieces, "in blocks of up to " + largest);
    }
  }

  @Test
  void theFirstOutputLiesAtTheFirstInput() {
    var resampler = new Resampler(24_000, 48_000, 480);
    short[] in = new short[480];
    for (int i = 0; i < in.length; i++) in[i] = (short) (10_000 * Math.sin(0.05 * i));
    short[] out = new short[resampler.most(480)];
    int n = resampler.convert(in, 0, 480, out);
    for (int i = 200; i < n; i++) {
      assertEquals(10_000 * Math.sin(0.025 * i), out[i], 4, "sample " + i);
    }
  }

  @Test
  void afterAResetNothingOfTheOldIsHeard() {
    var resampler = new Resampler(24_000, 48_000, 480);
    short[] loud = new short[480];
    Arrays.fill(loud, Short.MAX_VALUE);
    short[] out = new short[resampler.most(480)];
    resampler.convert(loud, 0, 480, out);
    resampler.reset();
    int n = resampler.convert(new short[480], 0, 480, out);
    for (int i = 0; i < n; i++) assertEquals(0, out[i]);
  }

  @Test
  void fullScaleIsClippedNotWrapped() {
    var resampler = new Resampler(48_000, 24_000, 4800);
    short[] square = new short[4800];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 60 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
    }
    short[] out = new short[resampler.most(4800)];
    int n = resampler.convert(square, 0, 4800, out);
    // The middle of each half wave must have its sign.
    for (int i = 45; i < n; i += 30) assertEquals(i / 30 % 2 == 0, out[i] > 0, "sample " + i);
  }
}
