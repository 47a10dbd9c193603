package earshot;

import earshot.control.Programs.Figure;
import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.Resampler;
import earshot.hal.dsp.Capture;
import earshot.hal.dsp.MicArray;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the way of the microphones' samples costs on this machine, for each board, and how well
 * rates are converted. Runs on the calling thread, for some seconds.
 */
final class SoundBench {

  private static final int[][] RATES = {
    {48_000, 24_000}, {44_100, 24_000}, {16_000, 24_000}, {24_000, 48_000}, {24_000, 44_100}
  };

  private static final int FRAMES = FrameCost.FRAMES;
  private static final int FRAMES_A_SECOND = 100;
  private static final double PEAK = 26_000;

  /** One microphone as the house has it: nothing is done but to look at each sample. */
  private static final Map<String, Object> BARE =
      Map.of("mic_array", "first", "mic_rate", 24_000, "mic_channels", 1);

  private final Clock clock;
  private final FrameCost cost = new FrameCost();
  private final Map<String, Map<String, Object>> boards;

  SoundBench(Clock clock, Map<String, Map<String, Object>> boards) {
    this.clock = clock;
    this.boards = boards;
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    array("none, 24 kHz", BARE, figures);
    boards.forEach((name, options) -> array(name, options, figures));
    for (int[] rates : RATES) {
      String path = "resampler/" + rates[0] + "-" + rates[1] + "/";
      resampler(path, rates[0], rates[1], figures);
    }
    return figures;
  }

  /** Noise is the dearest: somebody always seems to begin to speak. */
  private void array(String name, Map<String, Object> options, List<Figure> figures) {
    var settings =
        new BoardSettings(
            name, options, clock, InputStream.nullInputStream(), OutputStream.nullOutputStream());
    MicArray array = MicArray.of(settings);
    int rate = settings.number("mic_rate", 48_000);
    int channels = settings.number("mic_channels", array.leastChannels());
    int bits = settings.number("mic_bits", 16);
    int frames = rate / FRAMES_A_SECOND;
    var capture = new Capture(array, rate, channels, bits, frames);
    byte[][] noise = new byte[FRAMES][frames * channels * bits / 8];
    var random = new SplittableRandom(1);
    for (byte[] bytes : noise) random.nextBytes(bytes);
    short[] house = new short[capture.most(frames)];
    cost.of(
        "array/" + name + "/",
        () -> {
          for (byte[] bytes : noise) capture.convert(bytes, frames, house);
        },
        figures);
  }

  private void resampler(String path, int from, int to, List<Figure> figures) {
    double nyquist = Math.min(from, to) / 2.0;
    double flat = 0;
    double edge = 0;
    for (double share = 0.02; share < 1; share += 0.02) {
      double level = level(from, to, nyquist * share);
      if (share <= 0.85) flat = Math.max(flat, Math.abs(level));
      if (level > -3) edge = nyquist * share;
    }
    figures.add(new Figure(path + "ripple to 0.85 of Nyquist", flat, "dB"));
    figures.add(new Figure(path + "edge at -3 dB", edge, "Hz"));
    double alias = -200;
    for (double hertz = to * 0.55; hertz < from / 2.0; hertz += to * 0.02) {
      alias = Math.max(alias, level(from, to, hertz));
    }
    if (from > to)
      figures.add(new Figure(path + "worst alias above 0.55 of the rate", alias, "dB"));
    int frames = from / FRAMES_A_SECOND;
    var resampler = new Resampler(from, to, frames);
    short[] in = new short[frames];
    short[] out = new short[resampler.most(frames)];
    cost.of(
        path,
        () -> {
          for (int i = 0; i < FRAMES; i++) resampler.convert(in, 0, frames, out);
        },
        figures);
  }

  /** What comes out of a sine, in decibels. */
  private static double level(int from, int to, double hertz) {
    short[] sine = new short[from / 2];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (short) Math.round(PEAK * Math.sin(2 * Math.PI * hertz * i / from));
    }
    var resampler = new Resampler(from, to, sine.length);
    short[] out = new short[resampler.most(sine.length)];
    int given = resampler.convert(sine, 0, sine.length, out);
    short[] middle = Arrays.copyOfRange(out, given / 4, given * 3 / 4);
    double sum = 0;
    for (short sample : middle) sum += (double) sample * sample;
    return 10 * Math.log10(Math.max(1e-9, sum / middle.length) / (PEAK * PEAK / 2));
  }
}
