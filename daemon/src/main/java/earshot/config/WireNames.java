package earshot.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a session is called in either dialect's own words, and which key it is here: for
 * people who come with the service's documentation. Pure.
 */
final class WireNames {

  private WireNames() {}

  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("modalities", "service.output"),
          Map.entry("output_modalities", "service.output"),
          Map.entry("input_audio_format", "service.input_format"),
          Map.entry("output_audio_format", "service.output_format"),
          Map.entry("audio.input.format", "service.input_format"),
          Map.entry("audio.output.format", "service.output_format"),
          Map.entry("audio.output.voice", "service.voice"),
          Map.entry("audio.output.speed", "service.speed"),
          Map.entry("input_audio_transcription", "service.transcription.model"),
          Map.entry("audio.input.transcription", "service.transcription.model"),
          Map.entry("input_audio_noise_reduction", "service.noise_reduction"),
          Map.entry("audio.input.noise_reduction", "service.noise_reduction"),
          Map.entry("turn_detection", "talk.detection.type"),
          Map.entry("audio.input.turn_detection", "talk.detection.type"),
          Map.entry("max_response_output_tokens", "service.max_output_tokens"),
          Map.entry("reasoning.effort", "service.reasoning"),
          Map.entry("include", "service.transcription.logprobs"),
          Map.entry("tools", "service.mcp, in two brackets, for servers of tools"));

  private static final Map<String, String> MEMBERS =
      Map.of(
          "create_response", "talk.detection.respond",
          "interrupt_response", "talk.detection.interrupt",
          "silence_duration_ms", "talk.detection.silence_ms",
          "server_label", "service.mcp.label",
          "server_url", "service.mcp.url",
          "connector_id", "service.mcp.connector",
          "server_description", "service.mcp.description");

  /** The key for this name, which is none of ours, or null. */
  static @Nullable String key(String plain) {
    String leaf = plain.substring(plain.lastIndexOf('.') + 1);
    String member = MEMBERS.get(leaf);
    if (member != null) return member;
    for (String name = plain.replaceFirst("^(service|talk)\\.", ""); !name.isEmpty(); ) {
      String key = KEYS.get(name);
      if (key != null) return key;
      int dot = name.lastIndexOf('.');
      name = dot < 0 ? "" : name.substring(0, dot);
    }
    return null;
  }
}
