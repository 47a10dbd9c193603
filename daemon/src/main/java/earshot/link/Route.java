package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;

/**
 * A way to hold a conversation with a service, in values, whatever carries it: messages on a
 * socket, or one request for each turn.
 */
public interface Route {

  /**
   * Starts connecting and returns at once; everything else is told to the listener. Never throws
   * for the network's sake.
   */
  Connection open(Session session, Listener listener);

  /** One attempt and, if it succeeds, one session. Safe from any thread; nothing here blocks. */
  interface Connection {

    /** Dropped silently when the connection is over. The id comes back in complaints about it. */
    void say(ClientEvent event, String eventId);

    /** What the user says: samples in house format, read before this returns. */
    void append(short[] samples, int at, int count);

    /** Asks for a {@link Listener#pong}. */
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
   * Called on the route's threads, in order, one call at a time. After {@link #failed} or {@link
   * #closed}, of which exactly one comes, nothing more is heard.
   */
  interface Listener {

    /** There is a connection. The service has not said anything yet. */
    void opened();

    void heard(ServerEvent event);

    /** Something came that is no event. */
    void garbled(String reason);

    void pong();

    /** The attempt ended before there was a connection. */
    void failed(Transport.Failure failure);

    /** The connection ended; code 1006 if nobody said why. */
    void closed(int code, String reason);
  }
}
