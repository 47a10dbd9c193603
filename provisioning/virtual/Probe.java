import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * What the tests inside the virtual device measure: how alike two recordings are, and how soon a line of
 * the kernel follows another. One thread; prints numbers.
 */
final class Probe {

  private Probe() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "alike" -> System.out.println(alike(args));
      case "noise" -> noise(Path.of(args[1]), Integer.parseInt(args[2]));
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

  /** alike HEARD SENT...: the correlation with the one that is most alike, and its name. */
  private static String alike(String[] args) throws IOException {
    float[] heard = wav(args[1]);
    double most = -1;
    String which = "";
    for (int i = 2; i < args.length; i++) {
      double alike = alike(heard, wav(args[i]));
      if (alike > most) {
        most = alike;
        which = args[i];
      }
    }
    return "%.3f %s".formatted(most, which);
  }

  /** The correlation where the second lies best in the first: by loudness, then roughly, then to the sample. */
  private static double alike(float[] heard, float[] sent) {
    int loud = 240;
    int rough = 12;
    float[] heardLoudness = loudness(heard, loud);
    float[] sentLoudness = loudness(sent, loud);
    int at = best(heardLoudness, sentLoudness, 0, heardLoudness.length - sentLoudness.length / 2) * (loud / rough);
    int near = 2 * loud / rough;
    at = best(fewer(heard, rough), fewer(sent, rough), at - near, at + near) * rough;
    return correlation(heard, sent, best(heard, sent, at - 2 * rough, at + 2 * rough));
  }

  private static float[] loudness(float[] samples, int step) {
    float[] absolute = new float[samples.length];
    for (int i = 0; i < samples.length; i++) absolute[i] = Math.abs(samples[i]);
    float[] loudness = fewer(absolute, step);
    float mean = 0;
    for (float each : loudness) mean += each / loudness.length;
    for (int i = 0; i < loudness.length; i++) loudness[i] -= mean;
    return loudness;
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

  /**
   * follows TIMES SOCKET INPUT PRESSED RELEASED OUTPUT: the milliseconds from press to light: the first, and the middle and
   * the longest of the others. Each time from an idle daemon and a dark light.
   */
  private static String follows(String[] args, int times) throws Exception {
    Path input = Path.of(args[3]);
    Path output = Path.of(args[6]);
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      ask(args[2], "{\"do\":\"stop\"}");
      if (!ask(args[2], "{\"do\":\"wait\",\"state\":\"idle\",\"millis\":60000}").contains("true")) return "never idle";
      if (!becomes(output, "0", 2_000_000_000L)) return "never dark";
      long start = System.nanoTime();
      write(input, args[4]);
      if (!becomes(output, "1", 5_000_000_000L)) return "never";
      millis[i] = (System.nanoTime() - start) / 100_000 / 10.0;
      lasts(HALF_A_SECOND);
      write(input, args[5]);
      lasts(HALF_A_SECOND);
    }
    Arrays.sort(millis, 1, times);
    return millis[0] + ", " + millis[1 + (times - 1) / 2] + ", " + millis[times - 1];
  }

  /** As long as a press, and a pause: two presses in less time are a gesture of their own, and ask for a repetition. */
  private static final long HALF_A_SECOND = 500_000_000L;

  private static void lasts(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left; (left = until - System.nanoTime()) > 0; ) LockSupport.parkNanos(left);
  }

  /** Looks twice a millisecond and sleeps between: there is one processor, and the daemon needs it. */
  private static boolean becomes(Path file, String value, long nanos) throws IOException {
    long start = System.nanoTime();
    while (!Files.readString(file).strip().equals(value)) {
      if (System.nanoTime() - start > nanos) return false;
      LockSupport.parkNanos(500_000);
    }
    return true;
  }

  private static String ask(String socket, String request) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(65_536);
      while (channel.read(answer) > 0 && answer.get(answer.position() - 1) != '\n') {}
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  /** noise FILE SECONDS: what a room sounds like when nobody speaks, some -60 dB. */
  private static void noise(Path file, int seconds) throws IOException {
    int bytes = seconds * 48_000 * 2;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 1);
    wav.putInt(48_000).putInt(96_000).putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    var random = new Random(1);
    while (wav.hasRemaining()) wav.putShort((short) (random.nextInt(61) - 30));
    Files.write(file, wav.array());
  }

  private static void write(Path file, String word) throws IOException {
    Files.write(file, word.getBytes(StandardCharsets.UTF_8));
  }
}
