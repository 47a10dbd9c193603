package earshot.control;

import earshot.telemetry.Journal;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The control socket: Unix-domain, one JSON object per line each way. It owns one virtual thread
 * that accepts and two per client; who may do what is {@link Peers}', all other decisions are the
 * {@link Controls}'.
 *
 * <p>A client writes {@code {"do":"press"}} and reads {@code {"ok":true,...}} or {@code
 * {"ok":false,"error":"...","try":"...","exit":N}}, as often as it likes. {@link Requests} is the
 * table. {@code {"do":"events","last":50,"follow":true}} answers with a line per entry, each {@code
 * {"entry":{...}}}, then with {@code {"ok":true}}.
 */
public final class ControlServer implements AutoCloseable {

  /**
   * @param request how long a client may take to say something, or to take an answer
   * @param clients how many may be connected
   * @param readers {@code user:NAME} and {@code group:NAME} that may look and do nothing
   * @param metricsPort where the metrics can be had over HTTP; 0 for nowhere
   */
  public record Bounds(Duration request, int clients, List<String> readers, int metricsPort) {
    public static final Bounds USUAL = new Bounds(Duration.ofSeconds(30), 100);

    public Bounds(Duration request, int clients) {
      this(request, clients, List.of(), 0);
    }

    public Bounds with(List<String> more, int port) {
      return new Bounds(request, clients, more, port);
    }
  }

  private static final int SOCKET_PATH_BOUND = 107;

  private final Path socket;
  private final ServerSocketChannel listener;
  private final @Nullable Object identity;
  private final Requests requests;
  private final Journal journal;
  private final Metrics metrics;
  private final Bounds bounds;
  private final Peers peers;
  private final AutoCloseable metricsPort;
  private final Set<ControlSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private ControlServer(
      Path socket,
      ServerSocketChannel listener,
      Requests requests,
      Journal journal,
      Metrics metrics,
      Bounds bounds)
      throws IOException {
    this.socket = socket;
    this.listener = listener;
    this.identity = identity(socket);
    this.peers = Peers.of(socket, bounds.readers());
    this.requests = requests;
    this.journal = journal;
    this.metrics = metrics;
    this.bounds = bounds;
    this.metricsPort =
        bounds.metricsPort() == 0
            ? () -> {}
            : MetricsPort.open(bounds.metricsPort(), requests::exposition, journal);
  }

  /**
   * Listens from now on. Throws a {@link Refusal} when it cannot: another daemon lives there, or
   * the directory may not be written.
   */
  public static ControlServer open(
      Path socket,
      Controls controls,
      Journal journal,
      Metrics metrics,
      String version,
      Bounds bounds) {
    Path path = socket.toAbsolutePath();
    if (path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        > SOCKET_PATH_BOUND - 1) {
      throw refused(path, "the path is longer than a socket's may be", "a shorter path");
    }
    ServerSocketChannel listener = null;
    try {
      Path directory = path.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      refuseOthers(path);
      listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      bind(listener, path, bounds.readers().isEmpty() ? "rw-rw----" : "rw-rw-rw-");
      Requests requests = new Requests(controls, metrics, version);
      ControlServer server = new ControlServer(path, listener, requests, journal, metrics, bounds);
      Thread.ofVirtual().name("control").start(server::accept);
      return server;
    } catch (IOException e) {
      closeQuietly(listener);
      throw refused(
          path,
          "the socket could not be made: " + e.getClass().getSimpleName(),
          "a place that may be written: --set control.socket=PATH, or the variable EARSHOT_SOCKET");
    }
  }

  /** A daemon that was killed leaves its socket: nobody answers there, and it may be replaced. */
  private static void refuseOthers(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw refused(path, "there is a file that is no socket", "another path, or remove the file");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return;
    }
    throw refused(
        path,
        "another earshot daemon runs with this socket",
        "stop that one, or another socket: --set control.socket=PATH");
  }

  /** Made beside its place and moved there, so that nobody sees it with another mode. */
  private static void bind(ServerSocketChannel listener, Path path, String mode)
      throws IOException {
    Path beside = path.resolveSibling("." + Long.toString(ProcessHandle.current().pid(), 36));
    Files.deleteIfExists(beside);
    listener.bind(UnixDomainSocketAddress.of(beside), 128);
    try {
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(mode));
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  private static Refusal refused(Path path, String why, String remedy) {
    return new Refusal(Exit.FAILED, "control socket " + path + ": " + why, remedy);
  }

  private void accept() {
    while (!closed) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        if (closed || !listener.isOpen()) {
          return;
        }
        journal.write(Journal.Level.WARN, "control-accept", "A client could not be accepted.");
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
      }
    }
  }

  private void serve(SocketChannel channel) {
    if (sessions.size() >= bounds.clients()) {
      turnAway(channel, new Refusal(Exit.FAILED, "too many clients", "try again in a moment"));
      return;
    }
    Peers.Right right = peers.right(channel);
    if (right == Peers.Right.NOTHING) {
      turnAway(channel, Peers.stranger());
      return;
    }
    ControlSession session =
        new ControlSession(
            channel, requests, right, journal, metrics, bounds.request(), this::left);
    sessions.add(session);
    metrics.set(Metric.CONTROL_CLIENTS, sessions.size());
    session.start();
    if (closed) {
      session.close();
    }
  }

  private void turnAway(SocketChannel channel, Refusal why) {
    metrics.increment(Metric.CONTROL_REFUSED);
    try (channel) {
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(Wire.line(Wire.refused(why))));
    } catch (IOException _) {
      // It has gone by itself.
    }
  }

  private void left(ControlSession session) {
    sessions.remove(session);
    metrics.set(Metric.CONTROL_CLIENTS, sessions.size());
  }

  private static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Hangs up on all and removes the socket, unless another daemon has put its own there. */
  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    sessions.forEach(ControlSession::close);
    try {
      metricsPort.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    try {
      if (java.util.Objects.equals(identity, identity(socket))) {
        Files.deleteIfExists(socket);
      }
    } catch (IOException _) {
      // It is not there any more.
    }
  }

  private static void closeQuietly(@Nullable ServerSocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // Nothing is left to do about it.
    }
  }
}
