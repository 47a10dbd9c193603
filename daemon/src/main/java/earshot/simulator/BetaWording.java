package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The words of the beta dialect: everything flat under the session. Stateless. */
final class BetaWording extends Wording {

  BetaWording() {
    super("beta");
  }

  @Override
  void update(Settings s, JsonNode session) {
    common(s, session);
    if (session.has("input_audio_format")) {
      s.input = Sound.ofBeta(session.get("input_audio_format").asText());
    }
    if (session.has("input_audio_transcription")) {
      s.transcription = orNull(session.get("input_audio_transcription"));
    }
    if (session.has("input_audio_noise_reduction")) {
      s.noiseReduction = orNull(session.get("input_audio_noise_reduction"));
    }
    if (session.has("turn_detection")) {
      JsonNode detection = orNull(session.get("turn_detection"));
      s.hearing = detection == null ? null : Hearing.of(detection);
    }
    s.speed = session.path("speed").asDouble(s.speed);
    if (session.has("tracing")) s.tracing = orNull(session.get("tracing"));
    if (session.has("include")) s.include = orNull(session.get("include"));
  }

  @Override
  void override(Settings s, JsonNode response) {
    common(s, response);
  }

  private static void common(Settings s, JsonNode from) {
    JsonNode kinds = from.path("modalities");
    if (kinds.isArray()) {
      s.speaks = false;
      for (JsonNode kind : kinds) s.speaks |= kind.asText().equals("audio");
    }
    s.instructions = from.path("instructions").asText(s.instructions);
    if (from.has("voice")) s.voice = from.get("voice");
    if (from.has("output_audio_format")) {
      s.output = Sound.ofBeta(from.get("output_audio_format").asText());
    }
    if (from.has("tools")) s.tools = (ArrayNode) from.get("tools");
    if (from.has("tool_choice")) s.toolChoice = from.get("tool_choice");
    s.temperature = from.path("temperature").asDouble(s.temperature);
    for (String name : new String[] {"max_output_tokens", "max_response_output_tokens"}) {
      if (from.has(name)) s.outputLimit = from.get(name);
    }
    if (from.has("prompt")) s.prompt = orNull(from.get("prompt"));
  }

  @Override
  ObjectNode session(Settings s, String id, long expiresAt) {
    ObjectNode out = Json.object().put("id", id);
    if (s.transcribesOnly) out.put("object", "realtime.transcription_session");
    else out.put("object", "realtime.session").put("model", s.model);
    out.put("expires_at", expiresAt);
    out.put("input_audio_format", s.input.beta);
    out.set("input_audio_transcription", s.transcription);
    out.set("turn_detection", s.hearing == null ? null : s.hearing.toJson(false));
    out.set("input_audio_noise_reduction", s.noiseReduction);
    if (s.transcribesOnly) return out;
    out.set("modalities", modalities(s));
    out.put("instructions", s.instructions);
    out.put("voice", s.voice.asText());
    out.put("output_audio_format", s.output.beta);
    out.set("tools", s.tools);
    out.set("tool_choice", s.toolChoice);
    out.put("temperature", s.temperature);
    out.set("max_response_output_tokens", s.outputLimit);
    out.put("speed", s.speed);
    out.set("tracing", s.tracing);
    out.set("prompt", s.prompt);
    out.set("include", s.include);
    return out;
  }

  private static ArrayNode modalities(Settings s) {
    ArrayNode kinds = Json.object().putArray("modalities").add("text");
    return s.speaks ? kinds.add("audio") : kinds;
  }

  @Override
  void describe(Settings s, ObjectNode response) {
    response.set("modalities", modalities(s));
    response.put("voice", s.voice.asText());
    response.put("output_audio_format", s.output.beta);
    response.put("temperature", s.temperature);
    response.set("max_output_tokens", s.outputLimit);
  }

  @Override
  String partType(boolean spoken) {
    return spoken ? "audio" : "text";
  }

  @Override
  String output(String event) {
    return "response." + event;
  }

  @Override
  String voiceParam() {
    return "session.voice";
  }

  @Override
  boolean saysItemsTwice() {
    return false;
  }

  @Override
  boolean saysMessagesOfFailures() {
    return true;
  }
}
