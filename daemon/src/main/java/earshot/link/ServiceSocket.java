package earshot.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to the service, with TLS over it when asked. Owns both sockets; the library
 * sees a plain one. Blocks as sockets do, but {@link #abort} never does, and may come from
 * anywhere.
 */
final class ServiceSocket extends Socket {

  private final SocketsOfAttempt attempt;
  private final Socket tcp;
  private volatile @Nullable SSLSocket tls;

  ServiceSocket(SocketsOfAttempt attempt, Socket tcp) throws IOException {
    this.attempt = attempt;
    this.tcp = tcp;
    // Before connecting: afterwards Nagle still holds back parts of the TLS handshake.
    tcp.setTcpNoDelay(true);
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    tcp.connect(address, timeoutMillis);
    // The library forgets a socket that lost the race against another address; it must not stay.
    if (attempt.isOverFor(this)) {
      abort();
      throw new SocketException("no longer wanted");
    }
  }

  /**
   * Only the socket that won the race comes here, so only that one does the work of TLS, and the
   * host's other addresses are not tried merely because a small processor computes slowly.
   */
  @Override
  public InputStream getInputStream() throws IOException {
    attempt.choose(this);
    if (attempt.secure()) secure();
    attempt.reach(Stage.UPGRADE);
    SSLSocket over = tls;
    return new GuardedInput(
        over == null ? tcp.getInputStream() : over.getInputStream(), tcp::setSoTimeout);
  }

  private void secure() throws IOException {
    attempt.reach(Stage.TLS);
    SSLSocket over =
        (SSLSocket) attempt.tlsSockets().createSocket(tcp, attempt.host(), tcp.getPort(), true);
    SSLParameters parameters = over.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    over.setSSLParameters(parameters);
    over.startHandshake();
    tls = over;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    SSLSocket over = tls;
    return over == null ? tcp.getOutputStream() : over.getOutputStream();
  }

  @Override
  public boolean isConnected() {
    return tcp.isConnected();
  }

  @Override
  public boolean isClosed() {
    return tcp.isClosed();
  }

  /** Takes leave of TLS, which may wait for a writer that is stuck, and closes. */
  @Override
  public void close() throws IOException {
    SSLSocket over = tls;
    try {
      if (over != null) over.close();
    } finally {
      tcp.close();
    }
  }

  /** Ends whatever is going on in this socket, at once. */
  void abort() {
    try {
      tcp.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** How far an attempt came. */
  enum Stage {
    LOOKUP,
    TCP,
    TLS,
    UPGRADE
  }
}
