package earshot.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.BySemantics;
import earshot.realtime.SessionSpec.ByServer;
import earshot.realtime.SessionSpec.NoiseReduction;
import earshot.realtime.SessionSpec.Tool;
import earshot.realtime.SessionSpec.Transcription;
import earshot.realtime.SessionSpec.TurnDetection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the session that a service says is in effect, flat (beta) or nested (GA). Never complains:
 * what cannot be read is as if it were not said. Pure.
 */
final class SessionReader {

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
        tools(s.path("tools")));
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
    return new Transcription(text(t, "model"), text(t, "language"), text(t, "prompt"));
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
