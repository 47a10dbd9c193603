package earshot.simulator;

import earshot.hal.Pcm;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Understands exactly the questions among the clips, by the rise and fall of their loudness,
 * through any microphone. Pure.
 */
final class Recogniser {

  private static final int FRAME = 480;
  private static final double SURE = 0.85;

  private Recogniser() {}

  /** What was said: one of the questions, "" if nothing was, null if it was something else. */
  static @Nullable String words(short[] sound) {
    double[] loudness = speech(sound);
    if (loudness.length < 5) return "";
    String best = null;
    double sure = SURE;
    List<String> questions =
        Voices.names().stream().filter(name -> name.startsWith("question-")).toList();
    for (String question : questions) {
      double likeness = likeness(loudness, speech(Voices.clip(question)));
      if (likeness > sure) {
        sure = likeness;
        best = Voices.words(question);
      }
    }
    return best;
  }

  /** The best correlation of two stretches, one slid along the other. */
  private static double likeness(double[] a, double[] b) {
    double best = 0;
    for (int shift = -15; shift <= 15; shift++) {
      int from = Math.max(0, shift);
      int to = Math.min(a.length, b.length + shift);
      if (to - from < 0.75 * Math.max(a.length, b.length)) continue;
      double meanA = 0;
      double meanB = 0;
      for (int i = from; i < to; i++) {
        meanA += a[i];
        meanB += b[i - shift];
      }
      meanA /= to - from;
      meanB /= to - from;
      double ab = 0;
      double aa = 0;
      double bb = 0;
      for (int i = from; i < to; i++) {
        double x = a[i] - meanA;
        double y = b[i - shift] - meanB;
        ab += x * y;
        aa += x * x;
        bb += y * y;
      }
      best = Math.max(best, ab / Math.sqrt(aa * bb + 1e-9));
    }
    return best;
  }

  /** The loudness of each 20 ms, from the first loud one to the last. */
  private static double[] speech(short[] sound) {
    var loudness = new double[sound.length / FRAME];
    for (int i = 0; i < loudness.length; i++) {
      loudness[i] = Math.pow(10, Pcm.levelDb(sound, i * FRAME, FRAME) / 20);
    }
    double loudest = Arrays.stream(loudness).max().orElse(0);
    if (loudest < 0.003) return new double[0];
    int first = 0;
    int last = loudness.length - 1;
    while (loudness[first] < loudest / 10) first++;
    while (loudness[last] < loudest / 10) last--;
    return Arrays.copyOfRange(loudness, first, last + 1);
  }
}
