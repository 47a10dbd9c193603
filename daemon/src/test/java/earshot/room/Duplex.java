package earshot.room;

import earshot.hal.Pcm;
import earshot.hal.Wav;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Geometry.Place;
import earshot.hal.dsp.Voice;
import earshot.hal.dsp.VoiceActivity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A device on a table that speaks into the room and listens at the same time: what its small
 * speaker makes of what is played, how that and a talker come to the microphone, and what a cleaner
 * leaves. Levels are in decibels below full scale, of the 20 ms frames in which somebody speaks.
 */
final class Duplex {

  static final double TALKER_DB = -26;
  static final double ROOM_NOISE_DB = -65;

  private static final Place SPEAKER = new Place(2, 2, 0.8);
  private static final Place MICROPHONE = new Place(2.12, 2, 0.85);
  private static final Place TALKER = new Place(3.5, 2.6, 1.4);
  private static final float[] ECHO = Room.LIVING.response(SPEAKER, MICROPHONE, Pcm.RATE);
  private static final float[] TALK = Room.LIVING.response(TALKER, MICROPHONE, Pcm.RATE);

  /** What a cleaner made of it. */
  record Heard(float[] out, Voice[] voices) {}

  private Duplex() {}

  static float[] clip(String name) {
    try (InputStream in =
        Duplex.class.getResourceAsStream("/earshot/simulator/voices/" + name + ".wav")) {
      if (in == null) throw new AssertionError("no clip " + name);
      Path file = Files.createTempFile("clip", ".wav");
      try {
        Files.write(file, in.readAllBytes());
        short[] samples = Wav.read(file);
        float[] out = new float[samples.length];
        for (int i = 0; i < out.length; i++) out[i] = samples[i] / 32_768f;
        return out;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] silence(double seconds) {
    return new float[(int) (seconds * Pcm.RATE)];
  }

  static float[] join(float[]... pieces) {
    int length = 0;
    for (float[] piece : pieces) length += piece.length;
    float[] out = new float[length];
    int at = 0;
    for (float[] piece : pieces) {
      System.arraycopy(piece, 0, out, at, piece.length);
      at += piece.length;
    }
    return out;
  }

  /** The echo of what is played, at this level, so much later. */
  static float[] echo(float[] played, double db, int delayMillis) {
    float[] out = Spectra.through(new float[][] {ECHO}, smallSpeaker(played))[0];
    scale(out, db);
    return later(out, (int) Pcm.samples(delayMillis));
  }

  static float[] talker(float[] says, double db) {
    float[] out = Spectra.through(new float[][] {TALK}, says)[0];
    scale(out, db);
    return out;
  }

  static float[] later(float[] samples, int by) {
    float[] out = new float[samples.length];
    System.arraycopy(samples, 0, out, by, samples.length - by);
    return out;
  }

  /** No bass, and a membrane that does not go as far as it should: 2nd order at 250 Hz, tanh. */
  private static float[] smallSpeaker(float[] played) {
    float[] out = new float[played.length];
    double pole = Math.exp(-2 * Math.PI * 250 / Pcm.RATE);
    double one = 0;
    double two = 0;
    double lastIn = 0;
    double lastOne = 0;
    for (int i = 0; i < out.length; i++) {
      one = pole * (one + played[i] - lastIn);
      two = pole * (two + one - lastOne);
      lastIn = played[i];
      lastOne = one;
      out[i] = (float) (Math.tanh(1.5 * two) / 1.5);
    }
    return out;
  }

  private static void scale(float[] samples, double db) {
    double power = 0;
    int frames = 0;
    for (int at = 0; at + Pcm.FRAME <= samples.length; at += Pcm.FRAME) {
      double p = power(samples, at, at + Pcm.FRAME);
      if (p < 1e-7) continue;
      power += p;
      frames++;
    }
    double gain = Math.pow(10, db / 20) / Math.sqrt(power / Math.max(1, frames));
    for (int i = 0; i < samples.length; i++) samples[i] *= (float) gain;
  }

  static float[] microphone(float[] echo, float[] talker) {
    float[] out = new float[echo.length];
    var random = new Random(20261121);
    double noise = Math.pow(10, ROOM_NOISE_DB / 20);
    for (int i = 0; i < out.length; i++) {
      float near = i < talker.length ? talker[i] : 0;
      out[i] = (float) (echo[i] + near + noise * random.nextGaussian());
    }
    return out;
  }

  /** Ten milliseconds after ten milliseconds, as the microphone thread does it. */
  static Heard through(Cleaner cleaner, VoiceActivity activity, float[] played, float[] mic) {
    short[] block = new short[Cleaner.BLOCK];
    short[] far = new short[Cleaner.BLOCK];
    float[] out = new float[mic.length];
    Voice[] voices = new Voice[mic.length / Cleaner.BLOCK];
    Arrays.fill(voices, Voice.NONE);
    for (int b = 0; b < voices.length; b++) {
      int at = b * Cleaner.BLOCK;
      for (int i = 0; i < Cleaner.BLOCK; i++) {
        block[i] = sample(mic[at + i]);
        far[i] = sample(played[at + i]);
      }
      cleaner.clean(block, far);
      voices[b] = activity.hear(block, far);
      for (int i = 0; i < Cleaner.BLOCK; i++) out[at + i] = block[i] / 32_768f;
    }
    return new Heard(out, voices);
  }

  private static short sample(float value) {
    return (short) Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
  }

  static double power(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) sum += samples[i] * samples[i];
    return sum / Math.max(1, to - from);
  }
}
