package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.telemetry.Journal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsPortTest {

  private final Journal journal = new Journal(Clock.system(), 10);

  private static HttpResponse<String> get(String method, int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /** On a port that nobody has: the system chooses one for a moment. */
  private static int free() throws IOException {
    try (var taken = new java.net.ServerSocket(0)) {
      return taken.getLocalPort();
    }
  }

  @Test
  void aCollectorGetsTheTextAndNobodyGetsAnythingElse() throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    int port = free();
    var source =
        (MetricsPort.Exposition)
            () -> {
              if (away.get()) throw new Refusal(Exit.FAILED, "no answer", "");
              return "earshot_turns_total 3\n";
            };
    try (var _ = MetricsPort.open(port, source, journal)) {
      HttpResponse<String> good = get("GET", port, "/metrics");
      assertEquals(200, good.statusCode());
      assertEquals("earshot_turns_total 3\n", good.body());
      assertTrue(good.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
      assertEquals(404, get("GET", port, "/").statusCode());
      assertEquals(405, get("POST", port, "/metrics").statusCode());
      away.set(true);
      assertEquals(503, get("GET", port, "/metrics").statusCode());
      // A second one on the same port is told, and is no reason to end.
      try (var _ = MetricsPort.open(port, source, journal)) {
        assertEquals("metrics-port", journal.last(1).getFirst().id());
      }
    }
    assertThrows(ConnectException.class, () -> get("GET", port, "/metrics"));
  }

  /** Whoever opens connections and says nothing takes neither memory without end nor the port. */
  @Test
  void whoSaysNothingIsHungUpOnAndSoIsWhoComesWhenThereIsNoRoom() throws Exception {
    int port = free();
    var bounds = new MetricsPort.Bounds(4, Duration.ofMillis(500));
    List<Socket> silent = new ArrayList<>();
    try (var _ = MetricsPort.open(port, () -> "earshot_turns_total 3\n", journal, bounds)) {
      for (int i = 0; i < 40; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
        silent.add(socket);
      }
      for (Socket each : silent) assertTrue(ended(each), "it was hung up on");
      Until.so("there is room again", () -> answers(port));
    } finally {
      for (Socket each : silent) each.close();
    }
  }

  @Test
  void aHeadWithoutAnEndIsNotReadToItsEnd() throws Exception {
    int port = free();
    try (var _ = MetricsPort.open(port, () -> "", journal);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      byte[] line = ("X: " + "x".repeat(1_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      boolean refused = false;
      for (int i = 0; i < 100_000 && !refused; i++) {
        try {
          socket.getOutputStream().write(line);
        } catch (IOException e) {
          refused = true;
        }
      }
      assertTrue(refused, "a hundred megabytes were read");
    }
  }

  /** The end of what it sends, whichever way it comes. */
  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean answers(int port) {
    try {
      return get("GET", port, "/metrics").statusCode() == 200;
    } catch (Exception e) {
      return false;
    }
  }
}
