package earshot.link;

import earshot.hal.Clock;
import earshot.link.HostileServer.Frame;
import earshot.link.HostileServer.Script;
import earshot.link.Transport.Connection;
import earshot.realtime.Dialect;
import earshot.realtime.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the tests of the transport share: servers on the loopback and what listeners hear. After
 * each test it sees to it that every listener heard one end and nothing wrong, and that no thread
 * stayed.
 */
final class Loopback implements AfterEachCallback {

  static final String SECRET = "sk-very-secret-indeed";
  static final long AMPLE_MILLIS = 20_000;
  static final long SHORT_MILLIS = 300;

  final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<Heard> listeners = new ArrayList<>();

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable resource : toClose) resource.close();
    for (Heard heard : listeners) {
      await("an end", heard::hasEnded);
      heard.nothingWrong();
    }
    await("the threads to end", () -> threadsOfConnections() == 0);
  }

  HostileServer plain(Script script) throws IOException {
    return server(ServerSocketFactory.getDefault(), script);
  }

  HostileServer server(ServerSocketFactory factory, Script script) throws IOException {
    var server = new HostileServer(factory, script);
    toClose.add(server);
    return server;
  }

  Heard listener() {
    var heard = new Heard();
    listeners.add(heard);
    return heard;
  }

  void remember(Heard heard) {
    listeners.add(heard);
  }

  NvTransport transport(@Nullable Path ca, long connectMillis) throws IOException {
    return transport(ca, connectMillis, Socket::new);
  }

  NvTransport transport(@Nullable Path ca, long connectMillis, Supplier<Socket> sockets)
      throws IOException {
    return transport(ca, connectMillis, sockets, WayOut.straight(Clock.system()));
  }

  NvTransport transport(
      @Nullable Path ca, long connectMillis, Supplier<Socket> sockets, WayOut wayOut)
      throws IOException {
    return new NvTransport(Clock.system(), ca, connectMillis, SHORT_MILLIS, sockets, wayOut);
  }

  Connection connect(HostileServer server, Heard heard) throws IOException {
    return transport(null, AMPLE_MILLIS).connect(endpoint("ws", "127.0.0.1", server), heard);
  }

  Endpoint endpoint(String scheme, String host, HostileServer server) {
    return endpoint(scheme, host, server.port());
  }

  Endpoint endpoint(String scheme, String host, int port) {
    return new Endpoint(
        URI.create(scheme + "://" + host + ":" + port + "/v1/realtime?model=some%20model"),
        Map.of("Authorization", "Bearer " + SECRET),
        Dialect.named("ga"));
  }

  Frame nextFrame() throws InterruptedException {
    Frame frame = arrived.poll(20, TimeUnit.SECONDS);
    if (frame == null) throw new AssertionError("no frame arrived at the server");
    return frame;
  }

  static String nextText(Heard heard) {
    return new String(heard.next(Heard.Message.class).text(), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long threadsOfConnections() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.equals("link-connect")
                    || name.startsWith("ReadingThread")
                    || name.equals("WritingThread")
                    || name.equals("FinishThread"))
        .count();
  }

  void await(String what, BooleanSupplier condition) {
    Clock clock = Clock.system();
    long until = clock.nanos() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      // An interrupt, from wherever it comes, would make each park return at once.
      boolean interrupted = Thread.interrupted();
      if (clock.nanos() - until > 0) {
        throw new AssertionError(
            "waited in vain for " + what + (interrupted ? ", interrupted" : "") + ": " + names());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static String names() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList().toString();
  }
}
