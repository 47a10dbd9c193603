package earshot.simulator;

/** A client's side of a Chat Completions request. Call it on the thread that runs the service. */
public interface ChatCall {

  /** The client has hung up: nothing more is said to it. */
  void gone();
}
