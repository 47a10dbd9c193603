package earshot.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import earshot.telemetry.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The metrics over HTTP for a collector on the same machine: the loopback only, one path, GET only.
 * Everybody on the machine may read them; there is nothing private in them. Virtual threads.
 */
final class MetricsPort implements AutoCloseable {

  /** What is asked for the text, on the asking thread. */
  interface Exposition {
    String text() throws InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MetricsPort(int port, Exposition metrics) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, metrics));
    server.start();
  }

  /**
   * Listens from now on. A port that is taken is told in the journal, and is no reason not to talk.
   */
  static AutoCloseable open(int port, Exposition metrics, Journal journal) {
    try {
      return new MetricsPort(port, metrics);
    } catch (IOException e) {
      journal.write(
          Journal.Level.WARN,
          "metrics-port",
          "The metrics cannot be had over HTTP: port " + port + ": " + e.getMessage() + ".");
      return () -> {};
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Exposition metrics) throws IOException {
    try (exchange) {
      boolean metricsAsked = exchange.getRequestURI().getPath().equals("/metrics");
      if (!exchange.getRequestMethod().equals("GET") || !metricsAsked) {
        exchange.sendResponseHeaders(metricsAsked ? 405 : 404, -1);
        return;
      }
      byte[] text;
      try {
        text = metrics.text().getBytes(StandardCharsets.UTF_8);
      } catch (Refusal _) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(200, text.length);
      exchange.getResponseBody().write(text);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
