package earshot.audio;

import earshot.hal.Speaker;

/**
 * Lays cues under whatever else is played, which is left as it is: over an answer they are 12 dB
 * softer. Asked for on the loop, mixed on the speaker thread, without a lock or an allocation.
 * Without a cue it touches no sample.
 */
public final class Cues {

  private static final int UNITY = 1 << 14;

  /** What is left of a cue while somebody speaks: a quarter. */
  private static final int UNDER = UNITY / 4;

  /** From one to the other in some 30 ms: no click. */
  private static final int RAMP = UNITY / 1_000;

  private static final Cue[] ALL = Cue.values();

  private final short[][] sounds = new short[ALL.length][];

  /** Of unity. Published by any thread. */
  private volatile int loudness = UNITY;

  /** The last one asked for: how many there were, and which. Published by the loop. */
  private volatile long asked;

  public Cues() {
    for (Cue cue : ALL) sounds[cue.ordinal()] = cue.samples();
  }

  /** Loop: now, in the place of what is still to be heard of the last one. */
  public void sound(Cue cue) {
    long count = asked / ALL.length + 1;
    asked = count * ALL.length + cue.ordinal();
  }

  /** Any thread: 0 to 100. */
  public void volume(int percent) {
    loudness = UNITY * percent / 100 * percent / 100;
  }

  /** What the speaker is given instead of this feed. Once, by whoever opens the speaker. */
  public Speaker.Feed over(Speaker.Feed under) {
    return new Over(under);
  }

  /** The speaker thread's. */
  private final class Over implements Speaker.Feed.Over {
    private final Speaker.Feed under;
    private long taken;
    private short[] sound = {};
    private int at;
    private int share = UNITY;

    Over(Speaker.Feed under) {
      this.under = under;
    }

    @Override
    public Speaker.Feed under() {
      return under;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      int wanted = under.fill(period, samples, position);
      long now = asked;
      boolean begins = now != taken;
      if (begins) {
        taken = now;
        sound = sounds[(int) (now % ALL.length)];
        at = 0;
      }
      if (at == sound.length) return wanted;
      int target = wanted > 0 ? UNDER : UNITY;
      if (begins) share = target;
      int loud = loudness;
      int count = Math.min(samples, sound.length - at);
      for (int i = 0; i < count; i++) {
        share += Math.clamp(target - share, -RAMP, RAMP);
        int own = (int) ((long) sound[at++] * share / UNITY * loud / UNITY);
        period[i] = (short) Math.clamp(period[i] + own, Short.MIN_VALUE, Short.MAX_VALUE);
      }
      return Math.max(wanted, count);
    }

    /** What was asked for while nothing could be heard has lost its meaning. */
    @Override
    public void reopened(long played) {
      taken = asked;
      at = sound.length;
      under.reopened(played);
    }
  }
}
