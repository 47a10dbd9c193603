package earshot.turn;

/**
 * Counts short presses that follow each other, as a pure function. It holds nothing back: a press
 * has silenced and listens already when it turns out, at its release, to have been the second.
 *
 * @param count short presses in a row so far
 * @param downNanos when the button went down last
 * @param upNanos when it last came up after a short press
 */
public record Taps(int count, long downNanos, long upNanos) {

  public static final Taps NONE = new Taps(0, 0, 0);

  /** Longer is no tap. */
  private static final long SHORT_NANOS = 400_000_000L;

  /** The next one comes within this, or the row is over. */
  private static final long PAUSE_NANOS = 500_000_000L;

  /** Sooner no hand comes back on purpose: it trembles. */
  private static final long TREMOR_NANOS = 60_000_000L;

  /** After this edge, debounced. */
  public Taps edge(boolean down, long atNanos) {
    if (down) {
      long pause = atNanos - upNanos;
      boolean inARow = count > 0 && pause >= TREMOR_NANOS && pause <= PAUSE_NANOS;
      return new Taps(inARow ? count : 0, atNanos, upNanos);
    }
    long held = atNanos - downNanos;
    if (held < 0 || held > SHORT_NANOS) return NONE;
    return new Taps(count + 1, downNanos, atNanos);
  }
}
