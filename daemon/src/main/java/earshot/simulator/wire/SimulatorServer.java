package earshot.simulator.wire;

import earshot.hal.Clock;
import earshot.hal.sim.SimTime;
import earshot.simulator.Scenario;
import earshot.simulator.Script;
import earshot.simulator.SimulatedService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The simulated service on a port. Owns the thread on which the service lives, at the pace of the
 * real clock, and a virtual thread for each connection. Prints nothing.
 */
public final class SimulatorServer implements AutoCloseable {

  /**
   * What the command line can say.
   *
   * @param scenario a scenario file; without one, a friendly assistant
   * @param pace how many times faster than it is spoken sound is sent; overrides the scenario
   * @param record where to write what was heard
   * @param caOut where to write the certificate to trust, with TLS
   */
  public record Options(
      String host,
      int port,
      boolean tls,
      @Nullable Path scenario,
      @Nullable Double pace,
      @Nullable Path record,
      @Nullable Path caOut) {

    public static Options on(String host, int port) {
      return new Options(host, port, false, null, null, null, null);
    }
  }

  private static final int BACKLOG = 256;
  private static final long SEED = 1;
  private static final int ANSWER_SECONDS = 30;

  private final ServerSocket listening;
  private final @Nullable SelfSigned tls;
  private final String host;
  private final SimTime time;
  private final SimulatedService service;
  private final Clock clock = Clock.system();
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final Thread serviceThread;
  private volatile @Nullable Throwable bug;

  private SimulatorServer(
      ServerSocket listening, String host, @Nullable SelfSigned tls, Script script) {
    this.listening = listening;
    this.host = host;
    this.tls = tls;
    this.time = new SimTime(clock.nanos(), clock.epochMillis());
    this.service = new SimulatedService(script, time, SEED);
    this.serviceThread = Thread.ofPlatform().name("simulator").daemon(true).unstarted(this::run);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the port, the scenario or a file cannot be had
   * @throws IllegalArgumentException if the scenario has mistakes; the message lists them all
   */
  public static SimulatorServer listen(Options options) throws IOException {
    Script script = options.scenario == null ? Script.usual() : Scenario.read(options.scenario);
    if (options.pace != null) script = script.with(script.delivery().withPace(options.pace));
    SimulatorServer server =
        listen(options.host, options.port, options.tls, script, options.record);
    if (options.caOut != null && server.tls != null) {
      Files.writeString(options.caOut, server.tls.pem());
    }
    return server;
  }

  public static SimulatorServer listen(String host, int port, boolean tls, Script script)
      throws IOException {
    return listen(host, port, tls, script, null);
  }

  private static SimulatorServer listen(
      String host, int port, boolean tls, Script script, @Nullable Path record) throws IOException {
    SelfSigned certificate = tls ? SelfSigned.make() : null;
    var listening = new ServerSocket();
    try {
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      listening.close();
      throw new IOException("listening on " + host + ":" + port + " failed: " + e.getMessage(), e);
    }
    var server = new SimulatorServer(listening, host, certificate, script);
    if (record != null) server.service.recording(record);
    server.serviceThread.start();
    Thread.ofVirtual().name("simulator-accept").start(server::accept);
    return server;
  }

  /** Where a Realtime client connects, without the model. */
  public String url() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return (tls == null ? "ws://" : "wss://") + name + ":" + port() + "/v1/realtime";
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** The certificate to trust, or "" without TLS. */
  public String pem() {
    return tls == null ? "" : tls.pem();
  }

  /** Asks the service something on its own thread, and waits for the answer. */
  public <T> T ask(Function<SimulatedService, T> question) throws InterruptedException {
    var answer = new CompletableFuture<T>();
    tell(
        () -> {
          try {
            answer.complete(question.apply(service));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
            throw e;
          }
        });
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the simulated service does not answer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the simulated service failed", e.getCause());
    }
  }

  /** Waits until the server is closed or, should it have a bug, throws that. */
  public void await() throws InterruptedException {
    serviceThread.join();
    Throwable found = bug;
    if (found != null) throw new IllegalStateException("the simulator has a bug", found);
  }

  /**
   * Does this on the service's thread, now. Virtual time is late by as much as the service has
   * slept; whoever comes from outside brings the real time along.
   */
  void tell(Runnable act) {
    time.at(clock.nanos(), act);
  }

  void after(long nanos, Runnable act) {
    time.at(clock.nanos() + nanos, act);
  }

  private void run() {
    try {
      time.runPaced(clock, 1, () -> false);
    } catch (InterruptedException e) {
      // Closed.
    } catch (RuntimeException | Error e) {
      bug = e;
      close();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().name("simulator-read").start(() -> serve(socket));
      } catch (IOException e) {
        // Closed, or a peer that left while it stood in the queue.
      }
    }
  }

  private void serve(Socket raw) {
    Line line = null;
    try {
      raw.setTcpNoDelay(true);
      line = new Line(this, raw, secured(raw));
      lines.add(line);
      if (listening.isClosed()) line.hangUp();
      line.serve();
    } catch (IOException e) {
      // Gone before it said anything.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (line != null) lines.remove(line);
    }
  }

  private Socket secured(Socket raw) throws IOException, InterruptedException {
    if (tls == null) return raw;
    var socket =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
    socket.setUseClientMode(false);
    if (ask(SimulatedService::failsTls)) {
      // A certificate of another kind than these want: nothing in common, so an alert.
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
    }
    return socket;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      // It is not listened to any more either way.
    }
    lines.forEach(Line::hangUp);
    serviceThread.interrupt();
  }
}
