package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** How a session finds out that its user speaks: the values of {@code turn_detection}. */
record Hearing(
    boolean semantic,
    double threshold,
    int prefixMillis,
    int silenceMillis,
    String eagerness,
    boolean createsResponse,
    boolean interrupts,
    @Nullable Integer idleMillis) {

  static final Hearing USUAL = new Hearing(false, 0.5, 300, 200, "auto", true, true, null);

  /** What is not said has its usual value. */
  static Hearing of(JsonNode from) {
    return new Hearing(
        from.path("type").asText("server_vad").equals("semantic_vad"),
        from.path("threshold").asDouble(USUAL.threshold),
        from.path("prefix_padding_ms").asInt(USUAL.prefixMillis),
        from.path("silence_duration_ms").asInt(USUAL.silenceMillis),
        from.path("eagerness").asText(USUAL.eagerness),
        from.path("create_response").asBoolean(true),
        from.path("interrupt_response").asBoolean(true),
        from.path("idle_timeout_ms").isInt() ? from.get("idle_timeout_ms").asInt() : null);
  }

  /** How long a pause ends a turn. A sentence's end is not understood here, only waited for. */
  int pauseMillis() {
    if (!semantic) return silenceMillis;
    return switch (eagerness) {
      case "low" -> 2000;
      case "high" -> 500;
      default -> 1000;
    };
  }

  /** Louder than this is speech: -40 dB at the usual threshold of 0.5. */
  double speechDb() {
    return -60 + 40 * threshold;
  }

  ObjectNode toJson(boolean ga) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (semantic) {
      out.put("type", "semantic_vad").put("eagerness", eagerness);
    } else {
      out.put("type", "server_vad");
      out.put("threshold", threshold);
      out.put("prefix_padding_ms", prefixMillis);
      out.put("silence_duration_ms", silenceMillis);
      if (ga) out.put("idle_timeout_ms", idleMillis);
    }
    out.put("create_response", createsResponse).put("interrupt_response", interrupts);
    return out;
  }
}
