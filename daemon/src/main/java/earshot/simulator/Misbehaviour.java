package earshot.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong on purpose: where, and what. */
public record Misbehaviour(When when, Act act) {

  /** The places in a conversation where things go wrong. */
  public enum Point {
    /** Instead of the upgrade. */
    UPGRADE,
    /** Instead of, or before, the first event. */
    OPEN,
    /** Some time after the first event. */
    CREATED,
    /** When a session.update has come. */
    UPDATE,
    /** When audio has been committed. */
    COMMIT,
    /** Before a session.update, and the like, is taken. */
    UPDATE_ASKED,
    COMMIT_ASKED,
    ITEM_ASKED,
    TRUNCATE_ASKED,
    RESPONSE_ASKED,
    CANCEL_ASKED,
    /** After response.created. */
    RESPONSE,
    /** When so many pieces of sound of a response have gone out. */
    DELTA,
    /** Before response.done. */
    DONE,
    /** Instead of the answer to a Chat Completions request; its number is the connection's. */
    CHAT,
    /** When so many pieces of a streamed completion have gone out. */
    CHAT_PIECE,
    /** Before the end of a completion. */
    CHAT_END,
    /** At once, wherever the conversation stands: only for what is added while the service runs. */
    NOW
  }

  /**
   * @param connection which connection of the service, or which chat completion, from 1; 0 for
   *     every one
   * @param response which response of that connection, from 1; 0 for every one
   * @param count for {@link Point#DELTA} and {@link Point#CHAT_PIECE}: after how many; 0 for every
   *     one
   * @param afterMillis how long after the point
   * @param times how often in all; 0 for every time
   */
  public record When(
      Point point, int connection, int response, int count, long afterMillis, int times) {

    public static When at(Point point) {
      return new When(point, 0, 0, 0, 0, 0);
    }

    boolean covers(Point here, int nthConnection, int nthResponse, int nth) {
      return point == here
          && (connection == 0 || connection == nthConnection)
          && (response == 0 || response == nthResponse)
          && (count == 0 || count == nth);
    }

    public When on(int nthConnection) {
      return new When(point, nthConnection, response, count, afterMillis, times);
    }

    public When in(int nthResponse) {
      return new When(point, connection, nthResponse, count, afterMillis, times);
    }

    public When afterDeltas(int deltas) {
      return new When(point, connection, response, deltas, afterMillis, times);
    }

    public When after(long millis) {
      return new When(point, connection, response, count, millis, times);
    }

    public When once() {
      return new When(point, connection, response, count, afterMillis, 1);
    }
  }

  public sealed interface Act {}

  /** UPGRADE and CHAT only: an HTTP answer instead; headers such as Retry-After. */
  public record Refuse(int status, String body, Map<String, String> headers) implements Act {}

  /** UPGRADE only: an accept key no client may believe. */
  public record WrongAccept() implements Act {}

  /** TLS fails: with an alert before anything is asked, or with a record nobody can read. */
  public record TlsAlert() implements Act {}

  /** The connection is torn off. */
  public record Cut() implements Act {}

  public record Close(int code, String reason) implements Act {}

  /** Nothing goes out for a while; then everything at once. */
  public record Stall(long millis) implements Act {}

  /** The service hears nothing, says nothing and keeps the line open. */
  public record HalfOpen() implements Act {}

  /** From now on bytes leave no faster than this. */
  public record Trickle(int bytesPerSecond) implements Act {}

  /** A message that is no event. */
  public record Garbage(String text) implements Act {}

  public record SayError(String type, @Nullable String code, String message) implements Act {}

  /** What the client asks for is not done: an error says so, and names its event. */
  public record Decline(String type, @Nullable String code, @Nullable String param, String message)
      implements Act {}

  /** The service begins a response that nobody has asked for. */
  public record Respond() implements Act {}

  /** What belongs to this point is not sent: session.created, session.updated, response.done. */
  public record Withhold() implements Act {}

  /** The response ends as failed. */
  public record Fail(String type, @Nullable String code, String message) implements Act {}

  /** The response ends as incomplete: max_output_tokens or content_filter. */
  public record Incomplete(String reason) implements Act {}

  /** The response ends as completed, and has said nothing, or nothing more. */
  public record Empty() implements Act {}

  /** The session's time is up, whatever the clock says. */
  public record Expire() implements Act {}

  /** So many of the next messages are sent twice. */
  public record Repeat(int messages) implements Act {}

  /** The next two messages change places. */
  public record Swap() implements Act {}

  /** A piece of sound of an item that nobody has heard of. */
  public record Stray() implements Act {}

  /** A well-formed message of this size that says nothing. */
  public record Oversized(int bytes) implements Act {}

  /** From now on the service reads no faster than this. */
  public record ReadSlowly(int bytesPerSecond) implements Act {}
}
