package earshot.realtime;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.protocol.PublishedProtocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every published example of what a client says can be said by us, or what of it cannot is listed
 * here with the reason why it is not ours.
 */
class PublishedClientEventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> EVENTS_NOT_OURS =
      Map.of(
          "output_audio_buffer.clear", "only where the service plays the sound",
          "transcription_session.update", "we hold conversations, and do not take dictation");

  private static final String AS_SESSION = "a response is as its session is, but for what it says";
  private static final String OUT_OF_BAND = "every response of ours belongs to the conversation";

  private static final Map<String, String> PLACES_NOT_OURS =
      Map.ofEntries(
          entry("/event_id", "of our own making, and tested apart"),
          entry("/response/voice", AS_SESSION),
          entry("/response/output_audio_format", AS_SESSION),
          entry("/response/temperature", AS_SESSION),
          entry("/response/tools/*/type", AS_SESSION),
          entry("/response/tools/*/name", AS_SESSION),
          entry("/response/tools/*/description", AS_SESSION),
          entry("/response/tools/*/parameters/type", AS_SESSION),
          entry("/response/tools/*/parameters/properties/a/type", AS_SESSION),
          entry("/response/tools/*/parameters/properties/b/type", AS_SESSION),
          entry("/response/tools/*/parameters/required/*", AS_SESSION),
          entry("/response/conversation", OUT_OF_BAND),
          entry("/response/input/*/type", OUT_OF_BAND),
          entry("/response/input/*/id", OUT_OF_BAND),
          entry("/response/input/*/role", OUT_OF_BAND),
          entry("/response/input/*/content/*/type", OUT_OF_BAND),
          entry("/response/input/*/content/*/text", OUT_OF_BAND));

  /** What we say where an example leaves it open, because the defaults of services differ. */
  private static final Set<String> ALWAYS_SAID =
      Set.of(
          "/event_id",
          "/session/output_modalities/*",
          "/session/audio/input/format/type",
          "/session/audio/input/format/rate",
          "/session/audio/output/format/type",
          "/session/audio/output/format/rate",
          "/session/turn_detection/create_response",
          "/session/turn_detection/interrupt_response");

  private final PublishedProtocol published = PublishedProtocol.find();

  @Test
  void everyExampleIsOursOrListed() throws IOException {
    List<String> faults = new ArrayList<>();
    var unused = new TreeSet<>(EVENTS_NOT_OURS.keySet());
    unused.addAll(PLACES_NOT_OURS.keySet());
    unused.addAll(ALWAYS_SAID);
    for (String dialect : List.of("ga", "beta", "beta/2024-10", "beta/2024-11")) {
      for (JsonNode example : published.examples(dialect, "client")) {
        String type = example.path("type").asText();
        if (EVENTS_NOT_OURS.containsKey(type)) {
          unused.remove(type);
          continue;
        }
        Map<String, JsonNode> theirs = Leaves.of(example);
        Map<String, JsonNode> ours = Leaves.of(said(dialect.split("/")[0], example));
        var places = new TreeSet<>(theirs.keySet());
        places.addAll(ours.keySet());
        for (String at : places) {
          JsonNode their = theirs.get(at);
          JsonNode our = ours.get(at);
          String pattern = Leaves.pattern(at);
          unused.remove(pattern);
          boolean fine =
              their == null
                  ? ALWAYS_SAID.contains(pattern)
                  : PLACES_NOT_OURS.containsKey(pattern) || their.equals(our);
          if (!fine) faults.add("%s %s: %s, %s says %s".formatted(type, at, our, dialect, their));
        }
      }
    }
    assertEquals(List.of(), faults);
    assertEquals(List.of(), List.copyOf(unused), "listed in vain");
  }

  /** What we say when we mean what the example means. */
  private static JsonNode said(String name, JsonNode e) throws IOException {
    Dialect dialect = Dialect.named(name);
    String type = e.path("type").asText();
    if (type.equals("input_audio_buffer.append")) return appended(dialect, e);
    ClientEvent event =
        switch (type) {
          case "session.update" ->
              new ClientEvent.UpdateSession(SessionReader.read(e.path("session")));
          case "input_audio_buffer.commit" -> new ClientEvent.CommitInput();
          case "input_audio_buffer.clear" -> new ClientEvent.ClearInput();
          case "conversation.item.create" ->
              new ClientEvent.CreateItem(item(e.path("item")), text(e, "previous_item_id"));
          case "conversation.item.truncate" ->
              new ClientEvent.TruncateItem(
                  id(e), e.path("content_index").asInt(), e.path("audio_end_ms").asLong());
          case "conversation.item.delete" -> new ClientEvent.DeleteItem(id(e));
          case "conversation.item.retrieve" -> new ClientEvent.RetrieveItem(id(e));
          case "response.create" -> new ClientEvent.CreateResponse(response(e.path("response")));
          case "response.cancel" -> new ClientEvent.CancelResponse(text(e, "response_id"));
          default -> throw new AssertionError(type + " is neither ours nor listed");
        };
    return JSON.readTree(dialect.write(event, "event_1"));
  }

  /** The example's sound is a word. It is taken for the base64 that it begins with. */
  private static JsonNode appended(Dialect dialect, JsonNode e) throws IOException {
    String word = e.path("audio").asText();
    byte[] sound = Base64.getDecoder().decode(word.substring(0, word.length() / 4 * 4));
    short[] samples = new short[sound.length / 2];
    earshot.hal.Pcm.toSamples(sound, 0, samples, 0, samples.length);
    JsonNode ours = JSON.readTree(dialect.append(samples, 0, samples.length));
    String said = ours.path("audio").asText();
    int same = samples.length * 2 / 3 * 4;
    assertEquals(word.substring(0, same), said.substring(0, same));
    return Leaves.with(ours, "/audio", e.path("audio"));
  }

  private static ClientEvent.ResponseSpec response(JsonNode r) {
    JsonNode kinds = r.has("modalities") ? r.path("modalities") : r.path("output_modalities");
    Boolean audio = kinds.isArray() ? (Boolean) kinds.toString().contains("audio") : null;
    JsonNode most = r.path("max_output_tokens");
    Map<String, String> metadata = new TreeMap<>();
    for (var each : r.path("metadata").properties()) {
      metadata.put(each.getKey(), each.getValue().asText());
    }
    return new ClientEvent.ResponseSpec(
        text(r, "instructions"),
        audio,
        text(r, "tool_choice"),
        most.isInt() ? (Integer) most.intValue() : null,
        metadata);
  }

  private static Item item(JsonNode i) {
    assertEquals("message", i.path("type").asText());
    List<Item.Part> parts = new ArrayList<>();
    for (JsonNode part : i.path("content")) {
      parts.add(new Item.Part(Item.PartKind.INPUT_TEXT, text(part, "text")));
    }
    Item.Role role = Item.Role.valueOf(i.path("role").asText().toUpperCase(Locale.ROOT));
    return new Item(
        text(i, "id"),
        Item.Kind.MESSAGE,
        role,
        text(i, "status"),
        parts,
        null,
        null,
        null,
        null,
        null);
  }

  private static String id(JsonNode e) {
    String id = text(e, "item_id");
    assertNotNull(id);
    return id;
  }

  private static @Nullable String text(JsonNode from, String name) {
    return from.path(name).textValue();
  }
}
