package earshot.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.simulator.Exchange;
import earshot.simulator.Script;
import earshot.simulator.wire.SimulatorServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The simulated service on a port of its own, remembering everything. */
final class Service implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  final SimulatorServer server;

  private Service(SimulatorServer server) {
    this.server = server;
  }

  static Service playing(Script script) throws Exception {
    return playing(script, false);
  }

  static Service playing(Script script, boolean tls) throws Exception {
    return on(0, script, tls);
  }

  static Service on(int port, Script script, boolean tls) throws Exception {
    var server = SimulatorServer.listen(tls ? "localhost" : "127.0.0.1", port, tls, script);
    server.ask(service -> service.remembering());
    return new Service(server);
  }

  String url() {
    return server.url();
  }

  /** The messages of one side so far, in order. */
  List<JsonNode> said(boolean byClient) throws Exception {
    List<Exchange> log = server.ask(service -> List.copyOf(service.log()));
    List<JsonNode> events = new ArrayList<>();
    for (Exchange each : log) {
      // Chat completions are no events, and their last word is no JSON.
      if (each.fromClient() == byClient && !each.dialect().equals("chat"))
        events.add(JSON.readTree(each.bytes()));
    }
    return events;
  }

  List<String> types(boolean byClient) throws Exception {
    return said(byClient).stream().map(event -> event.path("type").asText()).toList();
  }

  /** All sound that was sent to the service, as it was in the messages. */
  byte[] soundHeard() throws Exception {
    return sound(said(true), "input_audio_buffer.append", "audio");
  }

  /** All sound that the service has sent. */
  byte[] soundSaid() throws Exception {
    return sound(said(false), "audio.delta", "delta");
  }

  private static byte[] sound(List<JsonNode> events, String type, String field) throws IOException {
    var all = new ByteArrayOutputStream();
    for (JsonNode event : events) {
      if (!event.path("type").asText().endsWith(type)) continue;
      all.write(Base64.getDecoder().decode(event.path(field).asText()));
    }
    return all.toByteArray();
  }

  int connections() throws Exception {
    return server.ask(service -> service.connections());
  }

  @Override
  public void close() {
    server.close();
  }
}
