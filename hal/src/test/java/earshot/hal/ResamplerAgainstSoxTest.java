package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resampler against the one of SoX at its best quality, where SoX is installed. */
class ResamplerAgainstSoxTest {

  @TempDir Path directory;

  private static boolean soxIsThere() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "sox")));
  }

  /** Many sines up to four fifths of what the lower rate can hold. */
  private static short[] noise(int rate, int lowest) {
    var random = new Random(rate);
    short[] samples = new short[rate * 2];
    double turn = 2 * Math.PI / rate;
    double[] hertz = random.doubles(60, 80, lowest * 0.4).toArray();
    double[] phase = random.doubles(60, 0, 7).toArray();
    for (int i = 0; i < samples.length; i++) {
      double sum = 0;
      for (int k = 0; k < hertz.length; k++) sum += Math.sin(turn * hertz[k] * i + phase[k]);
      samples[i] = (short) Math.round(700 * sum);
    }
    return samples;
  }

  private short[] sox(short[] samples, int from, int to) throws IOException, InterruptedException {
    Path in = directory.resolve("in.raw");
    Path out = directory.resolve("out.raw");
    ByteBuffer bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    Files.write(in, bytes.array());
    String format = "-t raw -e signed -b 16 -c 1 -r ";
    List<String> words =
        List.of(
            ("sox -D " + format + from + " " + in + " " + format + to + " " + out + " rate -v -s")
                .split(" "));
    Process process = new ProcessBuilder(words).inheritIO().start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    ByteBuffer given = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    short[] converted = new short[given.remaining() / 2];
    given.asShortBuffer().get(converted);
    return converted;
  }

  @ParameterizedTest
  @CsvSource({"48000,24000", "44100,24000", "16000,24000", "24000,48000", "24000,44100"})
  void itDiffersFromSoxByLessThanTheStepsOfSixteenBits(int from, int to) throws Exception {
    assumeTrue(soxIsThere(), "sox is not installed");
    short[] samples = noise(from, Math.min(from, to));
    short[] theirs = sox(samples, from, to);
    var resampler = new Resampler(from, to, samples.length);
    short[] ours = new short[resampler.most(samples.length)];
    int given = resampler.convert(samples, 0, samples.length, ours);
    double difference = 0;
    double power = 0;
    int last = Math.min(given, theirs.length) - to / 4;
    for (int i = to / 4; i < last; i++) {
      difference += Math.pow(ours[i] - theirs[i], 2);
      power += Math.pow(theirs[i], 2);
    }
    double decibels = 10 * Math.log10(power / difference);
    assertTrue(decibels > 75, from + " to " + to + ": " + decibels + " dB");
  }

  @Test
  void aSampleLateWouldBeSeen() {
    short[] samples = noise(24_000, 24_000);
    double difference = 0;
    double power = 0;
    for (int i = 1; i < samples.length; i++) {
      difference += Math.pow(samples[i] - samples[i - 1], 2);
      power += Math.pow(samples[i], 2);
    }
    assertTrue(10 * Math.log10(power / difference) < 20);
  }
}
