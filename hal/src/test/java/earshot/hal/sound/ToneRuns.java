package earshot.hal.sound;

import earshot.hal.Pcm;
import java.util.ArrayList;
import java.util.List;

/** Finds tones in a recording and measures them. Pure. */
final class ToneRuns {

  private static final int LOUD = 500;
  private static final int WINDOW = 1_200;

  /** Samples that were loud, from the first to after the last. */
  record Run(int from, int to) {}

  private ToneRuns() {}

  /** Tones that are apart by more than so many quiet samples. */
  static List<Run> in(short[] samples, int apart) {
    List<Run> runs = new ArrayList<>();
    int from = -1;
    int last = -1;
    for (int i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) >= LOUD) {
        if (from < 0) from = i;
        last = i;
      } else if (from >= 0 && i - last > apart) {
        runs.add(new Run(from, last + 1));
        from = -1;
      }
    }
    if (from >= 0) runs.add(new Run(from, last + 1));
    return runs;
  }

  /** The median of the frequency over windows of 50 ms: a window with a gap in it has no say. */
  static double hertz(short[] samples, int from, int to) {
    return median(from, to, (at, end) -> hertzOf(samples, at, end));
  }

  /** The median of the level over windows of 50 ms. */
  static double levelDb(short[] samples, int from, int to) {
    return median(from, to, (at, end) -> Pcm.levelDb(samples, at, end - at));
  }

  private interface Measure {
    double of(int from, int to);
  }

  private static double median(int from, int to, Measure measure) {
    List<Double> values = new ArrayList<>();
    for (int at = from; at + WINDOW <= to; at += WINDOW) values.add(measure.of(at, at + WINDOW));
    values.sort(null);
    return values.isEmpty() ? Double.NaN : values.get(values.size() / 2);
  }

  /** By the time between the first and the last passage upwards through zero. */
  private static double hertzOf(short[] samples, int from, int to) {
    double first = -1;
    double last = -1;
    int passages = -1;
    for (int i = from + 1; i < to; i++) {
      if (samples[i - 1] < 0 && samples[i] >= 0) {
        last = i - (double) samples[i] / (samples[i] - samples[i - 1]);
        if (first < 0) first = last;
        passages++;
      }
    }
    return passages < 1 ? 0 : passages * (double) Pcm.RATE / (last - first);
  }

  /**
   * The share of 20 ms windows without a jump: in a sine each sample follows from the two before
   * it.
   */
  static double cleanShare(short[] samples, int from, int to, double hertz) {
    double k = 2 * Math.cos(2 * Math.PI * hertz / Pcm.RATE);
    int windows = 0;
    int clean = 0;
    for (int w = from + 2; w + Pcm.FRAME <= to; w += Pcm.FRAME) {
      windows++;
      double worst = 0;
      for (int i = w; i < w + Pcm.FRAME; i++) {
        worst = Math.max(worst, Math.abs(samples[i] - (k * samples[i - 1] - samples[i - 2])));
      }
      if (worst < 300) clean++;
    }
    return windows == 0 ? 0 : (double) clean / windows;
  }
}
