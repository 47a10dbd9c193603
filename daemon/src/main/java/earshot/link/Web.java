package earshot.link;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way to ask by HTTP, and to hear the answer piece by piece. */
public interface Web {

  /**
   * @param body null for a GET
   */
  record Question(URI uri, Map<String, String> headers, byte @Nullable [] body) {}

  /** Starts and returns at once; everything else is told to the hearer. */
  Call ask(Question question, Hearer hearer);

  interface Call {

    /** Nothing more is told. Any thread; does not block. */
    void abort();
  }

  /** Called on a thread of the call's own, in order. */
  interface Hearer {

    /** The head of the answer; names of headers in lower case. */
    void answered(int status, Map<String, String> headers);

    void piece(byte[] bytes, int length);

    /** The answer is complete; nothing follows. */
    void ended();

    /** There will be no answer, or no more of it; nothing follows. */
    void failed(Transport.Failure failure);
  }
}
