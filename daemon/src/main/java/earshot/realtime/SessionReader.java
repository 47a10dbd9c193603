package earshot.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.BySemantics;
import earshot.realtime.SessionSpec.ByServer;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Mcp;
import earshot.realtime.SessionSpec.NoiseReduction;
import earshot.realtime.SessionSpec.Prompt;
import earshot.realtime.SessionSpec.Tool;
import earshot.realtime.SessionSpec.Tracing;
import earshot.realtime.SessionSpec.Transcription;
import earshot.realtime.SessionSpec.Truncation;
import earshot.realtime.SessionSpec.TurnDetection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the session that a service says is in effect, flat (beta) or nested (GA). Never complains:
 * what cannot be read is as if it were not said. Pure.
 */
final class SessionReader {

  private static final String LOGPROBS = EventWriter.LOGPROBS;

  private SessionReader() {}

  static SessionSpec read(JsonNode s) {
    JsonNode input = s.path("audio").path("input");
    JsonNode output = s.path("audio").path("output");
    JsonNode most = either(s.path("max_output_tokens"), s.path("max_response_output_tokens"));
    return new SessionSpec(
        text(s, "model"),
        speaks(either(s.path("output_modalities"), s.path("modalities"))),
        either(text(output, "voice"), text(s, "voice")),
        text(s, "instructions"),
        detection(either(input.path("turn_detection"), s.path("turn_detection"))),
        transcription(either(input.path("transcription"), s.path("input_audio_transcription"))),
        noise(either(input.path("noise_reduction"), s.path("input_audio_noise_reduction"))),
        decimal(either(output.path("speed"), s.path("speed"))),
        decimal(s.path("temperature")),
        tokens(most),
        text(s.path("reasoning"), "effort"),
        tools(s.path("tools")),
        details(s, input, output));
  }

  private static Details details(JsonNode s, JsonNode input, JsonNode output) {
    boolean logprobs = false;
    for (JsonNode one : s.path("include")) logprobs |= LOGPROBS.equals(one.textValue());
    JsonNode parallel = s.path("parallel_tool_calls");
    return new Details(
        text(output.path("voice"), "id"),
        logprobs,
        format(input.path("format"), s.path("input_audio_format")),
        format(output.path("format"), s.path("output_audio_format")),
        truncation(s.path("truncation")),
        tracing(s.path("tracing")),
        prompt(s.path("prompt")),
        toolChoice(s.path("tool_choice")),
        parallel.isBoolean() ? (Boolean) parallel.booleanValue() : null,
        hosted(s.path("tools")));
  }

  private static AudioFormat format(JsonNode nested, JsonNode flat) {
    return AudioFormat.named(either(nested.path("type"), flat).asText());
  }

  private static @Nullable Truncation truncation(JsonNode t) {
    JsonNode most = t.path("token_limits").path("post_instructions");
    return switch (t.isTextual() ? t.textValue() : t.path("type").asText()) {
      case "auto" -> new Truncation.Auto();
      case "disabled" -> new Truncation.Disabled();
      case "retention_ratio" ->
          new Truncation.Retaining(
              t.path("retention_ratio").asDouble(1),
              most.isIntegralNumber() ? (Integer) most.asInt() : null);
      default -> null;
    };
  }

  private static @Nullable Tracing tracing(JsonNode t) {
    if ("auto".equals(t.textValue())) return new Tracing(null, null, Map.of());
    if (!t.isObject()) return null;
    return new Tracing(text(t, "workflow_name"), text(t, "group_id"), texts(t.path("metadata")));
  }

  private static @Nullable Prompt prompt(JsonNode p) {
    String id = text(p, "id");
    return id == null ? null : new Prompt(id, text(p, "version"), texts(p.path("variables")));
  }

  private static @Nullable String toolChoice(JsonNode choice) {
    if (!choice.isObject()) return choice.textValue();
    String type = choice.path("type").asText();
    String name = text(choice, type.equals("mcp") ? "server_label" : "name");
    return name == null ? null : type + ":" + name;
  }

