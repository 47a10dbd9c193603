package earshot.link;

/**
 * Where the connection stands. {@code number} counts attempts, so that what an earlier one still
 * says is known as such; {@code failures} counts attempts since the last good session.
 */
public sealed interface LinkState {

  int number();

  /** Not wanted. */
  record Resting(int number) implements LinkState {}

  /** Waiting before the next attempt. */
  record Pausing(int number, int failures, String reason) implements LinkState {}

  /** The attempt is under way. */
  record Dialing(int number, int failures) implements LinkState {}

  /** The socket is open; the service has not spoken yet. */
  record Greeting(int number, int failures) implements LinkState {}

  /** The service has greeted us; our configuration is not confirmed yet. */
  record Configuring(int number, int failures) implements LinkState {}

  /**
   * A configured session.
   *
   * @param pinged a ping is out and nothing has come back since
   */
  record Ready(int number, int failures, long sinceNanos, boolean pinged) implements LinkState {}

  /** No attempt before the configuration or the credentials change. */
  record Parked(int number, String reason) implements LinkState {}

  default String name() {
    return switch (this) {
      case Resting r -> "down";
      case Pausing p -> "down";
      case Dialing d -> "connecting";
      case Greeting g -> "connecting";
      case Configuring c -> "connecting";
      case Ready r -> "ready";
      case Parked p -> "parked";
    };
  }
}
