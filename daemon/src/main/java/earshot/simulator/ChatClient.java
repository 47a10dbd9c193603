package earshot.simulator;

import java.util.Map;

/**
 * Where the answer to a Chat Completions request goes. Called on the thread that runs the service,
 * never from inside {@link SimulatedService#chat}; must not block.
 */
public interface ChatClient {

  /** The whole answer; nothing follows. */
  void answer(int status, Map<String, String> headers, byte[] body);

  /** A stream begins, with status 200. */
  void begin(Map<String, String> headers);

  /** One event of the stream, with the blank line that ends it. */
  void piece(byte[] event);

  /** The stream is over; nothing follows. */
  void end();

  /** The connection is torn off; nothing follows. */
  void cut();
}
