package earshot.simulator;

/** One request for a chat completion. Service thread only. */
public interface ChatCall {

  /** The client has hung up: nothing more is made for it. */
  void gone();
}
