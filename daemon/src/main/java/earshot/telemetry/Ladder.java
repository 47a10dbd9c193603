package earshot.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is tried next for a device that does not work: the line again, the device by its stable name
 * again and again, and at last the whole process afresh. Pure. It neither spins nor gives up.
 *
 * @param tries what was tried since it last worked
 * @param nextAtNanos when the next thing is to be tried
 * @param worked it has worked since the process began: a fresh process may soon cure it
 */
public record Ladder(int tries, long nextAtNanos, boolean worked) {

  public enum Rung {
    /** Close the line and open it again. */
    LINE,
    /** Look for the device by its stable name, wherever it is now. */
    DEVICE,
    /** A fresh process sees the sound cards as they are now. */
    PROCESS
  }

  /** The pause after each try; the last one for ever. Back within 5 s of the cause's end. */
  private static final long[] PAUSES_NANOS = {
    1_000_000_000L, 1_000_000_000L, 2_000_000_000L, 2_500_000_000L
  };

  /** So many in vain, some 20 s, and the process may be what is ill. */
  private static final int ENOUGH = 9;

  /**
   * For one that has never worked, some five minutes: Java Sound, begun without a sound server,
   * does not see one that comes later. To start afresh more often would cost the alarms.
   */
  private static final int ENOUGH_WITHOUT_HOPE = 122;

  /** What to try now, if anything, and how it goes on. */
  public record Step(Ladder next, @Nullable Rung rung) {}

  public static Ladder start() {
    return new Ladder(0, 0, false);
  }

  /** It works. */
  public Ladder well() {
    return new Ladder(0, 0, true);
  }

  /**
   * It does not work at this time.
   *
   * @param restartable somebody starts the process again when it ends
   */
  public Step down(long nowNanos, boolean restartable) {
    if (tries > 0 && nowNanos < nextAtNanos) return new Step(this, null);
    if (tries >= (worked ? ENOUGH : ENOUGH_WITHOUT_HOPE) && restartable) {
      return new Step(new Ladder(tries + 1, Long.MAX_VALUE, worked), Rung.PROCESS);
    }
    long pause = PAUSES_NANOS[Math.min(tries, PAUSES_NANOS.length - 1)];
    Rung rung = tries == 0 ? Rung.LINE : Rung.DEVICE;
    return new Step(new Ladder(tries + 1, nowNanos + pause, worked), rung);
  }
}
