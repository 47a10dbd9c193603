package earshot.hal.pi;

import earshot.hal.Lights.Look;

/** When a look is lit: a pure function of the look and of how long it has been shown. */
final class Blink {

  private static final long MILLI = 1_000_000;

  private Blink() {}

  static boolean blinks(Look look) {
    return look.onMillis() > 0;
  }

  /**
   * Whether it is lit this long after it was first shown. A blink begins lit, so that it is seen at
   * once.
   */
  static boolean lit(Look look, long shownNanos) {
    return !blinks(look) || shownNanos % period(look) < look.onMillis() * MILLI;
  }

  /** How long from now until it changes by itself; {@link Long#MAX_VALUE} if it never does. */
  static long untilChange(Look look, long shownNanos) {
    if (!blinks(look)) return Long.MAX_VALUE;
    long into = shownNanos % period(look);
    long on = look.onMillis() * MILLI;
    return into < on ? on - into : period(look) - into;
  }

  private static long period(Look look) {
    return (look.onMillis() + look.offMillis()) * MILLI;
  }
}
