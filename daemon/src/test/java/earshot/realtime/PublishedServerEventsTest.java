package earshot.realtime;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.protocol.PublishedProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every published example of what a service says is read without loss and without complaint: what
 * it says at any place is found in our value, and makes a difference there, or the place is listed
 * here with the reason why we do not keep it.
 */
class PublishedServerEventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory LEAF = JsonNodeFactory.instance;

  private static final List<String> DIALECTS =
      List.of("ga", "beta", "beta/2024-10", "beta/2024-11");

  /** Three samples: 1, 2 and -1. */
  private static final String SOUND = "AQACAP//";

  /** Events that we know and that change nothing here. */
  private static final Map<String, String> NOTED =
      Map.ofEntries(
          entry("conversation.created", "a connection has one conversation; nothing asks its id"),
          entry(
              "conversation.item.input_audio_transcription.segment",
              "only for transcription with speakers told apart, which we do not ask for"),
          entry("input_audio_buffer.dtmf_event_received", "telephone calls only"),
          entry("output_audio_buffer.started", "only where the service plays the sound"),
          entry("output_audio_buffer.stopped", "only where the service plays the sound"),
          entry("output_audio_buffer.cleared", "only where the service plays the sound"),
          entry("response.content_part.added", "empty; its deltas name their part themselves"),
          entry("response.content_part.done", "told again by the done events of text and sound"),
          entry("response.function_call_arguments.delta", "the done event has them whole"),
          entry("response.mcp_call_arguments.delta", "the service calls, not we"),
          entry("response.mcp_call_arguments.done", "the service calls, not we"),
          entry("response.mcp_call.in_progress", "the service calls, not we"),
          entry("response.mcp_call.completed", "the service calls, not we"),
          entry("mcp_list_tools.in_progress", "the service lists, not we"),
          entry("mcp_list_tools.completed", "the service lists, not we"));

  /** Names that we keep nowhere. */
  private static final Map<String, String> NAMES =
      Map.of(
          "event_id", "the service's own number of its event; nothing refers to it",
          "object", "the same word every time",
          "obfuscation", "padding against eavesdroppers");

  /** Places that we do not keep. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          entry("session.created /session/modalities/0", "text, always, beside what follows it"),
          entry("session.updated /session/id", "as the first word of the session said"),
          entry("session.updated /session/expires_at", "as the first word of the session said"),
          entry("transcription_session.updated /session/id", "as the first word said"),
          entry("response.created /response/status", "in progress, always"),
          entry("/output_index", "the item's id tells the item"),
          entry("/item/content/*/audio", "sound is never asked for a second time"),
          entry("/item/content/*/format", "of that sound"),
          entry("/response/output_modalities/*", "our own request, told back"),
          entry("/response/max_output_tokens", "our own request, told back"),
          entry("/response/audio/output/format/type", "our own request, told back"),
          entry("/response/audio/output/format/rate", "our own request, told back"),
          entry("/response/audio/output/voice", "our own request, told back"),
          entry(
              "/response/usage/input_token_details/cached_tokens",
              "the sum of its details, which we keep"),
          entry("/usage/type", "by tokens or by seconds: the one that is there"),
          entry("/session/type", "of the session that we asked for"),
          entry("/session/audio/input/format/type", "the one format we ask for"),
          entry("/session/audio/input/format/rate", "the one format we ask for"),
          entry("/session/audio/output/format/type", "the one format we ask for"),
          entry("/session/audio/output/format/rate", "the one format we ask for"),
          entry("/session/input_audio_format", "the one format we ask for"),
          entry("/session/output_audio_format", "the one format we ask for"),
          entry("/session/input_audio_transcription/enabled", "said in the first weeks only"),
          entry("/session/include/*", "nothing that we ask for"));

  private final PublishedProtocol published = PublishedProtocol.find();

  @Test
  void everyExampleIsReadWithoutComplaint() throws Exception {
    var noted = new TreeSet<String>();
    for (String dialect : DIALECTS) {
      for (JsonNode example : examples(dialect)) {
        ServerEvent event = read(dialect, example);
        assertFalse(event instanceof ServerEvent.Unknown, example::toString);
        if (event instanceof ServerEvent.Noted n) noted.add(n.type());
      }
    }
    assertEquals(new TreeSet<>(NOTED.keySet()), noted);
  }

  @Test
  void whatAnExampleSaysIsFoundInOurValue() throws Exception {
    List<String> lost = new ArrayList<>();
    for (String dialect : DIALECTS) {
      for (JsonNode example : examples(dialect)) {
        JsonNode told = unlike(example);
        ServerEvent event = read(dialect, told);
        if (event instanceof ServerEvent.Noted) continue;
        List<String> kept = Leaves.of(event);
        Leaves.of(told)
            .forEach(
                (at, leaf) -> {
                  // Words of the protocol become types and constants: the other test is for them.
                  boolean word = leaf.isBoolean() || isWord(at);
                  if (!word && !isListed(example, at) && !kept.contains(leaf.asText())) {
                    lost.add(place(dialect, example, at));
                  }
                });
      }
    }
    assertEquals(List.of(), lost);
  }

  @Test
  void whateverAnExampleSaysMakesADifference() throws Exception {
    List<String> indifferent = new ArrayList<>();
    var differing = new TreeMap<String, String>();
    int leaves = 0;
    for (String dialect : DIALECTS) {
      for (JsonNode example : examples(dialect)) {
        ServerEvent event = read(dialect, example);
        if (event instanceof ServerEvent.Noted) continue;
        List<String> kept = Leaves.of(event);
        for (var place : Leaves.of(example).entrySet()) {
          String at = place.getKey();
          if (at.equals("/type")) continue;
          leaves++;
          boolean differs = false;
          for (JsonNode other : others(example, at, place.getValue())) {
            ServerEvent changed = read(dialect, Leaves.with(example, at, other));
            if (!Leaves.of(changed).equals(kept)) differs = true;
          }
          if (differs && isListed(example, at)) differing.put(Leaves.pattern(at), dialect);
          if (!differs && !isListed(example, at)) indifferent.add(place(dialect, example, at));
        }
      }
    }
    assertEquals(List.of(), indifferent);
    assertTrue(leaves > 500, leaves + " leaves");
    // Kept where it tells something: of a new item, and where the sum has no details.
    differing.remove("/output_index");
    differing.remove("/response/usage/input_token_details/cached_tokens");
    assertEquals(Map.of(), differing, "listed as dropped, but kept");
  }

  @Test
  void nothingIsListedInVain() {
    var unused = new TreeSet<>(PLACES.keySet());
    unused.addAll(NAMES.keySet());
    for (String dialect : DIALECTS) {
      for (JsonNode example : examples(dialect)) {
        for (String at : Leaves.of(example).keySet()) {
          unused.remove(Leaves.pattern(at));
          unused.remove(example.path("type").asText() + " " + Leaves.pattern(at));
          unused.remove(example.path("type").asText() + " " + at);
          unused.remove(at.substring(at.lastIndexOf('/') + 1));
        }
      }
    }
    assertEquals(List.of(), List.copyOf(unused));
  }

  private List<JsonNode> examples(String dialect) {
    List<JsonNode> examples = published.examples(dialect, "server");
    assertTrue(examples.size() >= 28, dialect + " has " + examples.size());
    return examples;
  }

  private static ServerEvent read(String dialect, JsonNode event)
      throws MalformedEvent, JsonProcessingException {
    return Dialect.named(dialect.split("/")[0]).read(JSON.writeValueAsBytes(event));
  }

  private static boolean isListed(JsonNode example, String at) {
    String pattern = Leaves.pattern(at);
    return PLACES.containsKey(pattern)
        || PLACES.containsKey(example.path("type").asText() + " " + pattern)
        || PLACES.containsKey(example.path("type").asText() + " " + at)
        || NAMES.containsKey(at.substring(at.lastIndexOf('/') + 1))
            && !at.equals("/error/event_id");
  }

  private static String place(String dialect, JsonNode example, String at) {
    return dialect + " " + example.path("type").asText() + " " + at;
  }

  private static boolean isWord(String at) {
    return at.matches(".*/type|/session/(output_)?modalities/\\d+|.*/max_(\\w+_)?tokens");
  }

  /** The same event with numbers that are all unlike each other, and with sound that is sound. */
  private static JsonNode unlike(JsonNode example) {
    ObjectNode event = example.deepCopy();
    int next = 1001;
    for (var place : Leaves.of(example).entrySet()) {
      if (!place.getValue().isNumber()) continue;
      event = Leaves.with(event, place.getKey(), LEAF.numberNode(next++));
    }
    if (event.path("type").asText().endsWith("audio.delta")) event.put("delta", SOUND);
    return event;
  }

  /** What else could stand there. */
  private static List<JsonNode> others(JsonNode example, String at, JsonNode leaf) {
    boolean sound = at.equals("/delta") && example.path("type").asText().endsWith("audio.delta");
    if (sound) return List.of(LEAF.textNode(SOUND));
    if (leaf.isBoolean()) return List.of(LEAF.booleanNode(!leaf.booleanValue()));
    if (leaf.isNumber()) return List.of(LEAF.numberNode(leaf.asLong() + 7));
    List<JsonNode> others = new ArrayList<>();
    for (String word :
        List.of("cancelled", "user", "text", "audio", "function_call", "far_field", "server_vad")) {
      if (!word.equals(leaf.textValue())) others.add(LEAF.textNode(word));
    }
    return others;
  }
}
