import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the tests inside the virtual device measure: how alike two recordings are, and how soon a line of
 * the kernel follows another. One thread; prints one number.
 */
final class Probe {

  private Probe() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "alike" -> System.out.printf("%.3f%n", alike(wav(args[1]), wav(args[2])));
      case "follows" -> System.out.println(follows(args, Integer.parseInt(args[1])));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** The samples at 24 kHz of a file with 16 bits, one channel, and 24 or 48 kHz. */
  private static float[] wav(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(file));
    int rate = number(bytes, 24, 4);
    int at = 12;
    while (number(bytes, at, 4) != 0x61746164) at += 8 + number(bytes, at + 4, 4);
    int step = rate / 24_000;
    // A recording that was cut short has not been told how long it is.
    int count = Math.min(Math.abs(number(bytes, at + 4, 4)), bytes.length - at - 8) / 2 / step;
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < step; k++) {
        samples[i] += (short) number(bytes, at + 8 + 2 * (i * step + k), 2);
      }
    }
    return samples;
  }

  private static int number(byte[] bytes, int at, int size) {
    int value = 0;
    for (int i = size - 1; i >= 0; i--) value = value << 8 | bytes[at + i] & 0xff;
    return value;
  }

  /** The correlation where the second lies best in the first: first roughly, then to the sample. */
  private static double alike(float[] heard, float[] sent) {
    int rough = 12;
    float[] fewHeard = fewer(heard, rough);
    float[] fewSent = fewer(sent, rough);
    int best = best(fewHeard, fewSent, 0, fewHeard.length - fewSent.length / 2) * rough;
    int exact = best(heard, sent, best - 2 * rough, best + 2 * rough);
    return correlation(heard, sent, exact);
  }

  private static int best(float[] heard, float[] sent, int from, int to) {
    int best = from;
    double most = -1;
    for (int at = from; at <= to; at++) {
      double here = correlation(heard, sent, at);
      if (here > most) {
        most = here;
        best = at;
      }
    }
    return best;
  }

  private static double correlation(float[] heard, float[] sent, int at) {
    double both = 0;
    double one = 1e-9;
    double other = 1e-9;
    for (int i = 0; i < sent.length; i++) {
      float a = at + i >= 0 && at + i < heard.length ? heard[at + i] : 0;
      both += a * sent[i];
      one += a * a;
      other += sent[i] * sent[i];
    }
    return both / Math.sqrt(one * other);
  }

  private static float[] fewer(float[] samples, int step) {
    float[] few = new float[samples.length / step];
    for (int i = 0; i < few.length; i++) {
      for (int k = 0; k < step; k++) few[i] += samples[i * step + k];
    }
    return few;
  }

  /** follows TIMES INPUT PRESSED RELEASED OUTPUT: the milliseconds from press to light, in the middle. */
  private static String follows(String[] args, int times) throws Exception {
    Path input = Path.of(args[2]);
    Path output = Path.of(args[5]);
    long[] micros = new long[times];
    for (int i = 0; i < times; i++) {
      String before = Files.readString(output);
      long start = System.nanoTime();
      write(input, args[3]);
      while (Files.readString(output).equals(before)) {
        if (System.nanoTime() - start > 5_000_000_000L) return "never";
      }
      micros[i] = (System.nanoTime() - start) / 1000;
      Thread.sleep(700);
      write(input, args[4]);
      Thread.sleep(2500);
    }
    Arrays.sort(micros);
    return String.valueOf(micros[times / 2] / 1000);
  }

  private static void write(Path file, String word) throws IOException {
    Files.write(file, word.getBytes(StandardCharsets.UTF_8));
  }
}
