package earshot.hal.desktop;

/**
 * Guesses from a terminal's key presses when a key is let go, which a terminal does not tell. A key
 * that repeats is held, and is let go when it no longer repeats; a key that was only tapped stays
 * down until it is tapped again. Pure; one thread.
 */
final class HeldKey {

  /** Repeats follow each other closer than this, also over a slow line; taps do not. */
  static final long REPEAT_NANOS = 150_000_000L;

  /** A held key that has not repeated for this long was let go. */
  static final long LET_GO_NANOS = 250_000_000L;

  private enum State {
    UP,
    /** Pressed once. It is not known yet whether it will repeat. */
    DOWN,
    /** Pressed again after a while: the first repeat, or a tap that ends it. */
    UNDECIDED,
    /** It repeats. */
    HELD
  }

  private State state = State.UP;
  private long lastAtNanos;

  boolean down() {
    return state != State.UP;
  }

  /** Whether {@link #pass} has something to decide. */
  boolean waiting() {
    return state == State.UNDECIDED || state == State.HELD;
  }

  /** The terminal gave the key. */
  void press(long nowNanos) {
    boolean close = nowNanos - lastAtNanos < REPEAT_NANOS;
    lastAtNanos = nowNanos;
    state =
        switch (state) {
          case UP -> State.DOWN;
          case DOWN -> close ? State.HELD : State.UNDECIDED;
          case UNDECIDED, HELD -> State.HELD;
        };
  }

  /** Nothing came up to now. */
  void pass(long nowNanos) {
    long quiet = nowNanos - lastAtNanos;
    state =
        switch (state) {
          case UNDECIDED -> quiet >= REPEAT_NANOS ? State.UP : state;
          case HELD -> quiet >= LET_GO_NANOS ? State.UP : state;
          case UP, DOWN -> state;
        };
  }
}
