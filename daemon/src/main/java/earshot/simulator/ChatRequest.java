package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.HalException;
import earshot.hal.Wav;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for a chat completion, judged and understood: the conversation as items, and how the
 * answer shall be. Strict: what the published form does not have is refused by name. Pure but for
 * what it is told of earlier answers.
 */
final class ChatRequest {

  private static final Set<String> MEMBERS =
      Set.of(
          "messages",
          "model",
          "modalities",
          "audio",
          "stream",
          "stream_options",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "user",
          "store",
          "metadata",
          "n",
          "stop",
          "seed",
          "frequency_penalty",
          "presence_penalty",
          "response_format",
          "safety_identifier",
          "prompt_cache_key",
          "service_tier",
          "reasoning_effort");
  private static final Set<String> FORMATS = Set.of("wav", "aac", "mp3", "flac", "opus", "pcm16");
  private static final long CONTEXT_TOKENS = 128_000;
  private static final int MOST_OUTPUT = 4_096;

  final Settings settings;
  final List<Item> items = new ArrayList<>();
  final boolean speaks;
  final boolean streams;
  final boolean tellsUsage;
  final String format;
  private final Function<String, @Nullable Item> earlier;
  private final Map<String, String> functions = new HashMap<>();
  private final Set<String> unanswered = new LinkedHashSet<>();
  private boolean heardSound;

