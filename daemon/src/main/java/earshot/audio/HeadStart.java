package earshot.audio;

import earshot.hal.Clock;
import earshot.hal.Pcm;
import java.util.function.LongSupplier;

/**
 * How long the sound of an answer is gathered before it is heard, so that it need not pause: learnt
 * from how late sound came of late. The loop measures, the speaker thread asks; no lock, no
 * allocation. It holds no sound.
 */
final class HeadStart {

  /** While nothing comes late, so much sound is enough; otherwise at least so much time. */
  static final int LEAST = (int) Pcm.samples(60);

  /** And nobody waits longer than this from the first sound to the ear. */
  static final int MOST = (int) Pcm.samples(400);

  /** What comes just in time is late: the card takes a period at a time, by a clock of its own. */
  private static final int SPARE = Pcm.FRAME;

  /** So much at once comes from a link that is far ahead of the ear: no reason to wait. */
  static final int PLENTY = Pcm.RATE;

  private final Clock clock;
  private final boolean paced;
  private final LongSupplier cardSamples;

  // The loop's.
  private long firstAtNanos;
  private long firstPosition;
  private long latest;

  /** How late sound may be; 0 when it is never late. Published by the loop. */
  private volatile long wanted;

  // The speaker thread's.
  private long waited;

  /**
   * @param paced whether the speaker has a clock; what has none waits for nobody
   * @param cardSamples what the card itself holds between us and the ear
   */
  HeadStart(Clock clock, boolean paced, LongSupplier cardSamples) {
    this.clock = clock;
    this.paced = paced;
    this.cardSamples = cardSamples;
  }

  /** Loop: the first sound of another answer, which begins at this position of the store. */
  void begins(long position) {
    // Quick to grow, slow to shrink: one good answer does not make a good link.
    long past = Math.min(latest, MOST);
    long before = wanted;
    if (past < before) wanted = past == 0 && before <= SPARE ? 0 : before - (before - past) / 4;
    firstAtNanos = clock.nanos();
    firstPosition = position;
    latest = 0;
  }

  /** Loop: more of it. */
  void goesOn(long position) {
    long passed = Pcm.samplesInNanos(clock.nanos() - firstAtNanos);
    long late = passed - (position - firstPosition) + SPARE;
    if (late <= latest) return;
    latest = late;
    wanted = Math.max(wanted, Math.min(late, MOST));
  }

  /** Any thread: the wait that the next answer begins with, unless enough comes sooner. */
  long samples() {
    return Math.max(wanted, LEAST);
  }

  /**
   * Speaker thread, once for each silent period while sound is there: whether to begin.
   *
   * @param there how much there is
   * @param paused whether the answer has begun already: then the pause itself was the wait
   */
  boolean over(long there, int period, boolean paused) {
    long late = paused ? 0 : wanted;
    long most = Math.max(0, MOST - cardSamples.getAsLong() - 2L * period);
    boolean enough = there >= (late == 0 ? LEAST : PLENTY);
    if (!paced || enough || waited >= Math.clamp(late, Math.min(LEAST, most), most)) {
      waited = 0;
      return true;
    }
    waited += period;
    return false;
  }

  /** Speaker thread: what was waited for will not be heard, or has come whole. */
  void forget() {
    waited = 0;
  }
}
