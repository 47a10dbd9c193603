package earshot.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import earshot.simulator.Rest;
import earshot.simulator.Upgrade;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A token broker by the contract in provisioning/token-broker.md: knows its devices, has the
 * service's key, and mints real client secrets with it.
 */
final class BrokerForTests implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Service service;
  private final String key;
  private final String device;
  private final AtomicInteger asked = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> secrets = new ConcurrentLinkedQueue<>();

  private BrokerForTests(HttpServer server, Service service, String key, String device) {
    this.server = server;
    this.service = service;
    this.key = key;
    this.device = device;
    secrets.add(key);
    secrets.add(device);
  }

  static BrokerForTests before(Service service, String key, String device) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    var broker = new BrokerForTests(server, service, key, device);
    server.createContext("/secrets", broker::answer);
    server.start();
    return broker;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/secrets";
  }

  /** How many secrets were handed out. */
  int asked() {
    return asked.get();
  }

  /** All that nobody may read anywhere. */
  List<String> secrets() {
    return List.copyOf(secrets);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      byte[] asking = exchange.getRequestBody().readAllBytes();
      if (!("Bearer " + device).equals(shown)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String model = JSON.readTree(asking).path("model").asText();
      byte[] wanted =
          JSON.createObjectNode()
              .set("session", JSON.createObjectNode().put("type", "realtime").put("model", model))
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      Rest.Answer minted =
          service.server.ask(
              s ->
                  s.rest(
                      "POST",
                      new Upgrade(
                          "/v1/realtime/client_secrets", Map.of("Authorization", "Bearer " + key)),
                      wanted));
      JsonNode answer = JSON.readTree(minted.body());
      secrets.add(answer.path("value").asText());
      asked.incrementAndGet();
      byte[] told =
          JSON.createObjectNode()
              .put("value", answer.path("value").asText())
              .put("expires_at", answer.path("expires_at").asLong())
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, told.length);
      exchange.getResponseBody().write(told);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
