package earshot.audio;

/**
 * Makes sound softer, and changes by how much without a click: by less than 6 dB in 100 ms, up or
 * down. Any thread says what is wanted; the speaker thread applies it, without lock or allocation.
 * At 100 % it touches no sample.
 */
final class Gain {

  /** 5 dB in 100 ms, for one sample. */
  private static final double STEP = Math.pow(10, 0.25 / 2_400);

  /** From here on nothing is heard any more: -60 dB, the way up begins and the way down ends. */
  private static final double UNHEARD = 0.001;

  /** Of an answer that somebody may be talking over: 12 dB softer, in 60 ms, back in 240 ms. */
  private static final double DUCKED = Math.pow(10, -12.0 / 20);

  private static final double DUCK_STEP = Math.pow(DUCKED, 1.0 / 1_440);
  private static final double RISE_STEP = Math.pow(1 / DUCKED, 1.0 / 5_760);

  private volatile double wanted = 1;
  private volatile boolean ducked;

  // The speaker thread's.
  private double now = -1;

  private double duck = 1;

  /** Any thread: 0 to 100. Loudness grows with the square. */
  void volume(int percent) {
    wanted = percent / 100.0 * (percent / 100.0);
  }

  /** Any thread. */
  void duck(boolean soft) {
    ducked = soft;
  }

  /** Speaker thread: nothing is heard, so the next sound may begin as loud as it is wanted. */
  void rest() {
    now = wanted;
    duck = ducked ? DUCKED : 1;
  }

  /** Speaker thread. */
  void apply(short[] samples, int at, int count) {
    loudness(samples, at, at + count);
    ducking(samples, at, at + count);
  }

  private void ducking(short[] samples, int from, int to) {
    double target = ducked ? DUCKED : 1;
    if (duck == 1 && target == 1) return;
    for (int i = from; i < to; i++) {
      if (duck > target) duck = Math.max(target, duck * DUCK_STEP);
      else if (duck < target) duck = Math.min(target, duck * RISE_STEP);
      samples[i] = (short) (samples[i] * duck);
    }
  }

  private void loudness(short[] samples, int from, int to) {
    double target = wanted;
    double gain = now < 0 ? target : now;
    if (gain == target) {
      now = gain;
      if (gain != 1) for (int i = from; i < to; i++) samples[i] = (short) (samples[i] * gain);
      return;
    }
    for (int i = from; i < to; i++) {
      if (gain < target) gain = Math.min(target, Math.max(UNHEARD, gain * STEP));
      else if (gain > target) gain = gain < UNHEARD ? target : Math.max(target, gain / STEP);
      samples[i] = (short) (samples[i] * gain);
    }
    now = gain;
  }
}
