package earshot.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.BySemantics;
import earshot.realtime.SessionSpec.ByServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
  static final String LOGPROBS = "item.input_audio_transcription.logprobs";
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

    /** Whether a user may show images. */
    boolean hasImages();

    /** Whether the service calls tools of servers that it is told of. */
    boolean hasHostedTools();
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
        out.set("item", item(e.item(), dialect));
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

  private static ObjectNode item(Item item, Differences dialect) {
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
          if (part.image() != null && role == Item.Role.USER && dialect.hasImages()) {
            content.addObject().put("type", "input_image").put("image_url", part.image());
          }
          // What has no words cannot be told again.
          if (part.text() == null) continue;
          content
              .addObject()
              .put("type", role == Item.Role.ASSISTANT ? dialect.assistantText() : "input_text")
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
      case MCP_APPROVAL_RESPONSE -> {
        if (!dialect.hasHostedTools()) throw notOurs();
        needed(item.id(), "id");
        out.put("type", "mcp_approval_response")
            .put("approval_request_id", needed(item.callId(), "call id"))
            .put("approve", needed(item.output(), "output").equals(Item.YES));
        if (item.arguments() != null) out.put("reason", item.arguments());
        // The one kind that has none.
        out.remove("status");
      }
      case MCP_APPROVAL_REQUEST, MCP_CALL, OTHER -> throw notOurs();
    }
    return out;
  }

  private static IllegalArgumentException notOurs() {
    return new IllegalArgumentException("an item of a kind that is not ours");
  }

  private static String needed(@Nullable String value, String name) {
    if (value == null) throw new IllegalArgumentException("this kind of item has a " + name);
    return value;
  }

  /** One byte for each sample. */
  static byte[] append(short[] samples, int at, int count, AudioFormat format) {
    byte[] coded = new byte[count];
    for (int i = 0; i < count; i++) coded[i] = format.code(samples[at + i]);
    byte[] base64 = Base64.getEncoder().encode(coded);
    byte[] message = new byte[BEFORE_SOUND.length + base64.length + AFTER_SOUND.length];
    System.arraycopy(BEFORE_SOUND, 0, message, 0, BEFORE_SOUND.length);
    System.arraycopy(base64, 0, message, BEFORE_SOUND.length, base64.length);
    System.arraycopy(
        AFTER_SOUND, 0, message, message.length - AFTER_SOUND.length, AFTER_SOUND.length);
    return message;
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

  /**
   * Null means "off" and is said; what is set is said with all its parameters.
   *
   * @param idle whether the dialect knows an idle timeout
   */
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
        if (idle) out.put("idle_timeout_ms", d.idleTimeoutMillis());
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

  static void functions(ArrayNode to, List<SessionSpec.Tool> tools) {
    for (SessionSpec.Tool tool : tools) {
      ObjectNode function =
          to.addObject()
              .put("type", "function")
              .put("name", tool.name())
              .put("description", tool.description());
      try {
        function.set("parameters", MAPPER.readTree(tool.parametersJson()));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("the parameters of " + tool.name() + " are no JSON", e);
      }
    }
  }

  /** What both dialects say alike beside the tools themselves. */
  static void details(ObjectNode session, SessionSpec spec) {
    SessionSpec.Details d = spec.details();
    if (session.has("tools") && !session.has("tool_choice")) session.put("tool_choice", "auto");
    if (d.logprobs()) session.putArray("include").add(LOGPROBS);
    if (d.tracing() != null) tracing(session, d.tracing());
    if (d.prompt() != null) {
      ObjectNode prompt = session.putObject("prompt").put("id", d.prompt().id());
      if (d.prompt().version() != null) prompt.put("version", d.prompt().version());
      texts(prompt, "variables", d.prompt().variables());
    }
  }

  private static void tracing(ObjectNode session, SessionSpec.Tracing t) {
    if (t.workflow() == null && t.group() == null && t.metadata().isEmpty()) {
      session.put("tracing", "auto");
      return;
    }
    ObjectNode tracing = session.putObject("tracing");
    if (t.workflow() != null) tracing.put("workflow_name", t.workflow());
    if (t.group() != null) tracing.put("group_id", t.group());
    texts(tracing, "metadata", t.metadata());
  }

  /** A table of texts, if there is anything in it. */
  static void texts(ObjectNode to, String name, Map<String, String> texts) {
    if (texts.isEmpty()) return;
    ObjectNode table = to.putObject(name);
    new TreeMap<>(texts).forEach(table::put);
  }

  /** A list of texts, if there is anything in it. */
  static void texts(ObjectNode to, String name, List<String> texts) {
    if (!texts.isEmpty()) texts.forEach(to.putArray(name)::add);
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
