package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.protocol.PublishedProtocol;
import earshot.protocol.SchemaJudge;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients that do anything in any order: whatever comes back is well-formed and in order. */
class RandomTalkTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final short[] SPEECH = Voices.babble(3, 4);

  @Test
  void whateverIsAskedInGaIsAnsweredInOrder() {
    for (long seed = 1; seed <= 20; seed++) checkOrder(talk(TestClient.GA, seed, 300), seed);
  }

  @Test
  void whateverIsAskedInBetaIsAnsweredInOrder() {
    for (long seed = 1; seed <= 20; seed++) checkOrder(talk(TestClient.BETA, seed, 300), seed);
  }

  @Test
  void allThatIsSaidFitsThePublishedSchemas() throws Exception {
    for (var dialect : Map.of("ga", TestClient.GA, "beta", TestClient.BETA).entrySet()) {
      SchemaJudge server = PublishedProtocol.find().judge(dialect.getKey(), "server", true);
      var types = new HashSet<String>();
      for (long seed = 100; seed < 104; seed++) {
        for (JsonNode event : talk(dialect.getValue(), seed, 300).events) {
          types.add(event.path("type").asText());
          server.check(event);
        }
      }
      assertTrue(types.size() >= 22, types.toString());
    }
  }

  private static Script script(long seed) {
    return Script.answering(
            Answer.sound(3), Answer.call("look", "{\"at\":1}"), Answer.clips("timer"))
        .with(Script.Cue.on("text", Answer.say("Said.")))
        .with(
            Misbehaviour.When.at(Misbehaviour.Point.DELTA).in(3).afterDeltas(4),
            new Misbehaviour.Fail("server_error", "server_error", "Sorry."))
        .with(Delivery.USUAL.withPace(1 + seed % 20));
  }

  private static TestClient talk(Upgrade upgrade, long seed, int acts) {
    boolean ga = upgrade == TestClient.GA;
    var random = new Random(seed);
    var client = TestClient.connected(script(seed), upgrade);
    for (int i = 0; i < acts; i++) {
      act(client, random, ga);
      client.run(random.nextDouble() * 0.4);
    }
    return client.run(30);
  }

  private static void act(TestClient client, Random random, boolean ga) {
    String session = ga ? "'session':{'type':'realtime'," : "'session':{";
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> client.append(SPEECH, random.nextInt(40_000), random.nextInt(20_000));
      case 3 -> client.append(new short[random.nextInt(30_000)]);
      case 4 -> client.say("{'type':'input_audio_buffer.commit'}");
      case 5 -> client.say("{'type':'input_audio_buffer.clear'}");
      case 6 -> client.ask("some text");
      case 7, 8 -> client.say("{'type':'response.create'}");
      case 9 -> client.say("{'type':'response.cancel'}");
      case 10 ->
          client.say(
              "{'type':'conversation.item.truncate','item_id':'%s','content_index':0,'audio_end_ms':%d}"
                  .formatted(anyItem(client, random), random.nextInt(2000)));
      case 11 ->
          client.say(
              "{'type':'conversation.item.%s','item_id':'%s'}"
                  .formatted(
                      random.nextBoolean() ? "delete" : "retrieve", anyItem(client, random)));
      case 12 -> client.say("{'type':'session.update'," + session + detection(random, ga) + "}}");
      case 13 ->
          client.say(
              "{'type':'response.create','response':{'conversation':'none','metadata':{'a':'b'},'input':[{'type':'item_reference','id':'%s'}]}}"
                  .formatted(anyItem(client, random)));
      case 14 -> {
        for (JsonNode call : client.all("response.output_item.done")) {
          String id = call.at("/item/call_id").asText();
          if (!id.isEmpty()) {
            client.say(
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'%s','output':'1'}}"
                    .formatted(id));
            break;
          }
        }
      }
      default -> garbage(client, random);
    }
  }

  private static void garbage(TestClient client, Random random) {
    byte[] event =
        "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[]}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) event[random.nextInt(event.length)] = (byte) random.nextInt(256);
    client.session().text(event);
  }

  private static String detection(Random random, boolean ga) {
    String how =
        List.of("null", "{'type':'server_vad','threshold':0.4}", "{'type':'semantic_vad'}")
            .get(random.nextInt(3));
    String words = "{'model':'" + (random.nextBoolean() ? "whisper-1" : "gpt-4o-transcribe") + "'}";
    return ga
        ? "'audio':{'input':{'turn_detection':" + how + ",'transcription':" + words + "}}"
        : "'turn_detection':" + how + ",'input_audio_transcription':" + words;
  }

  private static String anyItem(TestClient client, Random random) {
    List<JsonNode> added = client.all("conversation.item.added");
    if (added.isEmpty()) added = client.all("conversation.item.created");
    if (added.isEmpty()) return "none";
    return added.get(random.nextInt(added.size())).at("/item/id").asText();
  }

  /**
   * Every response ends once and says nothing outside its life; every event has a name of its own.
   */
  private static void checkOrder(TestClient client, long seed) {
    var alive = new HashMap<String, Integer>();
    Set<String> names = new HashSet<>();
    for (JsonNode event : client.events) {
      String type = event.path("type").asText();
      assertTrue(names.add(event.path("event_id").asText()), "seed " + seed + ": " + event);
      String response = event.path("response_id").asText(event.at("/response/id").asText());
      if (response.isEmpty()) continue;
      switch (type) {
        case "response.created" -> assertEquals(null, alive.put(response, 1), "seed " + seed);
        case "response.done" -> assertEquals(1, alive.put(response, 0), "seed " + seed);
        default -> assertEquals(1, alive.get(response), "seed " + seed + ": " + event);
      }
    }
    assertTrue(
        alive.values().stream().allMatch(count -> count == 0), "seed " + seed + ": " + alive);
    assertTrue(alive.size() > 5, "seed " + seed);
    for (JsonNode done : client.all("response.done")) {
      JsonNode item = done.at("/response/output/0");
      if (!item.at("/content/0/transcript").isTextual()) continue;
      short[] sound = client.sound(item.path("id").asText());
      boolean whole = item.path("status").asText().equals("completed");
      assertTrue(sound.length % Pcm.samples(100) == 0 || whole, "seed " + seed);
    }
  }
}
