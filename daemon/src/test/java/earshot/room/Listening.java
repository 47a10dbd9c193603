package earshot.room;

import earshot.hal.dsp.Beam;
import earshot.hal.dsp.Capture;
import earshot.hal.dsp.MicArray;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Runs a scene through the way of a card's frames, bytes and all, and measures: the same beam is
 * laid over speech and noise apart.
 *
 * @param gainDb signal to noise of the beam, over the mean of the single microphones, as words need
 * @param plainDb the same of all octaves together, in which the deepest counts most
 * @param errors of the direction in degrees, at each 20 ms in which somebody speaks
 */
record Listening(double gainDb, double plainDb, double[] errors, String complaint) {

  /** Not before the beam had the time to find the talker. */
  private static final double FOUND_SECONDS = Scene.BEFORE_SECONDS + 0.5;

  /** Of the octaves around 250, 500, 1000, 2000 and 4000 Hz, for words. */
  private static final double[] IMPORTANCE = {0.0617, 0.1671, 0.2373, 0.2648, 0.2142};

  private static final int FULL = 32_767;

  /**
   * @param broken channels that fail
   * @param how they do
   */
  static Listening to(Scene scene, MicArray array, Broken how, int... broken) {
    int rate = scene.rate();
    int count = scene.speech().length;
    int frames = rate / 50;
    var capture = new Capture(array, rate, count, 32, frames);
    var geometry = Objects.requireNonNull(array.geometry());
    var overSpeech = new Beam(geometry, rate, frames);
    var overNoise = new Beam(geometry, rate, frames);
    int total = scene.azimuths().length / frames * frames;
    float[] speech = new float[total];
    float[] noise = new float[total];
    double[] errors = new double[total / frames];
    int judged = 0;
    double loudest = 0;
    for (int at = 0; at < total; at += frames) loudest = Math.max(loudest, loud(scene, at, frames));
    float[][] clean = new float[count][frames];
    float[][] dirt = new float[count][frames];
    byte[] bytes = new byte[frames * count * 4];
    short[] house = new short[capture.most(frames)];
    float[] out = new float[frames];
    double azimuth = Double.NaN;
    boolean[] good = new boolean[count];
    Arrays.fill(good, true);
    // The first time is for finding out who is deaf.
    for (int round = broken.length == 0 ? 1 : 0; round < 2; round++) {
      judged = 0;
      var random = new SplittableRandom(7);
      for (int at = 0; at < total; at += frames) {
        for (int m = 0; m < count; m++) {
          System.arraycopy(scene.speech()[m], at, clean[m], 0, frames);
          System.arraycopy(scene.noise()[m], at, dirt[m], 0, frames);
        }
        for (int m : broken) how.spoil(clean[m], dirt[m], random);
        pack(clean, dirt, bytes);
        capture.convert(bytes, frames, house);
        if (Double.compare(capture.azimuth(), azimuth) != 0
            || !Arrays.equals(capture.good(), good)) {
          azimuth = capture.azimuth();
          good = capture.good().clone();
          overSpeech.steer(azimuth, good);
          overNoise.steer(azimuth, good);
        }
        overSpeech.sum(clean, frames, out);
        System.arraycopy(out, 0, speech, at, frames);
        overNoise.sum(dirt, frames, out);
        System.arraycopy(out, 0, noise, at, frames);
        boolean speaks = loud(scene, at, frames) > loudest / 300;
        if (at > FOUND_SECONDS * rate && speaks) {
          errors[judged++] = error(azimuth, scene.azimuths()[at], geometry.axis());
        }
      }
    }
    int from = (int) (FOUND_SECONDS * rate);
    Ratio single = new Ratio(0, 0);
    for (int m = 0; m < count; m++) {
      Ratio one = ratio(scene.speech()[m], scene.noise()[m], from, total, rate);
      single = new Ratio(single.words + one.words / count, single.plain + one.plain / count);
    }
    Ratio beam = ratio(speech, noise, from, total, rate);
    return new Listening(
        beam.words - single.words,
        beam.plain - single.plain,
        Arrays.stream(errors, 0, judged).sorted().toArray(),
        capture.complaint());
  }

  /**
   * In each octave by itself, weighted by how much of the words is understood from it (ANSI S3.5):
   * else rumble alone would decide.
   */
  private static Ratio ratio(float[] speech, float[] noise, int from, int to, int rate) {
    double[] speechPower = Spectra.octaves(speech, from, to, rate, IMPORTANCE.length);
    double[] noisePower = Spectra.octaves(noise, from, to, rate, IMPORTANCE.length);
    double sum = 0;
    double weights = 0;
    double allSpeech = 0;
    double allNoise = 0;
    for (int octave = 0; octave < IMPORTANCE.length; octave++) {
      double decibels = Spectra.decibels(speechPower[octave] / noisePower[octave]);
      sum += IMPORTANCE[octave] * decibels;
      weights += IMPORTANCE[octave];
      allSpeech += speechPower[octave];
      allNoise += noisePower[octave];
    }
    return new Ratio(sum / weights, Spectra.decibels(allSpeech / allNoise));
  }

  /** Signal to noise, in decibels. */
  private record Ratio(double words, double plain) {}

  private static double loud(Scene scene, int at, int frames) {
    double sum = 0;
    for (int i = at; i < at + frames; i++) sum += scene.speech()[0][i] * scene.speech()[0][i];
    return sum;
  }

  /** On a line, the mirrored direction is as right. */
  private static double error(double told, double right, double axis) {
    if (Double.isNaN(told)) return 180;
    double error = apart(told, right);
    return Double.isNaN(axis) ? error : Math.min(error, apart(told, 2 * axis - right));
  }

  private static double apart(double one, double two) {
    return Math.abs(one - two - 360 * Math.rint((one - two) / 360));
  }

  private static void pack(float[][] clean, float[][] dirt, byte[] bytes) {
    int at = 0;
    for (int f = 0; f < clean[0].length; f++) {
      for (int m = 0; m < clean.length; m++) {
        double value = Math.clamp(clean[m][f] + dirt[m][f], -FULL - 1, FULL);
        int sample = (int) (value * 65_536);
        for (int b = 0; b < 4; b++) bytes[at++] = (byte) (sample >> 8 * b);
      }
    }
  }

  /** What may be wrong with a microphone. */
  enum Broken {
    NOT,
    DEAD,
    /** 20 dB less, of everything. */
    DEAF,
    NOISY,
    CLIPPED;

    void spoil(float[] speech, float[] noise, SplittableRandom random) {
      for (int i = 0; i < speech.length; i++) {
        switch (this) {
          case NOT -> {}
          case DEAD -> {
            speech[i] = 0;
            noise[i] = 0;
          }
          case DEAF -> {
            speech[i] *= 0.1f;
            noise[i] *= 0.1f;
          }
          case NOISY -> noise[i] += (float) (random.nextGaussian() * 6000);
          case CLIPPED -> {
            // Amplified far too much: what the card gives then is neither speech nor noise.
            noise[i] = Math.clamp(100 * (speech[i] + noise[i]), -FULL, FULL) - speech[i];
          }
        }
      }
    }
  }
}
