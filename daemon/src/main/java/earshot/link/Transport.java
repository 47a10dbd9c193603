package earshot.link;

import earshot.realtime.Endpoint;
import org.jspecify.annotations.Nullable;

/** A way to carry text messages to a service and back. */
public interface Transport {

  /**
   * Starts connecting and returns at once; everything else is told to the listener. Never throws
   * for the network's sake.
   */
  Connection connect(Endpoint endpoint, Listener listener);

  /** One attempt and, if it succeeds, one connection. Safe from any thread; nothing here blocks. */
  interface Connection {

    /**
     * Queues one text message; exactly sized, not changed afterwards. Dropped silently when the
     * connection is over.
     */
    void send(byte[] message);

    void ping();

    /** How many bytes wait to be written. */
    long queuedBytes();

    /**
     * Ends the connection or the attempt. The listener hears {@link Listener#closed} once, soon,
     * whatever the peer does.
     */
    void close(int code, String reason);
  }

  /**
   * Called on the transport's threads, in order, one call at a time. After {@link #failed} or
   * {@link #closed}, of which exactly one comes, nothing more is heard.
   */
  interface Listener {

    /** The upgrade is done. The service has not said anything yet. */
    void opened();

    void message(byte[] text);

    void pong();

    /** The attempt ended before the upgrade was done. */
    void failed(Failure failure);

    /** The connection ended; code 1006 if no close frame came. */
    void closed(int code, String reason);
  }

  /**
   * Why an attempt ended, as far as can be told apart.
   *
   * @param code the service's own word for it, out of the body of its refusal
   */
  record Failure(
      Kind kind,
      String message,
      int httpStatus,
      @Nullable Long retryAfterSeconds,
      @Nullable String code) {

    public Failure(Kind kind, String message, int httpStatus, @Nullable Long retryAfterSeconds) {
      this(kind, message, httpStatus, retryAfterSeconds, null);
    }
  }

  enum Kind {
    /** The name could not be looked up. */
    DNS,
    /** Nobody answers at that address. */
    TCP,
    /** TLS failed: unknown authority, a box in between. */
    TLS,
    /** The certificate's time and ours do not fit, and it is ours that is wrong. */
    CLOCK,
    /** A login page of the network answers instead of the service. */
    PORTAL,
    /** The server answered with something other than the upgrade; see the status. */
    REFUSED,
    /** The upgrade's answer was wrong (a bad accept key, for instance). */
    PROTOCOL,
    /** No answer in time. */
    TIMEOUT
  }
}
