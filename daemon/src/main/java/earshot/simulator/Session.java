package earshot.simulator;

/** Where a client's side of a connection goes. Call it on the thread that runs the service. */
public interface Session {

  void text(byte[] message);

  void binary(byte[] message);

  /** The client is gone, for whatever reason. */
  void gone();
}
