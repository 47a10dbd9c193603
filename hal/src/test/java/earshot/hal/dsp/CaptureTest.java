package earshot.hal.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.ThreadBytes;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a card's frames, sample by sample. */
class CaptureTest {

  static MicArray array(Map<String, Object> options) {
    return MicArray.of(
        new BoardSettings(
            "desktop",
            options,
            Clock.system(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream()));
  }

  /** Interleaves, least byte first. */
  static byte[] frames(double[][] channels, int bits) {
    int step = bits / 8;
    byte[] bytes = new byte[channels.length * channels[0].length * step];
    int at = 0;
    for (int f = 0; f < channels[0].length; f++) {
      for (double[] channel : channels) {
        long sample = Math.round(channel[f] * (1L << bits - 16));
        for (int b = 0; b < step; b++) bytes[at++] = (byte) (sample >> 8 * b);
      }
    }
    return bytes;
  }

  private static double[] sine(double hertz, double peak, int rate, int count) {
    double[] samples = new double[count];
    for (int i = 0; i < count; i++) samples[i] = peak * Math.sin(2 * Math.PI * hertz * i / rate);
    return samples;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void withEverythingOffEachSampleIsPassedOnBitByBit(int channels) {
    byte[] bytes = new byte[960 * channels * 2];
    new Random(channels).nextBytes(bytes);
    var capture = new Capture(array(Map.of("mic_array", "first")), 24_000, channels, 16, 480);
    short[] house = new short[480];
    for (int half = 0; half < 2; half++) {
      byte[] part =
          java.util.Arrays.copyOfRange(bytes, half * 960 * channels, (half + 1) * 960 * channels);
      assertEquals(480, capture.convert(part, 480, house));
      for (int f = 0; f < 480; f++) {
        int at = f * channels * 2;
        assertEquals((short) (part[at] & 0xff | part[at + 1] << 8), house[f]);
      }
    }
    assertEquals("", capture.complaint());
  }

  @ParameterizedTest
  @ValueSource(ints = {24_000, 48_000})
  void aChannelOfWhatIsPlayedComesBesideTheMicrophonesAndInStepWithThem(int rate) {
    double[] voice = sine(300, 8_000, rate, rate);
    double[] played = sine(700, 5_000, rate, rate);
    var array = array(Map.of("mic_used", "0-1", "mic_reference", 3, "mic_gains", "6"));
    var capture = new Capture(array, rate, 4, 32, rate);
    short[] house = new short[capture.most(rate)];
    int count =
        capture.convert(frames(new double[][] {voice, voice, voice, played}, 32), rate, house);
    assertTrue(capture.hasPlayed());
    // Neither amplified with the microphones nor mixed with them.
    double heard = Math.sqrt(2) * rms(capture.played(), count / 2, count);
    assertEquals(5_000, heard, 50);
    assertEquals(2 * 8_000, Math.sqrt(2) * rms(house, count / 2, count), 200);
    for (int channels = 2; channels < 4; channels++) {
      assertFalse(new Capture(array, rate, channels, 32, rate).hasPlayed(), "a card without it");
    }
  }

  private static double rms(short[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) sum += samples[i] * samples[i];
    return Math.sqrt(sum / (to - from));
  }

  @Test
  void eachChannelIsFoundInItsPlace() {
    byte[] frame = new byte[12];
    for (int c = 0; c < 4; c++) {
      frame[c * 3 + 1] = (byte) (c + 1);
      frame[c * 3 + 2] = (byte) -c;
    }
    for (int c = 0; c < 4; c++) {
      short[] sample = new short[1];
      var capture = new Capture(array(Map.of("mic_array", "channel " + c)), 24_000, 4, 24, 1);
      capture.convert(frame, 1, sample);
      assertEquals((short) (c + 1 | -c << 8), sample[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"16", "24", "32"})
  void theSumIsTheMeanOfAllAndNeverOverflows(int bits) {
    double[] loud = sine(1000, 32_767, 24_000, 4800);
    byte[] bytes = frames(new double[][] {loud, loud, loud}, bits);
    short[] house = new short[4800];
    var capture = new Capture(array(Map.of("mic_array", "sum")), 24_000, 3, bits, 4800);
    capture.convert(bytes, 4800, house);
    int lag = 13;
    for (int i = 100; i < 4800; i++) assertEquals(loud[i - lag], house[i], 2, "sample " + i);
  }

  @Test
  void whatIsTooSoftForSixteenBitsIsHeardWhenItIsAmplifiedFirst() {
    // An I2S microphone at a whisper: 24 bits left-justified in 32, far below one step of 16 bits.
    double[] whisper = sine(1000, 0.4, 24_000, 4800);
    var loud = array(Map.of("mic_array", "first", "mic_gains", "60"));
    short[] house = new short[4800];
    new Capture(loud, 24_000, 1, 32, 4800)
        .convert(frames(new double[][] {whisper}, 32), 4800, house);
    for (int i = 0; i < 4800; i++) assertEquals(1000 * whisper[i], house[i], 1.5);
  }

  @Test
  void aDirectVoltageIsTakenOffAndSpeechIsNot() {
    double[] samples = sine(150, 1000, 24_000, 24_000);
    for (int i = 0; i < samples.length; i++) samples[i] -= 5000;
    byte[] bytes = frames(new double[][] {samples}, 24);
    short[] house = new short[24_000];
    var capture = new Capture(array(Map.of("mic_remove_dc", true)), 24_000, 1, 24, 24_000);
    capture.convert(bytes, 24_000, house);
    double mean = 0;
    double power = 0;
    for (int i = 12_000; i < 24_000; i++) {
      mean += house[i] / 12_000.0;
      power += (double) house[i] * house[i] / 12_000;
    }
    assertEquals(0, mean, 1);
    assertEquals(0, 10 * Math.log10(power / 500_000), 0.1, "decibels at 150 Hz");
  }

  @Test
  void channelsOfDifferentLoudnessAreMadeAlike() {
    double[] one = sine(500, 8000, 24_000, 2400);
    double[] half = sine(500, 4000, 24_000, 2400);
    var calibrated = array(Map.of("mic_gains", "0, 6.0206"));
    short[] house = new short[2400];
    new Capture(calibrated, 24_000, 2, 16, 2400)
        .convert(frames(new double[][] {one, half}, 16), 2400, house);
    for (int i = 100; i < 2400; i++) assertEquals(one[i - 13], house[i], 3);
  }

  @Test
  void theReferenceIsNeverListenedTo() {
    double[] voice = sine(500, 8000, 24_000, 2400);
    double[] played = sine(700, 30_000, 24_000, 2400);
    var array = array(Map.of("mic_reference", 0));
    short[] house = new short[2400];
    byte[] bytes = frames(new double[][] {played, voice, voice}, 16);
    new Capture(array, 24_000, 3, 16, 2400).convert(bytes, 2400, house);
    for (int i = 100; i < 2400; i++) assertEquals(voice[i - 13], house[i], 3);
  }

  @ParameterizedTest
  @CsvSource({"16000,2,16", "44100,4,24", "48000,6,32", "48000,8,32"})
  void noFrameLeavesAnythingToCollect(int rate, int channels, int bits) {
    var array =
        array(
            Map.of(
                "mic_array",
                "steer",
                "mic_used",
                "0-" + (channels - 1),
                "mic_geometry",
                "circle 40",
                "mic_remove_dc",
                true));
    int frames = rate / 50;
    var capture = new Capture(array, rate, channels, bits, frames);
    byte[] bytes = new byte[frames * channels * bits / 8];
    new Random(1).nextBytes(bytes);
    short[] house = new short[capture.most(frames)];
    for (int i = 0; i < 500; i++) capture.convert(bytes, frames, house);
    var thread = new ThreadBytes();
    long before = thread.of(Thread.currentThread());
    for (int i = 0; i < 1000; i++) capture.convert(bytes, frames, house);
    ThreadBytes.assertNoneEach(thread.of(Thread.currentThread()) - before, 1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mic_array|both|no such way",
        "mic_array|steer|where the microphones are",
        "mic_used|0-x|no channel",
        "mic_used|2,2|named twice",
        "mic_gains|loud|no number",
        "mic_gains|0 80|no number",
        "mic_geometry|1 2, 3|no place",
        "mic_geometry|line 50|how many",
        "mic_geometry|9999 0, 0 0|more than 2 m",
      })
  void aWrongOptionIsToldWithWhatWouldBeRight(String key, String value, String word) {
    var wrong = assertThrows(HalException.class, () -> array(Map.of(key, value)));
    String message = String.valueOf(wrong.getMessage());
    assertTrue(message.contains(word), message);
    assertTrue(message.contains(key) && message.contains(value), message);
    assertFalse(wrong.remedy().isBlank());
  }

  @Test
  void blocksOfAnySizeGiveTheSameStream() {
    var random = new Random(5);
    double[][] noise = new double[4][9600];
    for (double[] channel : noise) {
      for (int i = 0; i < channel.length; i++) channel[i] = random.nextGaussian() * 3000;
    }
    byte[] bytes = frames(noise, 24);
    var options = Map.<String, Object>of("mic_array", "sum", "mic_remove_dc", true);
    short[] whole = new short[4800];
    new Capture(array(options), 48_000, 4, 24, 9600).convert(bytes, 9600, whole);
    var pieces = new Capture(array(options), 48_000, 4, 24, 700);
    short[] joined = new short[4800];
    int given = 0;
    for (int at = 0; at < 9600; ) {
      int n = Math.min(9600 - at, 1 + random.nextInt(700));
      short[] out = new short[pieces.most(n)];
      int got = pieces.convert(java.util.Arrays.copyOfRange(bytes, at * 12, (at + n) * 12), n, out);
      System.arraycopy(out, 0, joined, given, got);
      given += got;
      at += n;
    }
    assertArrayEquals(whole, joined);
  }
}
