package earshot.room;

import earshot.hal.Resampler;
import earshot.hal.dsp.Fft;
import earshot.hal.dsp.Geometry;
import earshot.hal.dsp.Geometry.Place;
import earshot.simulator.Voices;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the microphones of an array hear in a room: speech and noise apart, so that the one can be
 * measured in the other. One channel for each microphone.
 *
 * @param azimuths where the talker is, for each frame; constant for one who sits
 */
record Scene(int rate, float[][] speech, float[][] noise, double[] azimuths) {

  private static final double AWAY = 1.5;
  private static final double MOUTH = 0.25;

  /** Of the noise and of a microphone's own, below the speech. */
  private static final double SELF_NOISE_DB = 25;

  private static final int WAVES = 48;

  private static final double SECONDS = 5;

  /** Nobody speaks yet: a device has always heard its room before. */
  static final double BEFORE_SECONDS = 0.8;

  /** The noise around. */
  enum Noise {
    /** From everywhere alike. */
    DIFFUSE,
    /** From one place, a third of a turn away from the talker, with its echoes. */
    POINT
  }

  /** Some seconds of real speech at this rate. */
  private static float[] voice(List<String> clips, int rate, double seconds) {
    float[] voice = new float[(int) (rate * seconds)];
    int at = (int) (rate * BEFORE_SECONDS);
    for (String clip : clips) {
      short[] samples = Voices.clip(clip);
      short[] out = samples;
      int count = samples.length;
      if (rate != 24_000) {
        var resampler = new Resampler(24_000, rate, samples.length);
        out = new short[resampler.most(samples.length)];
        count = resampler.convert(samples, 0, samples.length, out);
      }
      for (int i = 0; i < count && at < voice.length; i++) voice[at++] = out[i];
      at += rate / 4;
    }
    return voice;
  }

  /** What is said from there, for several scenes. */
  static float[][] said(Setting setting, Geometry geometry, int rate, double azimuth) {
    float[] voice = voice(setting.clips(), rate, SECONDS);
    return heard(setting, geometry, rate, setting.at(azimuth, AWAY, MOUTH), voice);
  }

  /** A talker who sits there, this much above the noise. */
  static Scene seated(
      Setting setting,
      Geometry geometry,
      int rate,
      float[][] said,
      double azimuth,
      Noise kind,
      double snr,
      int seed) {
    double[] azimuths = new double[said[0].length];
    Arrays.fill(azimuths, azimuth);
    float[][] noise = noise(setting, geometry, rate, said, azimuth, kind, snr, seed);
    return new Scene(rate, said, noise, azimuths);
  }

  /** A talker who walks from one direction to another. */
  static Scene walking(
      Setting setting, Geometry geometry, int rate, double from, double to, double snr, int seed) {
    float[] voice = voice(setting.clips(), rate, SECONDS);
    int step = rate / 5;
    float[][] speech = new float[geometry.microphones()][voice.length];
    double[] azimuths = new double[voice.length];
    for (int i = 0; i < voice.length; i++) azimuths[i] = from + (to - from) * i / voice.length;
    // Pieces that fade into each other, each from its place.
    for (int middle = 0; middle < voice.length + step; middle += step) {
      int start = Math.max(0, middle - step);
      int end = Math.min(voice.length, middle + step);
      float[] piece = new float[Math.min(voice.length, end + rate / 4) - start];
      for (int i = start; i < end; i++) {
        piece[i - start] = voice[i] * (1 - Math.abs(i - middle) / (float) step);
      }
      double azimuth = azimuths[Math.min(middle, voice.length - 1)];
      float[][] heard = heard(setting, geometry, rate, setting.at(azimuth, AWAY, MOUTH), piece);
      for (int m = 0; m < heard.length; m++) {
        for (int i = 0; i < piece.length; i++) speech[m][start + i] += heard[m][i];
      }
    }
    double beside = (from + to) / 2;
    float[][] noise = noise(setting, geometry, rate, speech, beside, Noise.DIFFUSE, snr, seed);
    return new Scene(rate, speech, noise, azimuths);
  }

