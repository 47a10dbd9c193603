package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.telemetry.Journal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
}
