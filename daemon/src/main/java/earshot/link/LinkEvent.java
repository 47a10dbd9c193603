package earshot.link;

/** What happened to the connection. {@code number} says to which attempt. */
public sealed interface LinkEvent {

  record Started(long atNanos) implements LinkEvent {}

  record Stopped() implements LinkEvent {}

  /** Configuration or credentials may have changed: forget what was refused. */
  record Reconfigured(long atNanos, int targets) implements LinkEvent {}

  record Opened(int number) implements LinkEvent {}

  /** The first word of the service, and how long it lets the session last. */
  record Greeted(int number, long lastsNanos) implements LinkEvent {

    /** It did not say how long. */
    public static final long FOR_EVER = Targets.NEVER;
  }

  /** Our configuration is in force. */
  record Configured(int number, long atNanos) implements LinkEvent {}

  /** Any message or pong: somebody is there. */
  record Heard(int number) implements LinkEvent {}

  /** The attempt failed, the connection ended, or the service said that it will not go on. */
  record Ended(int number, long atNanos, Verdict verdict, String reason) implements LinkEvent {}

  /** Nobody is speaking: a connection that waits may take over. */
  record Paused(long atNanos) implements LinkEvent {}

  /** Somebody wants to talk now. */
  record Wanted(long atNanos) implements LinkEvent {}

  /** Somebody asks the service something, and counts on its being there. */
  record Expected() implements LinkEvent {}

  record TimerFired(Timer timer, long atNanos) implements LinkEvent {}

  enum Timer {
    /** The step under way is overdue. */
    DEADLINE,
    /** Time for the next attempt. */
    RETRY,
    /** Time to see whether somebody is there. */
    PING,
    /** Time to make a connection beside the one in use. */
    SPARE,
    /** That connection's step is overdue. */
    SPARE_DEADLINE
  }

  /** What an end means for the next attempt. */
  sealed interface Verdict {

    /** Again, after the usual delay. */
    record Soon() implements Verdict {}

    /** Again, not before this long. */
    record Later(long nanos) implements Verdict {}

    /** Not before something changes. */
    record Park() implements Verdict {}
  }
}