  /** Without the secrets, which no service tells. */
  private static List<Mcp> hosted(JsonNode tools) {
    List<Mcp> read = new ArrayList<>();
    for (JsonNode tool : tools) {
      String label = text(tool, "server_label");
      if (label == null || !"mcp".equals(text(tool, "type"))) continue;
      JsonNode allowed = tool.path("allowed_tools");
      JsonNode approval = tool.path("require_approval");
      read.add(
          new Mcp(
              label,
              text(tool, "server_url"),
              text(tool, "connector_id"),
              text(tool, "server_description"),
              list(allowed.isObject() ? allowed.path("tool_names") : allowed),
              approval.isTextual() ? approval.textValue() : "always",
              list(approval.path("never").path("tool_names")),
              Map.of(),
              null));
    }
    return List.copyOf(read);
  }

  private static Map<String, String> texts(JsonNode table) {
    Map<String, String> read = new TreeMap<>();
    for (var member : table.properties()) {
      if (member.getValue().isTextual()) read.put(member.getKey(), member.getValue().textValue());
    }
    return Map.copyOf(read);
  }

  private static List<String> list(JsonNode texts) {
    List<String> read = new ArrayList<>();
    for (JsonNode text : texts) if (text.isTextual()) read.add(text.textValue());
    return List.copyOf(read);
  }

  private static boolean speaks(JsonNode kinds) {
    if (!kinds.isArray()) return true;
    for (JsonNode kind : kinds) {
      if ("audio".equals(kind.textValue())) return true;
    }
    return false;
  }

  private static TurnDetection detection(JsonNode d) {
    return switch (d.path("type").asText()) {
      case "server_vad" ->
          new ByServer(
              d.path("threshold").asDouble(0.5),
              d.path("prefix_padding_ms").asInt(300),
              d.path("silence_duration_ms").asInt(200),
              d.path("create_response").asBoolean(true),
              d.path("interrupt_response").asBoolean(true),
              d.path("idle_timeout_ms").isIntegralNumber()
                  ? (Integer) d.path("idle_timeout_ms").asInt()
                  : null);
      case "semantic_vad" ->
          new BySemantics(
              d.path("eagerness").asText("auto"),
              d.path("create_response").asBoolean(true),
              d.path("interrupt_response").asBoolean(true));
      // Null, or "none" as in the preview's first weeks.
      default -> new ByRelease();
    };
  }

  private static @Nullable Transcription transcription(JsonNode t) {
    if (!t.isObject()) return null;
    return new Transcription(
        text(t, "model"),
        text(t, "language"),
        text(t, "prompt"),
        list(t.path("languages")),
        list(t.path("keywords")),
        text(t, "delay"));
  }

  private static @Nullable NoiseReduction noise(JsonNode n) {
    return switch (n.path("type").asText()) {
      case "near_field" -> NoiseReduction.NEAR_FIELD;
      case "far_field" -> NoiseReduction.FAR_FIELD;
      default -> null;
    };
  }

  private static List<Tool> tools(JsonNode tools) {
    List<Tool> read = new ArrayList<>();
    for (JsonNode tool : tools) {
      String name = text(tool, "name");
      if (name == null || !"function".equals(text(tool, "type"))) continue;
      String description = text(tool, "description");
      read.add(
          new Tool(
              name,
              description == null ? "" : description,
              tool.path("parameters").isObject() ? tool.path("parameters").toString() : "{}"));
    }
    return List.copyOf(read);
  }

  private static @Nullable Integer tokens(JsonNode most) {
    if (most.isIntegralNumber()) return most.asInt();
    return "inf".equals(most.textValue()) ? SessionSpec.UNBOUNDED : null;
  }

  private static @Nullable Double decimal(JsonNode value) {
    return value.isNumber() ? (Double) value.doubleValue() : null;
  }

  private static @Nullable String text(JsonNode from, String name) {
    return from.path(name).textValue();
  }

  private static JsonNode either(JsonNode first, JsonNode second) {
    return first.isMissingNode() ? second : first;
  }

  private static @Nullable String either(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }
}
