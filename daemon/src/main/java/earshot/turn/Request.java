package earshot.turn;

import org.jspecify.annotations.Nullable;

/** What an answer is asked for. */
public sealed interface Request {

  /** When it was made, on the appliance's clock. */
  long atNanos();

  /** Speech, kept in the microphone ring until the service has begun to answer. */
  record Spoken(long atNanos) implements Request {}

  /** Typed or sent text; {@code askId} names who waits for the answer's transcript. */
  record Written(long atNanos, String text, @Nullable String askId) implements Request {}
}
