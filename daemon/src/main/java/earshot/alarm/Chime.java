package earshot.alarm;

import earshot.hal.Pcm;

/** The sound of an alarm: three soft notes upwards, and a pause. Pure. */
final class Chime {

  private static final double[] NOTES_HERTZ = {523.25, 659.26, 783.99};
  private static final double BETWEEN_SECONDS = 0.35;
  private static final double WHOLE_SECONDS = 2.4;
  private static final double RISE_SECONDS = 0.012;
  private static final double FALL_SECONDS = 0.32;
  private static final double PEAK = 0.7 * Short.MAX_VALUE;

  private Chime() {}

  /** One round in house format, to be repeated without a gap. */
  static short[] samples() {
    var sum = new double[(int) (WHOLE_SECONDS * Pcm.RATE)];
    for (int note = 0; note < NOTES_HERTZ.length; note++) {
      int from = (int) (note * BETWEEN_SECONDS * Pcm.RATE);
      for (int i = from; i < sum.length; i++) {
        double t = (i - from) / (double) Pcm.RATE;
        // Silent at its end, so that the next round begins without a click.
        double end = Math.min(1, (sum.length - 1 - i) / (0.1 * Pcm.RATE));
        double loud = Math.min(1, t / RISE_SECONDS) * Math.exp(-t / FALL_SECONDS) * end;
        double angle = 2 * Math.PI * NOTES_HERTZ[note] * t;
        // Some octave makes it carry through a door, and to ears that hear little up high.
        sum[i] += loud * (Math.sin(angle) + 0.3 * Math.sin(2 * angle));
      }
    }
    double most = 0;
    for (double each : sum) most = Math.max(most, Math.abs(each));
    var samples = new short[sum.length];
    for (int i = 0; i < sum.length; i++) samples[i] = (short) Math.round(sum[i] / most * PEAK);
    return samples;
  }
}
