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

  private volatile double wanted = 1;

  // The speaker thread's.
  private double now = -1;

  /** Any thread: 0 to 100. Loudness grows with the square. */
  void volume(int percent) {
    wanted = percent / 100.0 * (percent / 100.0);
  }

  /** Speaker thread: nothing is heard, so the next sound may begin as loud as it is wanted. */
  void rest() {
    now = wanted;
  }

  /** Speaker thread. */
  void apply(short[] period, int count) {
    double target = wanted;
    double gain = now < 0 ? target : now;
    if (gain == target) {
      now = gain;
      if (gain != 1) for (int i = 0; i < count; i++) period[i] = (short) (period[i] * gain);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (gain < target) gain = Math.min(target, Math.max(UNHEARD, gain * STEP));
      else if (gain > target) gain = gain < UNHEARD ? target : Math.max(target, gain / STEP);
      period[i] = (short) (period[i] * gain);
    }
    now = gain;
  }
}
