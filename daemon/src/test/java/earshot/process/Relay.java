package earshot.process;

import earshot.hal.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A wire between a daemon and a service that can be watched, cut, stalled and made long: it counts
 * who comes and who stays, remembers the client's last bytes, and passes everything on as it is.
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
  private volatile long onTheWayNanos;
  private volatile CountDownLatch flowing = new CountDownLatch(0);
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

  /** From now on; what it was before. */
  Manner manner(Manner next) {
    Manner before = manner;
    manner = next;
    return before;
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

  /** Waits until so many have come, without the delay of looking now and then. */
  void awaitAccepted(int count) throws InterruptedException {
    synchronized (accepted) {
      for (int seconds = 0; accepted.get() < count; seconds++) {
        if (seconds == 60) throw new AssertionError("nobody comes any more");
        accepted.wait(1_000);
      }
    }
  }

  /** When the last one came. */
  long acceptedLastNanos() {
    return acceptedAtNanos.getLast();
  }

  /** How long a byte is on the way, in each direction; for who has yet to come. */
  void delays(long eachWayMillis) {
    onTheWayNanos = eachWayMillis * 1_000_000;
  }

  /** From now on all that comes is kept, until it flows again. */
  void stalls() {
    if (flowing.getCount() == 0) flowing = new CountDownLatch(1);
  }

  void flows() {
    flowing.countDown();
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
        acceptedAtNanos.add(Clock.system().nanos());
        accepted.incrementAndGet();
        synchronized (accepted) {
          accepted.notifyAll();
        }
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
    long wayNanos = onTheWayNanos;
    // What the kernel shook hands for at once would have taken a round trip.
    long notBeforeNanos = Clock.system().nanos() + 2 * wayNanos;
    try (client) {
      client.setTcpNoDelay(true);
      if (manner == Manner.IGNORE) {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
        return;
      }
      try (Socket service = new Socket(InetAddress.getLoopbackAddress(), port)) {
        service.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> new Direction(service, client, wayNanos, 0).run());
        new Direction(client, service, wayNanos, notBeforeNanos).run();
      }
    } catch (IOException e) {
      // One of them has gone.
    } finally {
      clients.remove(client);
    }
  }

  /** What one of them says to the other: one thread reads it, another says it in its time. */
  private final class Direction {

    private record Piece(byte[] bytes, long dueNanos) {}

    private static final Piece END = new Piece(new byte[0], 0);

    private final Socket from;
    private final Socket to;
    private final long wayNanos;
    private final long notBeforeNanos;
    private final BlockingQueue<Piece> onTheWay = new LinkedBlockingQueue<>(1024);

    Direction(Socket from, Socket to, long wayNanos, long notBeforeNanos) {
      this.from = from;
      this.to = to;
      this.wayNanos = wayNanos;
      this.notBeforeNanos = notBeforeNanos;
    }

    void run() {
      Thread saying = Thread.ofVirtual().start(this::say);
      try {
        InputStream in = from.getInputStream();
        byte[] bytes = new byte[16_384];
        int n;
        while ((n = in.read(bytes)) >= 0) {
          byte[] piece = Arrays.copyOf(bytes, n);
          if (clients.contains(from)) {
            lastOfClient = Arrays.copyOfRange(piece, Math.max(0, n - TAIL), n);
          }
          long now = Clock.system().nanos();
          if (!dead) onTheWay.put(new Piece(piece, Math.max(now, notBeforeNanos) + wayNanos));
        }
      } catch (IOException e) {
        // One of them has gone.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        try {
          onTheWay.put(END);
          saying.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        close(to);
      }
    }

    private void say() {
      try {
        for (Piece next; (next = onTheWay.take()) != END; ) {
          for (long left; (left = next.dueNanos - Clock.system().nanos()) > 0; ) {
            LockSupport.parkNanos(left);
          }
          flowing.await();
          if (!dead) to.getOutputStream().write(next.bytes);
        }
      } catch (IOException e) {
        close(from);
        onTheWay.clear();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
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
    flows();
    cut();
  }
}
