package earshot.realtime;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server event of either dialect, and of the services in between that mix their names: one
 * reader for both, because what they say differs only in what they call it. Pure.
 */
final class EventReader {

  private static final int LONGEST_MESSAGE = 32 << 20;

  /** Far more than any event has, and few enough that a tree of them stays small. */
  private static final int MOST_TOKENS = 250_000;

  /** Ids have some thirty characters. */
  private static final int LONGEST_ID = 256;

  /** Names and sentences that people may get to see. */
  private static final int LONGEST_NAME = 120;

  private static final int LONGEST_SENTENCE = 2_000;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final long FARTHEST_SECONDS = 100_000_000_000L;

  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
              // What a service calls its members is not ours to keep for ever.
              .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(64)
                      .maxStringLength(LONGEST_MESSAGE)
                      .maxDocumentLength(LONGEST_MESSAGE)
                      .maxNumberLength(64)
                      .maxNameLength(1024)
                      .maxTokenCount(MOST_TOKENS)
                      .build())
              .build());

  /** Some leave the padding out. */
  static final Base64Variant BASE64 =
      Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(
          Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

  private EventReader() {}

  /**
   * @param sound how the service was asked to write its sound
   */
  static ServerEvent read(byte[] message, AudioFormat sound) throws MalformedEvent {
    try (JsonParser parser = MAPPER.createParser(message)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) throw wrong("it is not a JSON object");
      ObjectNode event = MAPPER.createObjectNode();
      String type = null;
      short[] samples = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("type") && value == JsonToken.VALUE_STRING) {
          type = parser.getText();
        } else if (name.equals("delta") && value == JsonToken.VALUE_STRING && isAudio(type)) {
          // Sound is by far the most of what comes: straight from base64, past the tree.
          samples = sound.samples(parser.getBinaryValue(BASE64));
        } else {
          event.set(name, MAPPER.<JsonNode>readTree(parser));
        }
      }
      if (parser.nextToken() != null) throw wrong("something follows the JSON object");
      if (type == null) throw wrong("it has no type");
      return event(type, event, samples, sound);
    } catch (IOException | IllegalArgumentException e) {
      // Jackson's message would show the text; its place is enough.
      throw wrong("it is not readable JSON: " + e.getClass().getSimpleName());
    }
  }

  private static boolean isAudio(@Nullable String type) {
    return "response.output_audio.delta".equals(type) || "response.audio.delta".equals(type);
  }

  private static ServerEvent event(
      String type, ObjectNode e, short @Nullable [] samples, AudioFormat sound)
      throws MalformedEvent {
    return switch (type) {
      case "session.created", "transcription_session.created" -> {
        JsonNode session = e.path("session");
        yield new ServerEvent.SessionCreated(
            or(optional(session, "id"), ""),
            optional(session, "model"),
            Math.clamp(session.path("expires_at").asLong(0), 0, FARTHEST_SECONDS),
            SessionReader.read(session));
      }
      case "session.updated", "transcription_session.updated" -> {
        SessionSpec inEffect = SessionReader.read(e.path("session"));
        yield new ServerEvent.SessionUpdated(inEffect.model(), inEffect.voice(), inEffect);
      }
      case "error" -> new ServerEvent.ErrorReported(error(e.path("error")));
      case "input_audio_buffer.speech_started" ->
          new ServerEvent.SpeechStarted(optional(e, "item_id"), number(e, "audio_start_ms"));
      case "input_audio_buffer.speech_stopped" ->
          new ServerEvent.SpeechStopped(optional(e, "item_id"), number(e, "audio_end_ms"));
      case "input_audio_buffer.committed" ->
          new ServerEvent.InputCommitted(id(e, "item_id"), optional(e, "previous_item_id"));
      case "input_audio_buffer.cleared" -> new ServerEvent.InputCleared();
      case "input_audio_buffer.timeout_triggered" ->
          new ServerEvent.InputTimedOut(
              optional(e, "item_id"), number(e, "audio_start_ms"), number(e, "audio_end_ms"));
      case "conversation.item.created", "conversation.item.added" ->
          new ServerEvent.ItemAdded(item(e.path("item")), optional(e, "previous_item_id"));
      case "conversation.item.done" ->
          new ServerEvent.ItemDone(item(e.path("item")), optional(e, "previous_item_id"));
      case "conversation.item.retrieved" -> new ServerEvent.ItemRetrieved(item(e.path("item")));
      case "conversation.item.truncated" ->
          new ServerEvent.ItemTruncated(
              id(e, "item_id"), index(e, "content_index"), number(e, "audio_end_ms"));
      case "conversation.item.deleted" -> new ServerEvent.ItemDeleted(id(e, "item_id"));
      case "conversation.item.input_audio_transcription.delta" ->
          new ServerEvent.InputTranscriptDelta(
              id(e, "item_id"), index(e, "content_index"), or(optional(e, "delta"), ""));
      case "conversation.item.input_audio_transcription.completed" -> {
        JsonNode usage = e.path("usage");
        JsonNode seconds = usage.path("seconds");
        yield new ServerEvent.InputTranscribed(
            id(e, "item_id"),
            index(e, "content_index"),
            text(e, "transcript"),
            usage.has("total_tokens") || usage.has("input_tokens") ? usage(usage) : null,
            seconds.isNumber() ? (Double) Math.clamp(seconds.doubleValue(), 0, 86_400) : null);
      }
      case "conversation.item.input_audio_transcription.failed" ->
          new ServerEvent.InputTranscriptionFailed(
              id(e, "item_id"), index(e, "content_index"), error(e.path("error")));
      case "response.created" -> {
        JsonNode response = e.path("response");
        yield new ServerEvent.ResponseCreated(
            id(response, "id"), optional(response, "conversation_id"), metadata(response));
      }
      case "response.output_item.added" ->
          new ServerEvent.OutputItemAdded(
              id(e, "response_id"), index(e, "output_index"), item(e.path("item")));
      case "response.output_item.done" ->
          new ServerEvent.OutputItemDone(
              id(e, "response_id"), index(e, "output_index"), item(e.path("item")));
      case "response.audio.delta", "response.output_audio.delta" ->
          new ServerEvent.AudioDelta(
              id(e, "response_id"),
              id(e, "item_id"),
              index(e, "content_index"),
              samples != null ? samples : late(e, sound));
      case "response.audio.done", "response.output_audio.done" ->
          new ServerEvent.AudioDone(
              id(e, "response_id"), id(e, "item_id"), index(e, "content_index"));
      case "response.audio_transcript.delta", "response.output_audio_transcript.delta" ->
          new ServerEvent.TranscriptDelta(
              id(e, "response_id"), id(e, "item_id"), index(e, "content_index"), text(e, "delta"));
      case "response.audio_transcript.done", "response.output_audio_transcript.done" ->
          new ServerEvent.TranscriptDone(
              id(e, "response_id"),
              id(e, "item_id"),
              index(e, "content_index"),
              text(e, "transcript"));
      case "response.text.delta", "response.output_text.delta" ->
          new ServerEvent.TextDelta(
              id(e, "response_id"), id(e, "item_id"), index(e, "content_index"), text(e, "delta"));
      case "response.text.done", "response.output_text.done" ->
          new ServerEvent.TextDone(
              id(e, "response_id"), id(e, "item_id"), index(e, "content_index"), text(e, "text"));
      case "response.function_call_arguments.done" ->
          new ServerEvent.CallArgumentsDone(
              id(e, "response_id"),
              id(e, "item_id"),
              id(e, "call_id"),
              or(optional(e, "arguments"), ""),
              optional(e, "name"));
      case "mcp_list_tools.failed" -> new ServerEvent.HostedListFailed(id(e, "item_id"));
      case "response.mcp_call.failed" -> new ServerEvent.HostedToolFailed(id(e, "item_id"));
      case "response.done" -> done(e.path("response"));
      case "rate_limits.updated" -> limits(e.path("rate_limits"));
      default ->
          NOTED.contains(type)
              ? new ServerEvent.Noted(type)
              : new ServerEvent.Unknown(cut(type, LONGEST_NAME));
    };
  }

  /** What the protocol knows and the conversation does not need. */
  private static final Set<String> NOTED =
      Set.of(
          "conversation.created",
          "conversation.item.input_audio_transcription.segment",
          "input_audio_buffer.dtmf_event_received",
          "output_audio_buffer.started",
          "output_audio_buffer.stopped",
          "output_audio_buffer.cleared",
          "response.content_part.added",
          "response.content_part.done",
          "response.function_call_arguments.delta",
          "response.mcp_call_arguments.delta",
          "response.mcp_call_arguments.done",
          "response.mcp_call.in_progress",
          "response.mcp_call.completed",
          "mcp_list_tools.in_progress",
          "mcp_list_tools.completed");

  private static ServerEvent done(JsonNode response) throws MalformedEvent {
    JsonNode details = response.path("status_details");
    JsonNode error = details.path("error");
    List<Item> output = new ArrayList<>();
    for (JsonNode item : response.path("output")) {
      // The end of a response is too much to lose for one bad item.
      if (item.isObject()) output.add(item(item));
    }
    return new ServerEvent.ResponseDone(
        id(response, "id"),
        switch (or(optional(response, "status"), "completed")) {
          case "in_progress" -> ServerEvent.Status.IN_PROGRESS;
          case "cancelled" -> ServerEvent.Status.CANCELLED;
          case "incomplete" -> ServerEvent.Status.INCOMPLETE;
          case "failed" -> ServerEvent.Status.FAILED;
          default -> ServerEvent.Status.COMPLETED;
        },
        optional(details, "reason"),
        error.isObject() ? error(error) : null,
        response.path("usage").isObject() ? usage(response.path("usage")) : null,
        List.copyOf(output),
        optional(response, "conversation_id"),
        metadata(response));
  }

  private static Map<String, String> metadata(JsonNode response) {
    Map<String, String> read = new LinkedHashMap<>();
    for (var entry : response.path("metadata").properties()) {
      read.put(entry.getKey(), entry.getValue().asText());
    }
    return Collections.unmodifiableMap(read);
  }

  private static Usage usage(JsonNode u) {
    JsonNode in = u.path("input_token_details");
    JsonNode cached = in.path("cached_tokens_details");
    JsonNode out = u.path("output_token_details");
    long input = tokens(u, "input_tokens");
    long output = tokens(u, "output_tokens");
    return new Usage(
        u.has("total_tokens") ? tokens(u, "total_tokens") : input + output,
        input,
        output,
        tokens(in, "text_tokens"),
        tokens(in, "audio_tokens"),
        tokens(in, "image_tokens"),
        cached.isObject() ? tokens(cached, "text_tokens") : tokens(in, "cached_tokens"),
        tokens(cached, "audio_tokens"),
        tokens(cached, "image_tokens"),
        tokens(out, "text_tokens"),
        tokens(out, "audio_tokens"));
  }

  /** More than any service counts would overflow our sums. */
  private static long tokens(JsonNode from, String name) {
    return Math.clamp(from.path(name).asLong(0), 0, 1_000_000_000);
  }

  private static ServerEvent limits(JsonNode limits) {
    List<ServerEvent.RateLimit> read = new ArrayList<>();
    for (JsonNode l : limits) {
      read.add(
          new ServerEvent.RateLimit(
              l.path("name").asText(),
              l.path("limit").asLong(),
              l.path("remaining").asLong(),
              l.path("reset_seconds").asDouble()));
    }
    return new ServerEvent.RateLimitsUpdated(List.copyOf(read));
  }

  private static ServiceError error(JsonNode e) {
    return new ServiceError(
        name(e, "type"),
        // Some services number their errors.
        e.path("code").isNumber() ? cut(e.path("code").asText(), LONGEST_NAME) : name(e, "code"),
        cut(or(optional(e, "message"), "the service gave no reason"), LONGEST_SENTENCE),
        name(e, "param"),
        name(e, "event_id"));
  }

  private static Item item(JsonNode i) throws MalformedEvent {
    if (!i.isObject()) throw wrong("item is missing");
    List<Item.Part> parts = new ArrayList<>();
    for (JsonNode part : i.path("content")) {
      String text = optional(part, "text");
      parts.add(
          new Item.Part(
              switch (part.path("type").asText()) {
                case "input_text" -> Item.PartKind.INPUT_TEXT;
                case "input_audio" -> Item.PartKind.INPUT_AUDIO;
                case "input_image" -> Item.PartKind.INPUT_IMAGE;
                case "text", "output_text" -> Item.PartKind.OUTPUT_TEXT;
                case "audio", "output_audio" -> Item.PartKind.OUTPUT_AUDIO;
                default -> Item.PartKind.OTHER;
              },
              text != null ? text : optional(part, "transcript")));
    }
    String id = optional(i, "id");
    String callId = optional(i, i.has("server_label") ? "server_label" : "call_id");
    JsonNode error = i.path("error");
    return new Item(
        id == null || id.length() > LONGEST_ID ? null : id,
        switch (i.path("type").asText()) {
          case "message" -> Item.Kind.MESSAGE;
          case "function_call" -> Item.Kind.FUNCTION_CALL;
          case "function_call_output" -> Item.Kind.FUNCTION_CALL_OUTPUT;
          case "mcp_approval_request" -> Item.Kind.MCP_APPROVAL_REQUEST;
          case "mcp_call" -> Item.Kind.MCP_CALL;
          default -> Item.Kind.OTHER;
        },
        switch (i.path("role").asText()) {
          case "system" -> Item.Role.SYSTEM;
          case "user" -> Item.Role.USER;
          case "assistant" -> Item.Role.ASSISTANT;
          default -> null;
        },
        error.isObject() ? "failed" : optional(i, "status"),
        List.copyOf(parts),
        callId == null || callId.length() > LONGEST_ID ? null : callId,
        optional(i, "name"),
        optional(i, "arguments"),
        error.isObject() ? or(optional(error, "message"), "no reason") : optional(i, "output"),
        optional(i, "phase"));
  }

  /** Sound of an event that told its type after its sound. */
  private static short[] late(ObjectNode e, AudioFormat sound) throws MalformedEvent {
    JsonNode delta = e.get("delta");
    if (delta == null || !(delta instanceof TextNode)) throw wrong("delta is missing");
    try {
      return sound.samples(((TextNode) delta).getBinaryValue(BASE64));
    } catch (IOException | IllegalArgumentException x) {
      throw wrong("delta is not base64");
    }
  }

  private static String text(JsonNode from, String name) throws MalformedEvent {
    String value = optional(from, name);
    if (value == null) throw wrong(name + " is missing");
    return cut(value, LONGEST_TEXT);
  }

  private static String id(JsonNode from, String name) throws MalformedEvent {
    String value = optional(from, name);
    if (value == null) throw wrong(name + " is missing");
    if (value.length() > LONGEST_ID) throw wrong(name + " is no id");
    return value;
  }

  private static String cut(String value, int most) {
    return value.length() <= most ? value : value.substring(0, most) + "...";
  }

  private static @Nullable String name(JsonNode from, String name) {
    String value = optional(from, name);
    return value == null ? null : cut(value, LONGEST_NAME);
  }

  private static @Nullable String optional(JsonNode from, String name) {
    JsonNode value = from.get(name);
    return value == null || !value.isTextual() ? null : value.textValue();
  }

  private static String or(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private static int index(JsonNode from, String name) {
    return Math.max(0, from.path(name).asInt(0));
  }

  private static long number(JsonNode from, String name) {
    return Math.max(0, from.path(name).asLong(0));
  }

  private static MalformedEvent wrong(String why) {
    return new MalformedEvent("a message that is no event: " + why);
  }
}
