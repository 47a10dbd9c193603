package earshot.link;

import org.jspecify.annotations.Nullable;

/**
 * Where the connection stands. {@code number} counts attempts, so that what an earlier one still
 * says is known as such; {@code target} says to which of the services in order.
 */
public sealed interface LinkState {

  /** Nothing yet, with so many services to choose from. */
  static LinkState start(int targets) {
    return new Resting(0, Targets.of(targets));
  }

  int number();

  Targets targets();

  /** Not wanted. */
  record Resting(int number, Targets targets) implements LinkState {}

  /** Not connected on purpose, until somebody wants to talk. */
  record Dozing(int number, Targets targets) implements LinkState {}

  /** Waiting before the next attempt. */
  record Pausing(int number, Targets targets, String reason) implements LinkState {

    /** How often the service that is wanted most has failed. */
    public int failures() {
      return targets.failures();
    }
  }

  /** The attempt is under way. */
  record Dialing(int number, int target, Targets targets) implements LinkState {}

  /** The socket is open; the service has not spoken yet. */
  record Greeting(int number, int target, Targets targets) implements LinkState {}

  /** The service has greeted us; our configuration is not confirmed yet. */
  record Configuring(int number, int target, Targets targets, long lastsNanos)
      implements LinkState {}

  /**
   * A configured session.
   *
   * @param lastsNanos how long the service lets it last, from its beginning
   * @param pinged a ping is out and nothing has come back since
   * @param spare a second connection, made to take over at the next pause
   * @param overdue how many requests in a row it has let run into their deadline
   * @param tired nobody has talked for a while: at the next pause it ends
   */
  record Ready(
      int number,
      int target,
      Targets targets,
      long sinceNanos,
      long lastsNanos,
      boolean pinged,
      @Nullable Spare spare,
      int overdue,
      boolean tired)
      implements LinkState {

    Ready(int number, int target, Targets targets, long sinceNanos, long lastsNanos) {
      this(number, target, targets, sinceNanos, lastsNanos, false, null, 0, false);
    }

    Ready with(Targets targets, @Nullable Spare spare) {
      return new Ready(
          number, target, targets, sinceNanos, lastsNanos, pinged, spare, overdue, tired);
    }

    Ready pinged(boolean pinged) {
      return new Ready(
          number, target, targets, sinceNanos, lastsNanos, pinged, spare, overdue, tired);
    }

    Ready overdue(int overdue) {
      return new Ready(
          number, target, targets, sinceNanos, lastsNanos, pinged, spare, overdue, tired);
    }

    /** A session that has answered is a good one, however soon it may be lost. */
    Ready answered() {
      return overdue(0).with(targets.well(target), spare);
    }

    Ready tired(boolean tired) {
      return new Ready(
          number, target, targets, sinceNanos, lastsNanos, pinged, spare, overdue, tired);
    }

    /** The time at which it should be replaced by a fresh one. */
    long ripeAtNanos() {
      return lastsNanos == Targets.NEVER ? Targets.NEVER : sinceNanos + lastsNanos / 10 * 9;
    }
  }

  /** No attempt before the configuration or the credentials change. */
  record Parked(int number, Targets targets, String reason) implements LinkState {}

  /** A connection beside the one in use; its session counts from {@code sinceNanos}. */
  record Spare(int number, int target, Step step, long sinceNanos, long lastsNanos) {

    enum Step {
      DIALING,
      GREETING,
      CONFIGURING,
      /** Configured: takes over at the next pause. */
      WAITING
    }

    Spare at(Step next) {
      return new Spare(number, target, next, sinceNanos, lastsNanos);
    }
  }

  /** Whether it ends at the next pause: another one takes over, or nobody has talked for long. */
  default boolean waitsForPause() {
    return this instanceof Ready r
        && (r.tired() || r.spare() != null && r.spare().step() == Spare.Step.WAITING);
  }

  /** Whether this attempt's words count. */
  default boolean concerns(int attempt) {
    return attempt == number()
        || this instanceof Ready r && r.spare() != null && attempt == r.spare().number();
  }

  /** The service that this attempt is about; -1 if it is none of the present ones. */
  default int targetOf(int attempt) {
    return switch (this) {
      case Dialing d when d.number() == attempt -> d.target();
      case Greeting g when g.number() == attempt -> g.target();
      case Configuring c when c.number() == attempt -> c.target();
      case Ready r when r.number() == attempt -> r.target();
      case Ready r when r.spare() != null && r.spare().number() == attempt -> r.spare().target();
      default -> -1;
    };
  }

  default String name() {
    return switch (this) {
      case Resting r -> "down";
      case Dozing d -> "resting";
      case Pausing p -> "down";
      case Dialing d -> "connecting";
      case Greeting g -> "connecting";
      case Configuring c -> "connecting";
      case Ready r -> "ready";
      case Parked p -> "parked";
    };
  }
}
