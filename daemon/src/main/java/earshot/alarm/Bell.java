package earshot.alarm;

import earshot.hal.Clock;
import earshot.hal.Pcm;
import earshot.hal.Speaker;

/**
 * Rings along with whatever else is played, which is left as it is: while somebody talks with the
 * device it rings softly, and rises again after. Stands between the speaker and its feed: started
 * and stopped on the loop, mixed on the speaker thread, without a lock or an allocation.
 */
public final class Bell implements Ringer {

  private static final int UNITY = 1 << 14;

  /** What is left of it during a dialog: an eighth, 18 dB less. */
  static final double SOFT = 0.125;

  /** There in 120 ms, and back in half a second. */
  private static final double DUCK = Math.pow(SOFT, 1 / (0.12 * Pcm.RATE));

  private static final double RISE = Math.pow(1 / SOFT, 1 / (0.5 * Pcm.RATE));

  /** A pause of this length is the end of what was said. */
  private static final int PAUSE = Pcm.RATE / 2;

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

  /** Somebody says something to the device, or waits for its answer. Published by the loop. */
  private volatile boolean dialog;

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

  @Override
  public void dialog(boolean goesOn) {
    dialog = goesOn;
  }

  /** The speaker thread's. */
  private final class Over implements Speaker.Feed.Over {
    private final Speaker.Feed under;
    private long playing;
    private long startedAtNanos;
    private long rung;
    private int level;
    private int loud;
    private double share = 1;
    private int silent = PAUSE;

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
      silent = wanted > 0 ? 0 : Math.min(PAUSE, silent + samples);
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
      double focus = dialog || silent < PAUSE ? SOFT : 1;
      if (level == 0) {
        loud = target;
        share = focus;
      }
      for (int i = 0; i < samples; i++) {
        loud += Math.clamp(target - loud, -1, 1);
        level = now == 0 ? Math.max(0, level - RAMP) : Math.min(UNITY, level + RAMP);
        int round = (int) Math.min(LOUDNESS.length - 1, rung / chime.length);
        if (share > focus) share = Math.max(focus, share * DUCK);
        else if (share < focus) share = Math.min(focus, share * RISE);
        long own =
            (long) chime[(int) (rung % chime.length)]
                * LOUDNESS[round]
                / UNITY
                * loud
                / UNITY
                * level
                / UNITY;
        long both = period[i] + (long) (own * share);
        period[i] = (short) Math.clamp(both, Short.MIN_VALUE, Short.MAX_VALUE);
        rung++;
      }
      return samples;
    }
  }
}
