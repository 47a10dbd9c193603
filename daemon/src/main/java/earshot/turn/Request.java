package earshot.turn;

import org.jspecify.annotations.Nullable;

/** What an answer is asked for. */
public sealed interface Request {

  /** When it was made, on the appliance's clock. */
  long atNanos();

  /** Speech, kept in the microphone ring until the service has begun to answer. */
  record Spoken(long atNanos) implements Request {}

  /**
   * Typed or sent text; {@code askId} names who waits for the answer's transcript.
   *
   * @param image to be looked at, as a data URL
   */
  record Written(long atNanos, String text, @Nullable String image, @Nullable String askId)
      implements Request {

    /** Without the image, which is long. */
    @Override
    public String toString() {
      return "Written[" + text + (image == null ? "]" : ", an image]");
    }
  }
}
