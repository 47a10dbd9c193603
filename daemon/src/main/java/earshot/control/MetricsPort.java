package earshot.control;

import earshot.telemetry.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The metrics over HTTP for a collector on the same machine: the loopback only, one path, GET only,
 * one answer for each connection, and so many at a time for so long. Everybody on the machine may
 * read them; there is nothing private in them. Virtual threads.
 */
final class MetricsPort implements AutoCloseable {

  /** What is asked for the text, on the asking thread. */
  interface Exposition {
    String text() throws InterruptedException;
  }

  /**
   * @param atOnce how many may be connected; who comes then is hung up on
   * @param each how long one may take, from the first byte to the last
   */
  record Bounds(int atOnce, Duration each) {
    static final Bounds USUAL = new Bounds(16, Duration.ofSeconds(15));
  }

  private static final int LONGEST_HEAD = 8 << 10;

  private final ServerSocket listening;
  private final Exposition metrics;
  private final Bounds bounds;
  private final Semaphore room;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private MetricsPort(int port, Exposition metrics, Bounds bounds) throws IOException {
    this.metrics = metrics;
    this.bounds = bounds;
    this.room = new Semaphore(bounds.atOnce());
    listening = new ServerSocket(port, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("metrics").start(this::accept);
  }

  /**
   * Listens from now on. A port that is taken is told in the journal, and is no reason not to talk.
   */
  static AutoCloseable open(int port, Exposition metrics, Journal journal) {
    return open(port, metrics, journal, Bounds.USUAL);
  }

  static AutoCloseable open(int port, Exposition metrics, Journal journal, Bounds bounds) {
    try {
      return new MetricsPort(port, metrics, bounds);
    } catch (IOException e) {
      journal.write(
          Journal.Level.WARN,
          "metrics-port",
          "The metrics cannot be had over HTTP: port " + port + ": " + e.getMessage() + ".");
      return () -> {};
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        if (!room.tryAcquire()) {
          close(client);
          continue;
        }
        open.add(client);
        if (listening.isClosed()) close(client);
        Thread.ofVirtual().name("metrics-client").start(() -> serve(client));
      } catch (IOException e) {
        // It is closed; or there are no descriptors left, which takes a moment to mend.
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
      }
    }
  }

  private void serve(Socket client) {
    CompletableFuture.delayedExecutor(bounds.each().toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> close(client));
    try {
      client.getOutputStream().write(answer(head(client.getInputStream())));
    } catch (IOException e) {
      // The client has gone, or taken too long: nobody is left to tell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(client);
      open.remove(client);
      room.release();
    }
  }

  /** All lines before the empty one. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int b = in.read();
      if (b < 0 || head.size() == LONGEST_HEAD) throw new IOException("no request");
      if (b == '\n') newlines++;
      else if (b != '\r') newlines = 0;
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private byte[] answer(String head) throws InterruptedException {
    String[] words = head.lines().findFirst().orElse("").split(" ");
    boolean asked = words.length == 3 && words[1].replaceFirst("\\?.*", "").equals("/metrics");
    if (!asked) return answer("404 Not Found", "");
    if (!words[0].equals("GET")) return answer("405 Method Not Allowed", "");
    try {
      return answer("200 OK", metrics.text());
    } catch (Refusal _) {
      return answer("503 Service Unavailable", "");
    }
  }

  private static byte[] answer(String status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // Nothing is left to do about it.
    }
  }

  @Override
  public void close() {
    close(listening);
    open.forEach(MetricsPort::close);
  }
}
