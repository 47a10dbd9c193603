package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import earshot.simulator.rules.ChatRules;
import earshot.simulator.rules.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Chat Completions that follows the rules: its shape by the table, and here what
 * members say of each other. Its messages become the items of a conversation. Service thread only.
 */
final class ChatRequest {

  private static final ChatRules RULES = ChatRules.load();
  private static final int MOST_OUTPUT = 4096;
  private static final int MOST_INPUT = 128_000;

  /** What the assistant said earlier, by the name of its sound. */
  interface Earlier {
    Item said(String audioId, String param) throws ChatRefusal;
  }

  final Settings settings;
  final List<Item> items;
  final boolean streams;
  final boolean countsUsage;
  final boolean parallel;
  final String format;
  final long outputLimit;

  private ChatRequest(JsonNode body, Settings settings, List<Item> items) {
    this.settings = settings;
    this.items = List.copyOf(items);
    this.streams = body.path("stream").asBoolean();
    this.countsUsage = body.path("stream_options").path("include_usage").asBoolean();
    this.parallel = body.path("parallel_tool_calls").asBoolean(true);
    this.format = body.path("audio").path("format").asText();
    this.outputLimit = outputLimit(body);
  }

  static ObjectNode read(byte[] body, @Nullable String deployment) throws ChatRefusal {
    if (!(Json.read(body) instanceof ObjectNode tree)) {
      String told = "We could not parse the JSON body of your request.";
      throw ChatRefusal.of(400, null, null, told);
    }
    // Where the path names the deployment, the body need not.
    if (deployment != null) tree.put("model", deployment);
    Fault fault = RULES.checkRequest(tree);
    if (fault != null) throw ChatRefusal.of(fault);
    return tree;
  }

  static ChatRequest of(ObjectNode body, Earlier earlier) throws ChatRefusal {
    var settings = new Settings(body.path("model").asText());
    settings.instructions = "";
    settings.speaks = speaks(body);
    checkStream(body, settings.speaks);
    tools(body, settings);
    checkCounts(body);
    checkCallsAreAnswered(body.path("messages"));
    List<Item> items = new ChatMessages(earlier).read(body.path("messages"));
    checkSound(settings, items);
    long tokens = Tally.of(settings, items).total();
    if (tokens > MOST_INPUT) {
      String told =
          "This model's maximum context length is %d tokens. However, your messages resulted in %d tokens. Please reduce the length of the messages.";
      throw ChatRefusal.of(
          400, "context_length_exceeded", "messages", told.formatted(MOST_INPUT, tokens));
    }
    return new ChatRequest(body, settings, items);
  }

  private static boolean speaks(JsonNode body) throws ChatRefusal {
    Set<String> kinds = new HashSet<>();
    for (JsonNode kind : body.path("modalities")) kinds.add(kind.asText());
    if (kinds.equals(Set.of("audio"))) {
      throw invalid(
          "modalities",
          "Invalid modalities: ['audio']. Supported combinations are: ['text'] and ['text', 'audio'].");
    }
    boolean speaks = kinds.contains("audio");
    boolean described = body.path("audio").isObject();
    if (speaks && !described) {
      String told = "Missing required parameter: 'audio'.";
      throw ChatRefusal.of(400, "missing_required_parameter", "audio", told);
    }
    if (described && !speaks) {
      throw invalid("audio", "'audio' is only allowed when 'modalities' contains 'audio'.");
    }
    return speaks;
  }

