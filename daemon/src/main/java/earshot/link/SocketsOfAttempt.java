package earshot.link;

import earshot.link.ServiceSocket.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of one attempt, one for each address of the host, and knows how far the attempt
 * came and which socket won. Any thread may call it; nothing here blocks. It is an SSL factory only
 * because the library wants one for wss.
 */
final class SocketsOfAttempt extends SSLSocketFactory {

  private final Road road;
  private final SSLSocketFactory tlsSockets;
  private final Supplier<Socket> tcpSockets;

  private final List<ServiceSocket> made = new ArrayList<>();
  private Stage stage = Stage.LOOKUP;
  private @Nullable ServiceSocket chosen;
  private boolean aborted;

  SocketsOfAttempt(Road road, SSLSocketFactory tlsSockets, Supplier<Socket> tcpSockets) {
    this.road = road;
    this.tlsSockets = tlsSockets;
    this.tcpSockets = tcpSockets;
  }

  String host() {
    return road.host();
  }

  /** By which the sessions of TLS are known again: through a proxy it is not the socket's own. */
  int port(Socket tcp) {
    return road.proxy() == null ? tcp.getPort() : road.port();
  }

  boolean secure() {
    return road.secure();
  }

  boolean proxied() {
    return road.proxy() != null;
  }

  SSLSocketFactory tlsSockets() {
    return tlsSockets;
  }

  synchronized Stage stage() {
    return stage;
  }

  synchronized void reach(Stage reached) {
    stage = reached;
  }

  /** Whether nobody waits for this socket any more. */
  synchronized boolean isOverFor(ServiceSocket socket) {
    return aborted || (chosen != null && chosen != socket);
  }

  synchronized void choose(ServiceSocket socket) throws IOException {
    if (aborted) throw new SocketException("no longer wanted");
    chosen = socket;
    made.stream().filter(other -> other != socket).forEach(ServiceSocket::abort);
    made.removeIf(other -> other != socket);
  }

  /** Ends the attempt or the connection, at once, and lets none begin. */
  synchronized void abort() {
    aborted = true;
    made.forEach(ServiceSocket::abort);
    made.clear();
  }

  @Override
  public synchronized Socket createSocket() throws IOException {
    if (aborted || chosen != null) throw new SocketException("no longer wanted");
    if (stage == Stage.LOOKUP) stage = Stage.TCP;
    ServiceSocket socket = new ServiceSocket(this, tcpSockets.get());
    made.add(socket);
    return socket;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tlsSockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tlsSockets.getSupportedCipherSuites();
  }
}
