package earshot.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire between a daemon and a service that can be watched and cut: it counts who comes and who
 * stays, remembers the client's last bytes, and passes everything on as it is.
 */
final class Relay implements AutoCloseable {

  /** What happens to those who come. */
  enum Manner {
    PASS,
    /** Closed as soon as they are there. */
    SLAM,
    /** Nobody says a word. */
    IGNORE
  }

  private final ServerSocket listening;
  private final int port;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private volatile Manner manner;
  private volatile byte[] lastOfClient = {};

  private Relay(ServerSocket listening, int port, Manner manner) {
    this.listening = listening;
    this.port = port;
    this.manner = manner;
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  static Relay to(int port) throws IOException {
    return new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, Manner.PASS);
  }

  static Relay nowhere(Manner manner) throws IOException {
    return new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), 0, manner);
  }

  int port() {
    return listening.getLocalPort();
  }

  String url(String scheme, String host) {
    return scheme + "://" + host + ":" + port() + "/v1/realtime";
  }

  void manner(Manner next) {
    manner = next;
  }

  /** How many have come. */
  int accepted() {
    return accepted.get();
  }

  /** How many have come and neither side has closed. */
  int open() {
    return clients.size();
  }

  /** The last bytes that any client has sent in one go. */
  byte[] lastOfClient() {
    return lastOfClient;
  }

  void cut() {
    clients.forEach(Relay::close);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        if (manner == Manner.SLAM) {
          close(client);
          continue;
        }
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or whoever knocked has gone.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      if (manner == Manner.IGNORE) {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
        return;
      }
      try (Socket service = new Socket(InetAddress.getLoopbackAddress(), port)) {
        service.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> answers(service, client));
        InputStream in = client.getInputStream();
        byte[] bytes = new byte[16_384];
        int n;
        while ((n = in.read(bytes)) >= 0) {
          lastOfClient = java.util.Arrays.copyOf(bytes, n);
          service.getOutputStream().write(bytes, 0, n);
        }
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      clients.remove(client);
    }
  }

  private static void answers(Socket service, Socket client) {
    try {
      service.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      close(client);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