  private static float[][] heard(
      Setting setting, Geometry geometry, int rate, Place from, float[] samples) {
    float[][] responses =
        setting.microphones(geometry).stream()
            .map(to -> setting.room().response(from, to, rate))
            .toArray(float[][]::new);
    return Spectra.through(responses, samples);
  }

  private static float[][] noise(
      Setting setting,
      Geometry geometry,
      int rate,
      float[][] speech,
      double azimuth,
      Noise kind,
      double snr,
      int seed) {
    var random = new SplittableRandom(seed);
    int frames = speech[0].length;
    float[][] noise =
        switch (kind) {
          case DIFFUSE -> diffuse(geometry, rate, frames, random);
          case POINT -> {
            Place source = setting.at(azimuth + 120, 1.7, 0.1);
            yield heard(setting, geometry, rate, source, soft(frames, random));
          }
        };
    double voice = Spectra.power(speech[0], 0, frames, rate, 300, 6000);
    scale(
        noise,
        voice / Math.pow(10, snr / 10) / Spectra.power(noise[0], 0, frames, rate, 300, 6000));
    double own = Math.sqrt(voice / Math.pow(10, SELF_NOISE_DB / 10) * rate / 2 / 5700);
    for (float[] channel : noise) {
      for (int i = 0; i < frames; i++) channel[i] += (float) (own * random.nextGaussian());
    }
    return noise;
  }

  private static void scale(float[][] channels, double power) {
    float gain = (float) Math.sqrt(power);
    for (float[] channel : channels) for (int i = 0; i < channel.length; i++) channel[i] *= gain;
  }

  /** Noise that falls by 6 dB for each octave above some 500 Hz, as rooms and streets have it. */
  private static float[] soft(int frames, SplittableRandom random) {
    float[] noise = new float[frames];
    float last = 0;
    for (int i = 0; i < frames; i++) {
      last = 0.9f * last + (float) random.nextGaussian();
      noise[i] = last;
    }
    return noise;
  }

  /** Plane waves from all over a sphere, each of a noise of its own; nothing above 9 kHz. */
  private static float[][] diffuse(
      Geometry geometry, int rate, int frames, SplittableRandom random) {
    int size = Spectra.sizeFor(frames);
    int highest = (int) Math.min(size / 2 - 1, 9_000L * size / rate);
    int count = geometry.microphones();
    float[][] re = new float[count][size];
    float[][] im = new float[count][size];
    double[] shapes = new double[highest];
    for (int k = 1; k < highest; k++) shapes[k] = 1 / Math.hypot(1, (double) k * rate / size / 500);
    float[] waveRe = new float[highest];
    float[] waveIm = new float[highest];
    for (int w = 0; w < WAVES; w++) {
      // Evenly over the sphere: a golden spiral.
      double z = 1 - (2 * w + 1.0) / WAVES;
      double a = w * Math.PI * (3 - Math.sqrt(5));
      double r = Math.sqrt(1 - z * z);
      for (int k = 1; k < highest; k++) {
        waveRe[k] = (float) (shapes[k] * random.nextGaussian());
        waveIm[k] = (float) (shapes[k] * random.nextGaussian());
      }
      for (int m = 0; m < count; m++) {
        Place p = geometry.places().get(m);
        double lead = p.x() * r * Math.cos(a) + p.y() * r * Math.sin(a) + p.z() * z;
        double turn = 2 * Math.PI * lead / Geometry.SPEED_OF_SOUND * rate / size;
        double stepCos = Math.cos(turn);
        double stepSin = Math.sin(turn);
        double cos = 1;
        double sin = 0;
        for (int k = 1; k < highest; k++) {
          double next = cos * stepCos - sin * stepSin;
          sin = sin * stepCos + cos * stepSin;
          cos = next;
          re[m][k] += (float) (waveRe[k] * cos - waveIm[k] * sin);
          im[m][k] += (float) (waveRe[k] * sin + waveIm[k] * cos);
        }
      }
    }
    var fft = new Fft(size);
    float[][] noise = new float[count][];
    for (int m = 0; m < count; m++) {
      // The real part of half a spectrum is the signal of the whole.
      fft.inverse(re[m], im[m]);
      noise[m] = Arrays.copyOf(re[m], frames);
    }
    return noise;
  }
}
