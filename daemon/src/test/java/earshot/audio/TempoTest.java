package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.simulator.Voices;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faster and slower, measured: length, pitch, loudness, clicks, and what was taken. */
class TempoTest {

  private static final int PERIOD = 480;

  /** What came out, and what had been taken after each period of it. */
  private record Out(short[] samples, long[] taken) {}

  private static PcmRing store(short[] samples) {
    var store = new PcmRing(samples.length + Pcm.RATE);
    assertEquals(samples.length, store.write(samples, 0, samples.length));
    return store;
  }

  private static Out through(short[] samples, double speed) {
    PcmRing store = store(samples);
    var tempo = new Tempo(store);
    tempo.speed(speed);
    short[] out = new short[2 * samples.length + PERIOD];
    long[] taken = new long[out.length / PERIOD + 1];
    int given = 0;
    int periods = 0;
    int n;
    while ((n = tempo.read(out, given, PERIOD)) > 0) {
      given += n;
      taken[periods++] = tempo.taken();
    }
    assertEquals(samples.length, tempo.taken(), "all of it has been taken");
    return new Out(Arrays.copyOf(out, given), Arrays.copyOf(taken, periods));
  }

  private static short[] tone(double hertz, double seconds) {
    var samples = new short[(int) (seconds * Pcm.RATE)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * hertz * i / Pcm.RATE));
    }
    return samples;
  }

  private static short[] voice() {
    return Voices.clip("story");
  }

  @Test
  void asItWasSpokenNotASampleIsChanged() {
    var random = new Random(1);
    short[] voice = voice();
    PcmRing store = store(voice);
    var tempo = new Tempo(store);
    short[] out = new short[voice.length];
    int given = 0;
    while (given < out.length) {
      int n = tempo.read(out, given, Math.min(out.length - given, 1 + random.nextInt(700)));
      assertEquals(given + n, tempo.taken());
      given += n;
    }
    assertArrayEquals(voice, out);
    assertEquals(0, tempo.read(new short[10], 0, 10));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 0.8, 0.9, 1.1, 1.2, 1.3})
  void aVoiceTakesSoMuchLongerOrShorterAndStaysTheSameVoice(double speed) {
    short[] voice = voice();
    short[] out = through(voice, speed).samples;
    double seconds = voice.length / speed / Pcm.RATE;
    assertEquals(seconds, out.length / (double) Pcm.RATE, 0.03);
    assertEquals(Pcm.levelDb(voice, 0, voice.length), Pcm.levelDb(out, 0, out.length), 0.5);
    double before = pitch(voice);
    double after = pitch(out);
    assertEquals(1, after / before, 0.02, () -> before + " Hz became " + after);
    assertTrue(steepest(out) <= 1.1 * steepest(voice), "no click: nothing jumps as nothing did");
  }

  /** The median of the periods that fit best in loud 40 ms, from 80 to 400 Hz. */
  private static double pitch(short[] samples) {
    double[] found = new double[samples.length / 480];
    int count = 0;
    for (int at = 0; at + 1_560 < samples.length; at += 480) {
      if (Pcm.levelDb(samples, at, 960) < -30) continue;
      int best = 0;
      double most = 0;
      for (int lag = 60; lag <= 300; lag++) {
        double product = 0;
        double one = 1;
        double two = 1;
        for (int i = 0; i < 960; i++) {
          product += samples[at + i] * samples[at + i + lag];
          one += samples[at + i] * samples[at + i];
          two += samples[at + i + lag] * samples[at + i + lag];
        }
        double fits = product / Math.sqrt(one * two);
        if (fits > most + 0.02) {
          most = fits;
          best = lag;
        }
      }
      if (most > 0.7) found[count++] = Pcm.RATE / (double) best;
    }
    Arrays.sort(found, 0, count);
    return found[count / 2];
  }

  private static int steepest(short[] samples) {
    int most = 0;
    for (int i = 1; i < samples.length; i++) {
      most = Math.max(most, Math.abs(samples[i] - samples[i - 1]));
    }
    return most;
  }

  @ParameterizedTest
  @ValueSource(doubles = {85, 120, 220, 440, 1_000, 3_000, 6_000})
  void aToneKeepsItsHeightAndItsLoudness(double hertz) {
    for (double speed : new double[] {0.7, 0.85, 1.15, 1.3}) {
      short[] out = through(tone(hertz, 3), speed).samples;
      int rises = 0;
      for (int i = 1; i < out.length; i++) if (out[i - 1] < 0 && out[i] >= 0) rises++;
      double heard = rises * (double) Pcm.RATE / out.length;
      double quietest = 0;
      double loudest = -100;
      for (int at = 0; at + 720 <= out.length; at += 240) {
        double db = Pcm.levelDb(out, at, 720);
        quietest = Math.min(quietest, db);
        loudest = Math.max(loudest, db);
      }
      assertEquals(1, heard / hertz, 0.01);
      assertTrue(loudest - quietest < 1.5, () -> hertz + " Hz at " + speed);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 0.77, 0.9, 1.05, 1.2, 1.3})
  void whatWasTakenIsKnownToTwentyMilliseconds(double speed) {
    short[] voice = Voices.babble(6, 3);
    Out out = through(voice, speed);
    int looked = 0;
    double worst = 0;
    for (int p = 3; p + 3 < out.taken.length; p++) {
      int end = (p + 1) * PERIOD;
      if (Pcm.levelDb(out.samples, end - 240, 240) < -30) continue;
      long found = find(out.samples, end - 240, 240, voice, out.taken[p]);
      if (found < 0) continue;
      looked++;
      double millis = Math.abs(found - out.taken[p]) / (Pcm.RATE / 1000.0);
      worst = Math.max(worst, millis);
    }
    int places = looked;
    assertTrue(places > 50, () -> "found " + places);
    double most = worst;
    assertTrue(most <= 20, () -> speed + ": " + most + " ms");
  }

  /** Where this piece is in the original, by its end; -1 when it is nowhere, being made of two. */
  private static long find(short[] out, int at, int count, short[] voice, long near) {
    long best = -1;
    double most = 0.97;
    long from = Math.max(0, near - 2_400 - count);
    for (long i = from; i <= Math.min(voice.length - count, near + 2_400); i++) {
      double product = 0;
      double one = 1;
      double two = 1;
      for (int k = 0; k < count; k++) {
        product += out[at + k] * voice[(int) i + k];
        one += out[at + k] * out[at + k];
        two += voice[(int) i + k] * voice[(int) i + k];
      }
      double fits = product / Math.sqrt(one * two);
      if (fits <= most) continue;
      most = fits;
      best = i + count;
    }
    return best;
  }

  @Test
  void soundThatComesJustInTimeIsAllHeardAndCountedRightly() {
    for (double speed : new double[] {0.7, 1.3}) {
      short[] voice = voice();
      var store = new PcmRing(Pcm.RATE);
      var tempo = new Tempo(store);
      tempo.speed(speed);
      var random = new Random(2);
      short[] out = new short[PERIOD];
      int written = 0;
      long before = 0;
      while (written < voice.length) {
        written +=
            store.write(voice, written, Math.min(voice.length - written, random.nextInt(900)));
        assertTrue(tempo.read(out, 0, PERIOD) >= 0);
        assertTrue(tempo.taken() <= written);
        assertTrue(tempo.taken() >= before - Pcm.samples(20), "never back by more than its error");
        before = tempo.taken();
      }
      while (tempo.read(out, 0, PERIOD) > 0) {}
      assertEquals(voice.length, tempo.taken());
    }
  }

  @Test
  void theSpeedMayChangeWhileItSpeaks() {
    short[] voice = voice();
    PcmRing store = store(voice);
    var tempo = new Tempo(store);
    var random = new Random(3);
    short[] out = new short[2 * voice.length];
    int given = 0;
    int n;
    while ((n = tempo.read(out, given, PERIOD)) > 0) {
      given += n;
      if (random.nextInt(5) == 0) tempo.speed(0.7 + 0.1 * random.nextInt(7));
    }
    assertEquals(voice.length, tempo.taken());
    assertTrue(steepest(Arrays.copyOf(out, given)) <= 1.1 * steepest(voice));
  }

  @Test
  void itAllocatesNothing() throws Exception {
    short[] voice = voice();
    PcmRing store = store(voice);
    var tempo = new Tempo(store);
    tempo.speed(1.3);
    short[] out = new short[PERIOD];
    var threads = new ObjectName("java.lang:type=Threading");
    var server = ManagementFactory.getPlatformMBeanServer();
    for (int i = 0; i < 20; i++) tempo.read(out, 0, PERIOD);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = (long) server.getAttribute(threads, "CurrentThreadAllocatedBytes");
      long nothing = (long) server.getAttribute(threads, "CurrentThreadAllocatedBytes") - before;
      long start = (long) server.getAttribute(threads, "CurrentThreadAllocatedBytes");
      for (int i = 0; i < 30; i++) tempo.read(out, 0, PERIOD);
      long end = (long) server.getAttribute(threads, "CurrentThreadAllocatedBytes");
      least = Math.min(least, end - start - nothing);
    }
    assertTrue(least <= 0, () -> "some bytes");
  }
}
