package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.sim.SimTime;
import earshot.protocol.PublishedProtocol;
import earshot.simulator.rules.ChatRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client of the simulated Chat Completions. Holds everything it is told to the rules and, where
 * they are at hand, to the published schemas.
 */
final class TestChat implements ChatClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ChatRules RULES = ChatRules.load();

  final SimTime time = new SimTime(0, 1_800_000_000_000L);
  final SimulatedService service;
  final List<String> pieces = new ArrayList<>();
  String path = "/v1/chat/completions";
  Map<String, String> headers = Map.of("Authorization", "Bearer sk-test");
  Map<String, String> answerHeaders = Map.of();
  int status;
  byte @Nullable [] whole;
  boolean ended;
  boolean cut;

  TestChat(Script script) {
    service = new SimulatedService(script, time, 7).remembering();
  }

  /** Asks, members with single quotes and without the braces around them. */
  ChatCall open(String members) {
    pieces.clear();
    answerHeaders = Map.of();
    status = 0;
    whole = null;
    ended = false;
    cut = false;
    byte[] body = ("{" + members.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
    ChatCall call = service.chat(path, headers, body, this);
    assertEquals(0, status, "nothing is said before the call is made");
    return call;
  }

  void ask(String members) {
    ask(members, 120);
  }

  void ask(String members, int seconds) {
    open(members);
    time.runFor(seconds * TestClient.SECOND);
  }

  void refused(int expected, String code, String members) {
    ask(members);
    assertEquals(expected, status);
    assertEquals(code, error().path("code").asText(), () -> error().toString());
  }

  JsonNode body() {
    return read(new String(Objects.requireNonNull(whole), StandardCharsets.UTF_8));
  }

  JsonNode error() {
    assertNull(RULES.checkError(body()));
    return body().path("error");
  }

  List<JsonNode> chunks() {
    return pieces.stream().filter(piece -> !piece.equals("[DONE]")).map(TestChat::read).toList();
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void answer(int answered, Map<String, String> told, byte[] body) {
    status = answered;
    answerHeaders = told;
    whole = body;
    if (answered == 200) {
      assertNull(RULES.checkAnswer(body()));
      judge("rest/chat-completions.response.schema.json", body());
    }
  }

  @Override
  public void begin(Map<String, String> told) {
    assertEquals(0, status);
    status = 200;
    answerHeaders = told;
  }

  @Override
  public void piece(byte[] event) {
    String text = new String(event, StandardCharsets.UTF_8);
    assertTrue(text.startsWith("data: ") && text.endsWith("\n\n"), text);
    String data = text.substring(6, text.length() - 2);
    pieces.add(data);
    if (!data.startsWith("{\"id\":\"")) return;
    assertNull(RULES.checkChunk(read(data)));
    judge("rest/chat-completions.stream-chunk.schema.json", read(data));
  }

  private static void judge(String schema, JsonNode body) {
    PublishedProtocol.ifAtHand().ifPresent(protocol -> protocol.judge(schema).check(body));
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void cut() {
    cut = true;
  }
}
