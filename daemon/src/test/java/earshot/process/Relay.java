package earshot.process;

import earshot.hal.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private static final int TAIL = 15;

  private final ServerSocket listening;
  private final int port;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private volatile Manner manner;
  private final List<Long> acceptedAtNanos = new CopyOnWriteArrayList<>();
  private volatile boolean dead;
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

  /** How long after one came the next, in milliseconds. */
  List<Long> gapsMillis() {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < acceptedAtNanos.size(); i++) {
      gaps.add((acceptedAtNanos.get(i) - acceptedAtNanos.get(i - 1)) / 1_000_000);
    }
    return gaps;
  }

  /** How many have come and neither side has closed. */
  int open() {
    return clients.size();
  }

  /** The last bytes that any client has sent. */
  byte[] lastOfClient() {
    return lastOfClient;
  }

  /** From now on nothing passes any more, and nobody is told. */
  void dies() {
    dead = true;
  }

  void cut() {
    clients.forEach(Relay::close);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        acceptedAtNanos.add(Clock.system().nanos());
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
          lastOfClient = java.util.Arrays.copyOfRange(bytes, Math.max(0, n - TAIL), n);
          if (!dead) service.getOutputStream().write(bytes, 0, n);
        }
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      clients.remove(client);
    }
  }

  private void answers(Socket service, Socket client) {
    try {
      InputStream in = service.getInputStream();
      byte[] bytes = new byte[16_384];
      int n;
      while ((n = in.read(bytes)) >= 0) {
        if (!dead) client.getOutputStream().write(bytes, 0, n);
      }
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
