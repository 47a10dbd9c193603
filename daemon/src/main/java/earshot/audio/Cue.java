package earshot.audio;

import earshot.hal.Pcm;

/**
 * The short sounds by which the device tells what it does: soft tones, made here, one after the
 * other without a gap. Pure.
 */
public enum Cue {
  /** It listens. So short that it is over before the first word, which comes after a breath. */
  LISTENING(new int[] {880}, 70),
  /** It has heard, and it takes a while. */
  THINKING(new int[] {523}, 90),
  /** The answer is over. */
  DONE(new int[] {784, 587}, 80),
  /** There will be no answer. */
  TROUBLE(new int[] {330, 247}, 140);

  /** 24 dB below full scale: not taken for speech by who hears it through the room. */
  private static final double PEAK = 0.063 * Short.MAX_VALUE;

  private static final int EDGE = (int) Pcm.samples(12);

  private final int[] hertz;
  private final int millisEach;

  Cue(int[] hertz, int millisEach) {
    this.hertz = hertz;
    this.millisEach = millisEach;
  }

  /** In house format; anew with each call. */
  short[] samples() {
    int each = (int) Pcm.samples(millisEach);
    var samples = new short[hertz.length * each];
    for (int i = 0; i < samples.length; i++) {
      int at = i % each;
      double edge = Math.min(1, Math.min(at, each - 1 - at) / (double) EDGE);
      double loud = 0.5 - 0.5 * Math.cos(Math.PI * edge);
      double angle = 2 * Math.PI * hertz[i / each] * at / Pcm.RATE;
      samples[i] = (short) Math.round(PEAK * loud * Math.sin(angle));
    }
    return samples;
  }
}
