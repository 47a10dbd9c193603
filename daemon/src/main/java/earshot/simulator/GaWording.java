package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The words of the GA dialect: a session nested by direction. Stateless. */
final class GaWording extends Wording {

  GaWording() {
    super("ga");
  }

  @Override
  void update(Settings s, JsonNode session) {
    s.transcribesOnly = session.path("type").asText().equals("transcription");
    common(s, session);
    JsonNode input = session.path("audio").path("input");
    if (input.has("format")) s.input = Sound.ofGa(input.get("format").path("type").asText());
    if (input.has("transcription")) s.transcription = orNull(input.get("transcription"));
    if (input.has("noise_reduction")) s.noiseReduction = orNull(input.get("noise_reduction"));
    if (input.has("turn_detection")) {
      JsonNode detection = orNull(input.get("turn_detection"));
      s.hearing = detection == null ? null : Hearing.of(detection);
    }
    JsonNode output = session.path("audio").path("output");
    s.speed = output.path("speed").asDouble(s.speed);
    if (session.has("truncation")) s.truncation = session.get("truncation");
    if (session.has("tracing")) s.tracing = orNull(session.get("tracing"));
    if (session.has("include")) s.include = orNull(session.get("include"));
  }

  @Override
  void override(Settings s, JsonNode response) {
    common(s, response);
  }

  /** What a session and a response can both be told. */
  private static void common(Settings s, JsonNode from) {
    if (from.has("output_modalities")) {
      s.speaks = from.get("output_modalities").path(0).asText().equals("audio");
    }
    s.instructions = from.path("instructions").asText(s.instructions);
    JsonNode output = from.path("audio").path("output");
    if (output.has("format")) s.output = Sound.ofGa(output.get("format").path("type").asText());
    if (output.has("voice")) s.voice = output.get("voice");
    if (from.has("tools")) s.tools = (ArrayNode) from.get("tools");
    if (from.has("tool_choice")) s.toolChoice = from.get("tool_choice");
    if (from.has("max_output_tokens")) s.outputLimit = from.get("max_output_tokens");
    if (from.has("reasoning")) s.reasoning = orNull(from.get("reasoning"));
    if (from.has("prompt")) s.prompt = orNull(from.get("prompt"));
  }

  @Override
  ObjectNode session(Settings s, String id, long expiresAt) {
    ObjectNode out = Json.object();
    out.put("type", s.transcribesOnly ? "transcription" : "realtime");
    out.put("object", s.transcribesOnly ? "realtime.transcription_session" : "realtime.session");
    out.put("id", id);
    out.put("expires_at", expiresAt);
    ObjectNode audio = Json.object();
    ObjectNode input = audio.putObject("input");
    input.set("format", format(s.input));
    input.set("transcription", transcription(s.transcription));
    input.set("noise_reduction", s.noiseReduction);
    if (s.transcribesOnly) {
      if (s.hearing != null) {
        ObjectNode turns = input.putObject("turn_detection").put("type", "server_vad");
        turns.put("threshold", s.hearing.threshold());
        turns.put("prefix_padding_ms", s.hearing.prefixMillis());
        turns.put("silence_duration_ms", s.hearing.silenceMillis());
      }
      out.set("audio", audio);
      return out;
    }
    input.set("turn_detection", s.hearing == null ? null : s.hearing.toJson(true));
    ObjectNode output = audio.putObject("output");
    output.set("format", format(s.output));
    output.put("voice", voiceName(s.voice)).put("speed", s.speed);
    out.put("model", s.model);
    out.putArray("output_modalities").add(s.speaks ? "audio" : "text");
    out.put("instructions", s.instructions);
    out.set("tools", s.tools);
    out.set("tool_choice", s.toolChoice);
    out.set("max_output_tokens", s.outputLimit);
    out.set("tracing", s.tracing);
    out.set("truncation", s.truncation);
    out.set("prompt", s.prompt);
    if (s.reasoning != null) out.set("reasoning", s.reasoning);
    out.set("audio", audio);
    out.set("include", s.include);
    return out;
  }

  @Override
  void describe(Settings s, ObjectNode response) {
    response.putArray("output_modalities").add(s.speaks ? "audio" : "text");
    response.set("max_output_tokens", s.outputLimit);
    ObjectNode output = response.putObject("audio").putObject("output");
    output.set("format", format(s.output));
    output.put("voice", voiceName(s.voice));
  }

  private static ObjectNode format(Sound sound) {
    ObjectNode format = Json.object().put("type", sound.ga);
    if (sound == Sound.PCM) format.put("rate", 24_000);
    return format;
  }

  private static String voiceName(JsonNode voice) {
    return voice.isObject() ? voice.path("id").asText() : voice.asText();
  }

  /** Not everything that can be asked of a transcription is said back. */
  private static @Nullable ObjectNode transcription(@Nullable JsonNode asked) {
    if (asked == null) return null;
    ObjectNode out = Json.object();
    for (String member : new String[] {"model", "language", "prompt", "languages"}) {
      if (asked.has(member)) out.set(member, asked.get(member));
    }
    return out;
  }

  @Override
  String partType(boolean spoken) {
    return spoken ? "output_audio" : "output_text";
  }

  @Override
  String output(String event) {
    return "response.output_" + event;
  }

  @Override
  String voiceParam() {
    return "session.audio.output.voice";
  }

  @Override
  boolean saysItemsTwice() {
    return true;
  }

  @Override
  boolean saysMessagesOfFailures() {
    return false;
  }
}
