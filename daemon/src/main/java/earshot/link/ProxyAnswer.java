package earshot.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a proxy answers to CONNECT, watched on its way to the WebSocket library, which would read it
 * without a bound and quote it. Used by the thread that connects.
 */
final class ProxyAnswer extends InputStream {

  private static final int MOST_BYTES = 16 << 10;

  private final InputStream in;
  private final StringBuilder statusLine = new StringBuilder();
  private boolean statusKnown;
  private int count;

  ProxyAnswer(InputStream in) {
    this.in = in;
  }

  /** One at a time: the first byte after it belongs to somebody else. */
  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b < 0) throw new EOFException("the proxy hung up");
    if (++count > MOST_BYTES) throw new Refusal(0);
    if (!statusKnown) {
      if (b == '\n') judge();
      else statusLine.append((char) b);
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) return 0;
    target[offset] = (byte) read();
    return 1;
  }

  private void judge() throws IOException {
    statusKnown = true;
    String[] parts = statusLine.toString().strip().split(" +", 3);
    boolean http = parts.length >= 2 && parts[0].startsWith("HTTP/1.");
    int status = http && parts[1].matches("[1-9][0-9][0-9]") ? Integer.parseInt(parts[1]) : 0;
    if (status != 200) throw new Refusal(status);
  }

  /** It lets nobody through; status 0 when its answer was none. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    final int status;

    Refusal(int status) {
      super(status == 0 ? "its answer is not HTTP" : "HTTP status " + status);
      this.status = status;
    }
  }
}
