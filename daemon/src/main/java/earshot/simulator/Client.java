package earshot.simulator;

/**
 * Where the service's side of a connection goes. Called on the thread that runs the service, never
 * from inside {@link SimulatedService#connect}; must not block.
 */
public interface Client {

  void text(byte[] message);

  void close(int code, String reason);

  /** The connection is torn off without a word. */
  default void cut() {
    close(1006, "");
  }

  /** The service has stopped reading and answering, pings included, and keeps the line open. */
  default void deaf() {}

  /** From now on bytes leave no faster than this. */
  default void trickle(int bytesPerSecond) {}
}
