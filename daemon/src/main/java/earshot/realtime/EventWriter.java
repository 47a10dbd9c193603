package earshot.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.BySemantics;
import earshot.realtime.SessionSpec.ByServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the client events that both dialects share, and the pieces of those that they do not.
 * Pure.
 */
final class EventWriter {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final byte[] BEFORE_SOUND =
      "{\"type\":\"input_audio_buffer.append\",\"audio\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER_SOUND = "\"}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  private EventWriter() {}

  /** What the dialects say differently. */
  interface Differences {
    ObjectNode session(SessionSpec spec);

    ObjectNode response(ClientEvent.ResponseSpec spec);

    /** "text" or "output_text". */
    String assistantText();
  }

  static byte[] write(ClientEvent event, String eventId, Differences dialect) {
    ObjectNode out = object();
    out.put("event_id", eventId);
    switch (event) {
      case ClientEvent.UpdateSession e -> {
        out.put("type", "session.update");
        out.set("session", dialect.session(e.session()));
      }
      case ClientEvent.CommitInput e -> out.put("type", "input_audio_buffer.commit");
      case ClientEvent.ClearInput e -> out.put("type", "input_audio_buffer.clear");
      case ClientEvent.CreateItem e -> {
        out.put("type", "conversation.item.create");
        if (e.previousItemId() != null) out.put("previous_item_id", e.previousItemId());
        out.set("item", item(e.item(), dialect.assistantText()));
      }
      case ClientEvent.TruncateItem e ->
          out.put("type", "conversation.item.truncate")
              .put("item_id", e.itemId())
              .put("content_index", e.contentIndex())
              .put("audio_end_ms", e.audioEndMillis());
      case ClientEvent.DeleteItem e ->
          out.put("type", "conversation.item.delete").put("item_id", e.itemId());
      case ClientEvent.RetrieveItem e ->
          out.put("type", "conversation.item.retrieve").put("item_id", e.itemId());
      case ClientEvent.CreateResponse e -> {
        out.put("type", "response.create");
        ObjectNode response = dialect.response(e.response());
        if (!response.isEmpty()) out.set("response", response);
      }
      case ClientEvent.CancelResponse e -> {
        out.put("type", "response.cancel");
        if (e.responseId() != null) out.put("response_id", e.responseId());
      }
    }
    try {
      // By way of a string: half a surrogate pair, as a cut text may have, becomes a question mark.
      return MAPPER.writeValueAsString(out).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private static ObjectNode item(Item item, String assistantText) {
    ObjectNode out = object();
    if (item.id() != null) out.put("id", item.id());
    if (item.status() != null) out.put("status", item.status());
    switch (item.kind()) {
      case MESSAGE -> {
        Item.Role role = item.role();
        if (role == null) throw new IllegalArgumentException("a message has a role");
        out.put("type", "message").put("role", role.name().toLowerCase(Locale.ROOT));
        ArrayNode content = out.putArray("content");
        for (Item.Part part : item.parts()) {
          // What has no words cannot be told again.
          if (part.text() == null) continue;
          content
              .addObject()
              .put("type", role == Item.Role.ASSISTANT ? assistantText : "input_text")
              .put("text", part.text());
        }
      }
      case FUNCTION_CALL ->
          out.put("type", "function_call")
              .put("call_id", needed(item.callId(), "call id"))
              .put("name", needed(item.name(), "name"))
              .put("arguments", needed(item.arguments(), "arguments"));
      case FUNCTION_CALL_OUTPUT ->
          out.put("type", "function_call_output")
              .put("call_id", needed(item.callId(), "call id"))
              .put("output", needed(item.output(), "output"));
      case OTHER -> throw new IllegalArgumentException("an item of a kind that is not ours");
    }
    return out;
  }

  private static String needed(@Nullable String value, String name) {
    if (value == null) throw new IllegalArgumentException("this kind of item has a " + name);
    return value;
  }

  /** Fifty times a second: the message is made in place, and nothing else. */
  static byte[] append(short[] samples, int at, int count) {
    Objects.checkFromIndexSize(at, count, samples.length);
    int end = 2 * count;
    int to = BEFORE_SOUND.length;
    int base64 = (end + 2) / 3 * 4;
    byte[] message = new byte[to + base64 + AFTER_SOUND.length];
    System.arraycopy(BEFORE_SOUND, 0, message, 0, to);
    for (int from = 0; from < end; from += 3) {
      int three =
          octet(samples, at, from, end) << 16
              | octet(samples, at, from + 1, end) << 8
              | octet(samples, at, from + 2, end);
      message[to++] = BASE64[three >> 18];
      message[to++] = BASE64[three >> 12 & 63];
      message[to++] = BASE64[three >> 6 & 63];
      message[to++] = BASE64[three & 63];
    }
    for (int padding = (3 - end % 3) % 3; padding > 0; padding--) message[to - padding] = '=';
    System.arraycopy(AFTER_SOUND, 0, message, to, AFTER_SOUND.length);
    return message;
  }

  /** The samples as little-endian bytes: this one of them, or none past the end. */
  private static int octet(short[] samples, int at, int index, int end) {
    if (index >= end) return 0;
    short sample = samples[at + index / 2];
    return (index % 2 == 0 ? sample : sample >> 8) & 0xff;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Null means "off" and is said; what is set is said with all its parameters. */
  static void turnDetection(ObjectNode to, SessionSpec.TurnDetection detection, boolean idle) {
    switch (detection) {
      case ByRelease d -> to.putNull("turn_detection");
      case ByServer d -> {
        ObjectNode out =
            to.putObject("turn_detection")
                .put("type", "server_vad")
                .put("threshold", d.threshold())
                .put("prefix_padding_ms", d.prefixPaddingMillis())
                .put("silence_duration_ms", d.silenceMillis())
                .put("create_response", d.createResponse())
                .put("interrupt_response", d.interruptResponse());
        if (idle && d.idleTimeoutMillis() != null) {
          out.put("idle_timeout_ms", d.idleTimeoutMillis());
        }
      }
      case BySemantics d ->
          to.putObject("turn_detection")
              .put("type", "semantic_vad")
              .put("eagerness", d.eagerness())
              .put("create_response", d.createResponse())
              .put("interrupt_response", d.interruptResponse());
    }
  }

  static ObjectNode transcription(SessionSpec.Transcription t) {
    ObjectNode out = object();
    if (t.model() != null) out.put("model", t.model());
    if (t.language() != null) out.put("language", t.language());
    if (t.prompt() != null) out.put("prompt", t.prompt());
    return out;
  }

  static ObjectNode noiseReduction(SessionSpec.NoiseReduction n) {
    return object().put("type", n.name().toLowerCase(Locale.ROOT));
  }

  static void tools(ObjectNode to, List<SessionSpec.Tool> tools) {
    if (tools.isEmpty()) return;
    ArrayNode out = to.putArray("tools");
    for (SessionSpec.Tool tool : tools) {
      ObjectNode function =
          out.addObject()
              .put("type", "function")
              .put("name", tool.name())
              .put("description", tool.description());
      try {
        function.set("parameters", MAPPER.readTree(tool.parametersJson()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("the parameters of " + tool.name() + " are no JSON", e);
      }
    }
    to.put("tool_choice", "auto");
  }

  /** A bound above the most that is allowed is none. */
  static void putTokens(ObjectNode to, String name, @Nullable Integer tokens, int most) {
    if (tokens == null) return;
    if (tokens <= most) to.put(name, tokens);
    else to.put(name, "inf");
  }

  /** Puts a member if there is a value for it. */
  static <T> void put(ObjectNode to, String name, @Nullable T value, Function<T, ObjectNode> make) {
    if (value != null) to.set(name, make.apply(value));
  }
}
