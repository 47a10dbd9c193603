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

  /** From now on the service reads no faster than this. */
  default void readSlowly(int bytesPerSecond) {}

  /** The connection ends in a TLS record that nobody can read. */
  default void breakTls() {
    cut();
  }
}
