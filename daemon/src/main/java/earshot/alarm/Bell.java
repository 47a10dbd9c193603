package earshot.alarm;

import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;

/**
 * Rings over whatever else is played, which is turned down meanwhile and goes on. Stands between
 * the speaker and its feed: started and stopped on the loop, mixed on the speaker thread, without a
 * lock or an allocation.
 */
public final class Bell implements Ringer {

  private static final int UNITY = 1 << 14;

  /** What is left of other sound while it rings: a quarter, 12 dB less. */
  private static final int UNDER = UNITY / 4;

  /** Fully there, or gone, within 10 ms: no click. */
  private static final int RAMP = UNITY / 240;

  /** It begins softly, and grows by less than 6 dB with each round. */
  private static final int[] LOUDNESS = {
    UNITY * 20 / 100, UNITY * 35 / 100, UNITY * 55 / 100, UNITY * 80 / 100, UNITY
  };

  /** A pipe takes what it is given at once: no more than this may be ahead of the clock. */
  private static final long AHEAD = 2 * Pcm.RATE;

  private final Clock clock;
  private final short[] chime = Chime.samples();

  /** Of unity. Published by any thread. */
  private volatile int loudness = UNITY;

  /** Which ring it is, or 0 for none. Published by the loop. */
  private volatile long ring;

  // The loop's.
  private long rings;

  public Bell(Clock clock) {
    this.clock = clock;
  }

  /** What the speaker is given instead of this feed. Once, by whoever opens the speaker. */
  public Speaker.Feed over(Speaker.Feed under) {
    return new Over(under);
  }

  /** Any thread: 0 to 100, of its own full loudness. */
  public void volume(int percent) {
    loudness = UNITY * percent / 100 * percent / 100;
  }

  @Override
  public void start(String label) {
    ring = ++rings;
  }

  @Override
  public void stop() {
    ring = 0;
  }

  /** The speaker thread's. */
  private final class Over implements Speaker.Feed {
    private final Speaker.Feed under;
    private long playing;
    private long startedAtNanos;
    private long rung;
    private int level;
    private int loud;

    Over(Speaker.Feed under) {
      this.under = under;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      int wanted = under.fill(period, samples, position);
      long now = ring;
      if (now == 0 && level == 0) return wanted;
      if (now != 0 && now != playing) {
        playing = now;
        rung = 0;
        startedAtNanos = clock.nanos();
      }
      if (rung + samples > AHEAD + Pcm.samplesInNanos(clock.nanos() - startedAtNanos))
        return wanted;
      int target = loudness;
      if (level == 0) loud = target;
      for (int i = 0; i < samples; i++) {
        loud += Math.clamp(target - loud, -1, 1);
        level = now == 0 ? Math.max(0, level - RAMP) : Math.min(UNITY, level + RAMP);
        int round = (int) Math.min(LOUDNESS.length - 1, rung / chime.length);
        long other = period[i] * (UNITY - (long) (UNITY - UNDER) * level / UNITY);
        long own =
            (long) chime[(int) (rung % chime.length)]
                * LOUDNESS[round]
                / UNITY
                * loud
                / UNITY
                * level;
        period[i] = (short) Math.clamp((other + own) >> 14, Short.MIN_VALUE, Short.MAX_VALUE);
        rung++;
      }
      return samples;
    }

    @Override
    public boolean cutting() {
      return under.cutting();
    }

    @Override
    public void cut(long played) {
      under.cut(played);
    }

    @Override
    public void played(long position) {
      under.played(position);
    }

    @Override
    public void failed(HalException reason) {
      under.failed(reason);
    }

    @Override
    public void reopened(long played) {
      under.reopened(played);
    }
  }
}