  private static void checkStream(JsonNode body, boolean speaks) throws ChatRefusal {
    String format = body.path("audio").path("format").asText();
    boolean streams = body.path("stream").asBoolean();
    if (speaks && streams && !format.equals("pcm16")) {
      String told =
          "Unsupported value: 'audio.format' does not support '%s' when stream=true. Supported values are: 'pcm16'.";
      throw ChatRefusal.of(400, "unsupported_value", "audio.format", told.formatted(format));
    }
    if (speaks && !format.equals("pcm16") && !format.equals("wav")) {
      // A real service compresses; the simulated one knows how to say that it cannot.
      String told = "Unsupported value: the simulated service makes 'wav' and 'pcm16', not '%s'.";
      throw ChatRefusal.of(400, "unsupported_value", "audio.format", told.formatted(format));
    }
    if (!streams && body.path("stream_options").isObject()) {
      throw invalid(
          "stream_options",
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
  }

  private static void tools(JsonNode body, Settings settings) throws ChatRefusal {
    boolean some = !body.path("tools").isEmpty();
    for (String name : List.of("tool_choice", "parallel_tool_calls")) {
      if (body.has(name) && !some) {
        String told = "Invalid value for '%s': '%s' is only allowed when 'tools' are specified.";
        throw invalid(name, told.formatted(name, name));
      }
    }
    Set<String> names = new HashSet<>();
    int at = 0;
    for (JsonNode tool : body.path("tools")) {
      String name = tool.path("function").path("name").asText();
      if (!name.matches("[a-zA-Z0-9_-]+")) {
        String param = "tools[" + at + "].function.name";
        String told =
            "Invalid '%s': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.";
        throw invalid(param, told.formatted(param));
      }
      names.add(name);
      settings.tools.add(((ObjectNode) tool.path("function").deepCopy()).put("type", "function"));
      at++;
    }
    JsonNode choice = body.path("tool_choice");
    if (choice.isObject()) {
      String name = choice.path("function").path("name").asText();
      if (!names.contains(name)) {
        String told = "Tool choice '%s' not found in 'tools' parameter.";
        throw invalid("tool_choice", told.formatted(name));
      }
      settings.toolChoice = Json.event("function").put("name", name);
    } else if (choice.isTextual()) {
      settings.toolChoice = TextNode.valueOf(choice.asText());
    }
  }

  private static void checkCounts(JsonNode body) throws ChatRefusal {
    for (String name : List.of("max_completion_tokens", "max_tokens")) {
      long asked = body.path(name).asLong();
      if (asked > MOST_OUTPUT) {
        String told =
            "%s is too large: %d. This model supports at most %d completion tokens, whereas you provided %d.";
        throw invalid(name, told.formatted(name, asked, MOST_OUTPUT, asked));
      }
    }
    if (body.path("n").asInt(1) != 1) {
      throw invalid("n", "Invalid value for 'n': audio models make one choice only.");
    }
  }

  private static long outputLimit(JsonNode body) {
    long old = body.path("max_tokens").asLong(MOST_OUTPUT);
    return body.path("max_completion_tokens").asLong(old);
  }

  /** Every call is answered by the messages right after it, and nothing else is. */
  private static void checkCallsAreAnswered(JsonNode messages) throws ChatRefusal {
    Set<String> open = new HashSet<>();
    Set<String> answered = new HashSet<>();
    int at = 0;
    int calledAt = 0;
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("tool")) {
        String id = message.path("tool_call_id").asText();
        if (!open.remove(id) && !answered.contains(id)) {
          String told =
              "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
          throw invalid("messages.[" + at + "].role", told);
        }
        answered.add(id);
      } else {
        if (!open.isEmpty()) throw unanswered(open, calledAt);
        answered.clear();
        for (JsonNode call : message.path("tool_calls")) open.add(call.path("id").asText());
        calledAt = at;
      }
      at++;
    }
    if (!open.isEmpty()) throw unanswered(open, calledAt);
  }

  private static ChatRefusal unanswered(Set<String> open, int at) {
    var ids = new ArrayList<>(open);
    ids.sort(null);
    return invalid(
        "messages.[" + at + "].role",
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            + String.join(", ", ids));
  }

  /** The audio models have no ear for a talk that is text alone. */
  private static void checkSound(Settings settings, List<Item> items) throws ChatRefusal {
    if (settings.speaks || !settings.model.contains("audio")) return;
    for (Item item : items) {
      for (Item.Part part : item.content) if (part.spoken) return;
    }
    throw invalid(
        "model", "This model requires that either input content or output modality contain audio.");
  }

  private static ChatRefusal invalid(String param, String message) {
    return ChatRefusal.of(400, "invalid_value", param, message);
  }
}
