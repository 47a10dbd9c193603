package earshot.simulator;

import java.util.Map;

/** Who asked for a chat completion, and hears the answer. Called on the service's thread. */
public interface ChatClient {

  /** The whole answer; nothing follows. */
  void answer(int status, Map<String, String> headers, byte[] body);

  /** 200, and a stream of events begins. */
  void begin(Map<String, String> headers);

  /** One event of the stream, with its blank line. */
  void piece(byte[] event);

  void end();

  /** Torn off. */
  void cut();
}
