package earshot.turn;

/**
 * Debounce after the leading edge, as a pure function: the first edge counts at once, at its own
 * time; what follows within the bounce time is bounce, and the level at its end counts. So a
 * contact's first touch is never late.
 *
 * @param down the level that was last told
 * @param raw the level of the last edge
 * @param quietFromNanos until then edges are bounce
 */
public record Gestures(boolean down, boolean raw, long quietFromNanos) {

  public static final Gestures START = new Gestures(false, false, Long.MIN_VALUE);

  /**
   * What to do next: the new state, whether the level changed, when, and when to call {@link
   * #settle}.
   */
  public record Step(Gestures next, boolean changed, long atNanos, boolean settleLater) {}

  public Step edge(boolean nowDown, long atNanos, long bounceNanos) {
    if (quietFromNanos != Long.MIN_VALUE && atNanos - quietFromNanos < 0) {
      return new Step(new Gestures(down, nowDown, quietFromNanos), false, atNanos, true);
    }
    if (nowDown == down) {
      return new Step(new Gestures(down, nowDown, quietFromNanos), false, atNanos, false);
    }
    return new Step(new Gestures(nowDown, nowDown, atNanos + bounceNanos), true, atNanos, true);
  }

  /** The bounce time is over: the level that stands now is what counts. */
  public Step settle(long atNanos, long bounceNanos) {
    if (quietFromNanos == Long.MIN_VALUE || atNanos - quietFromNanos < 0 || raw == down) {
      boolean later = quietFromNanos != Long.MIN_VALUE && atNanos - quietFromNanos < 0;
      return new Step(this, false, atNanos, later);
    }
    return new Step(new Gestures(raw, raw, atNanos + bounceNanos), true, atNanos, true);
  }
}
