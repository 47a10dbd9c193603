package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.protocol.PublishedProtocol;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ephemeral keys: made for those with a real one, good for a while, and carrying a session. */
class RestTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> KEY = Map.of("Authorization", "Bearer sk-real");
  private static final String PATH = "/v1/realtime/client_secrets";
  private final TestClient client =
      new TestClient(Script.usual().with(Terms.USUAL.withKeys("sk-real")));

  private Rest.Answer post(String path, Map<String, String> headers, String body) {
    return client.service.rest(
        "POST",
        new Upgrade(path, headers),
        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode tree(Rest.Answer answer) throws Exception {
    return JSON.readTree(answer.body());
  }

  @Test
  void aKeyIsGoodUntilItExpires() throws Exception {
    JsonNode made =
        tree(
            post(
                PATH,
                KEY,
                "{'expires_after':{'anchor':'created_at','seconds':60},'session':{'type':'realtime','output_modalities':['text']}}"));
    assertEquals(1_800_000_060L, made.path("expires_at").asLong());
    var upgrade =
        new Upgrade(
            "/v1/realtime?model=gpt-realtime",
            Map.of("Authorization", "Bearer " + made.path("value").asText()));
    client.connect(upgrade);
    client.run(59);
    assertEquals(
        "text", client.last("session.created").at("/session/output_modalities/0").asText());
    client.connect(upgrade);
    client.run(2);
    assertTrue(client.closes.isEmpty(), "what is open stays open");
    client.connect(upgrade);
    client.run(1);
    assertEquals("invalid_api_key", client.lastError().path("code").asText());
    assertEquals(1, client.closes.size());
  }

  @Test
  void onlyARealKeyMakesOne() throws Exception {
    assertEquals(401, post(PATH, Map.of(), "{}").status());
    String made = tree(post(PATH, KEY, "{}")).path("value").asText();
    assertEquals(401, post(PATH, Map.of("Authorization", "Bearer " + made), "{}").status());
    assertEquals(
        200,
        post("/openai/v1/realtime/client_secrets", Map.of("api-key", "sk-real"), "{}").status());
    assertEquals(
        401, post("/openai/v1/realtime/client_secrets", Map.of("api-key", "no"), "{}").status());
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertEquals(
        "session.voice",
        tree(post(PATH, KEY, "{'session':{'type':'realtime','voice':'x'}}"))
            .at("/error/param")
            .asText());
    assertEquals(
        "expires_after.seconds",
        tree(post(PATH, KEY, "{'expires_after':{'seconds':5}}")).at("/error/param").asText());
    assertEquals(400, post(PATH, KEY, "[").status());
    assertEquals(404, post("/v1/models", KEY, "{}").status());
  }

  @Test
  void answersFitThePublishedSchemas() throws Exception {
    PublishedProtocol published = PublishedProtocol.find();
    var schemas =
        Map.of(
            PATH,
            "rest/client-secrets.response.schema.json",
            "/v1/realtime/sessions",
            "rest/sessions-beta.response.schema.json");
    for (var each : schemas.entrySet()) {
      published.judge(each.getValue()).check(tree(post(each.getKey(), KEY, "{}")));
    }
  }
}
