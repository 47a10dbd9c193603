package earshot.hal;

/** Time as a value that is passed in. Any thread may call it; it never blocks. */
public interface Clock {

  /** A monotonic time in nanoseconds; only differences mean anything. */
  long nanos();

  /** Wall-clock time in milliseconds since 1970; it may jump. */
  long epochMillis();

  /** The real clocks of this machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