  /**
   * @param earlier an answer of before by the id of its sound, or null when that is not known or
   *     has expired
   */
  ChatRequest(JsonNode body, Function<String, @Nullable Item> earlier) throws ChatRefused {
    this.earlier = earlier;
    if (!(body instanceof ObjectNode asked)) {
      throw new ChatRefused(400, null, null, "The body is not a JSON object.");
    }
    for (Iterator<String> names = asked.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw ChatRefused.of("unknown_parameter", name, "Unknown parameter: '" + name + "'.");
      }
    }
    String model = asked.path("model").asText();
    if (model.isEmpty()) throw missing("model");
    settings = new Settings(model);
    settings.instructions = "";
    settings.hearing = null;
    streams = asked.path("stream").asBoolean();
    tellsUsage = asked.path("stream_options").path("include_usage").asBoolean();
    speaks = speaks(asked.path("modalities"));
    settings.speaks = speaks;
    format = speaks ? format(asked) : "";
    if (speaks) settings.voice = asked.path("audio").path("voice");
    tools(asked);
    limit(asked);
    JsonNode messages = asked.path("messages");
    if (!messages.isArray() || messages.isEmpty()) throw missing("messages");
    for (int i = 0; i < messages.size(); i++) message(messages.get(i), "messages[" + i + "]");
    answered("messages");
    if (!speaks && !heardSound) {
      throw ChatRefused.of(
          "invalid_value",
          "model",
          "This model requires that either input content or output modality contain audio.");
    }
    if (Tally.of(settings, items).total() > CONTEXT_TOKENS) {
      throw ChatRefused.of(
          "context_length_exceeded",
          "messages",
          "This model's maximum context length is " + CONTEXT_TOKENS + " tokens.");
    }
  }

  private static ChatRefused missing(String param) {
    return ChatRefused.of(
        "missing_required_parameter", param, "Missing required parameter: '" + param + "'.");
  }

  private static ChatRefused invalid(String param, String value) {
    return ChatRefused.of("invalid_value", param, "Invalid value: '" + value + "'.");
  }

  private static boolean speaks(JsonNode modalities) throws ChatRefused {
    if (modalities.isMissingNode() || modalities.isNull()) return false;
    boolean audio = false;
    boolean text = false;
    for (JsonNode each : modalities) {
      audio |= each.asText().equals("audio");
      text |= each.asText().equals("text");
      if (!audio && !text) throw invalid("modalities", each.asText());
    }
    if (!text) throw invalid("modalities", modalities.toString());
    return audio;
  }

  private String format(ObjectNode asked) throws ChatRefused {
    JsonNode audio = asked.path("audio");
    if (!audio.isObject()) throw missing("audio");
    if (audio.path("voice").isMissingNode()) throw missing("audio.voice");
    String wanted = audio.path("format").asText();
    if (wanted.isEmpty()) throw missing("audio.format");
    if (!FORMATS.contains(wanted)) throw invalid("audio.format", wanted);
    if (streams && !wanted.equals("pcm16")) {
      throw ChatRefused.of(
          "unsupported_value",
          "audio.format",
          "Unsupported value: 'audio.format' does not support '"
              + wanted
              + "' when stream=true. Supported values are: 'pcm16'.");
    }
    return wanted;
  }

  private void tools(ObjectNode asked) throws ChatRefused {
    ArrayNode flat = settings.tools;
    for (JsonNode tool : asked.path("tools")) {
      JsonNode function = tool.path("function");
      if (!tool.path("type").asText().equals("function") || !function.isObject()) {
        throw missing("tools[" + flat.size() + "].function");
      }
      if (function.path("name").asText().isEmpty()) {
        throw missing("tools[" + flat.size() + "].function.name");
      }
      ObjectNode one = flat.addObject().put("type", "function");
      one.setAll((ObjectNode) function);
    }
    JsonNode choice = asked.path("tool_choice");
    if (choice.isObject()) {
      settings.toolChoice =
          Json.object().put("type", "function").set("name", choice.path("function").path("name"));
    } else if (choice.isTextual()) {
      settings.toolChoice = choice;
    }
  }

  private void limit(ObjectNode asked) throws ChatRefused {
    JsonNode most = asked.path("max_completion_tokens");
    if (most.isMissingNode()) most = asked.path("max_tokens");
    int limit = most.isNumber() ? most.asInt() : MOST_OUTPUT;
    if (limit < 1) throw invalid("max_completion_tokens", most.asText());
    settings.outputLimit = Json.object().numberNode(Math.min(limit, MOST_OUTPUT));
  }

  // The conversation

  private void message(JsonNode message, String at) throws ChatRefused {
    String role = message.path("role").asText();
    if (!role.equals("tool")) answered(at);
    switch (role) {
      case "system", "developer" -> add(words("system", message.path("content"), at));
      case "user" -> add(user(message.path("content"), at));
      case "assistant" -> assistant(message, at);
      case "tool" -> tool(message, at);
      default -> throw invalid(at + ".role", role);
    }
  }

  private Item add(Item item) {
    items.add(item);
    return item;
  }

  private Item fresh(Item.Kind kind, String role) {
    return new Item("item_" + items.size(), kind, role);
  }

  private Item words(String role, JsonNode content, String at) throws ChatRefused {
    Item item = fresh(Item.Kind.MESSAGE, role);
    if (content.isTextual()) {
      item.content.add(Item.Part.text(content.asText()));
      return item;
    }
    if (!content.isArray()) throw missing(at + ".content");
    for (JsonNode part : content) item.content.add(Item.Part.text(part.path("text").asText()));
    return item;
  }

  private Item user(JsonNode content, String at) throws ChatRefused {
    if (!content.isArray()) return words("user", content, at);
    Item item = fresh(Item.Kind.MESSAGE, "user");
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.get(i);
      String here = at + ".content[" + i + "]";
      switch (part.path("type").asText()) {
        case "text" -> item.content.add(Item.Part.text(part.path("text").asText()));
        case "image_url" -> item.content.add(Item.Part.image(part.at("/image_url/url").asText()));
        case "input_audio" -> item.content.add(sound(part.path("input_audio"), here));
        default -> throw invalid(here + ".type", part.path("type").asText());
      }
    }
    return item;
  }

  private Item.Part sound(JsonNode audio, String at) throws ChatRefused {
    heardSound = true;
    String kind = audio.path("format").asText();
    if (!kind.equals("wav") && !kind.equals("mp3")) throw invalid(at + ".format", kind);
    try {
      byte[] bytes = Base64.getDecoder().decode(audio.path("data").asText());
      // Of other forms only the length is heard, about: nobody here decodes them.
      short[] samples =
          kind.equals("wav") ? Wav.read(new ByteArrayInputStream(bytes), at) : new short[0];
      return Item.Part.spoken(samples, samples.length, null);
    } catch (IllegalArgumentException | HalException e) {
      throw ChatRefused.of(
          "invalid_value", at + ".data", "The audio could not be decoded: " + e.getMessage());
    }
  }

  private void assistant(JsonNode message, String at) throws ChatRefused {
    JsonNode audio = message.path("audio");
    if (audio.isObject()) {
      Item before = earlier.apply(audio.path("id").asText());
      if (before == null) {
        throw ChatRefused.of(
            "invalid_value",
            at + ".audio.id",
            "Audio with id '" + audio.path("id").asText() + "' not found or expired.");
      }
      items.add(before);
    } else if (!message.path("content").isNull() && !message.path("content").isMissingNode()) {
      add(words("assistant", message.path("content"), at));
    } else if (!message.path("tool_calls").isArray()) {
      throw missing(at + ".content");
    }
    for (JsonNode call : message.path("tool_calls")) {
      Item item = add(fresh(Item.Kind.CALL, "assistant"));
      item.callId = call.path("id").asText();
      item.function = call.at("/function/name").asText();
      item.arguments = call.at("/function/arguments").asText();
      if (item.callId.isEmpty()) throw missing(at + ".tool_calls.id");
      functions.put(item.callId, item.function);
      unanswered.add(item.callId);
    }
  }

  private void tool(JsonNode message, String at) throws ChatRefused {
    String callId = message.path("tool_call_id").asText();
    if (!unanswered.remove(callId)) {
      throw ChatRefused.of(
          "invalid_value",
          at + ".tool_call_id",
          "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.");
    }
    Item item = add(fresh(Item.Kind.OUTPUT, "tool"));
    item.callId = callId;
    item.function = functions.getOrDefault(callId, "");
    JsonNode content = message.path("content");
    item.output = content.isTextual() ? content.asText() : content.toString();
  }

  private void answered(String at) throws ChatRefused {
    if (unanswered.isEmpty()) return;
    throw ChatRefused.of(
        "invalid_value",
        at,
        "An assistant message with 'tool_calls' must be followed by tool messages responding to"
            + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            + String.join(", ", unanswered));
  }

  /** The last thing that the user said, or null. */
  @Nullable Item question() {
    return items.isEmpty() || !items.getLast().isFrom("user") ? null : items.getLast();
  }
}
