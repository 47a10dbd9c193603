package earshot;

import earshot.config.Config.McpConfig;
import earshot.config.Config.ServiceConfig;
import earshot.config.Config.SessionConfig;
import earshot.config.Config.TalkConfig;
import earshot.config.Secret;
import earshot.realtime.SessionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a session shall be, from the configuration. Reads the secrets of servers of tools. */
final class Specs {

  private Specs() {}

  /**
   * @param mostTokens of an answer, or null
   * @param secrets reads a secret; throws IllegalStateException with words when it cannot
   */
  static SessionSpec of(
      ServiceConfig service,
      TalkConfig talk,
      List<SessionSpec.Tool> tools,
      @Nullable Integer mostTokens,
      Function<Secret, String> secrets) {
    SessionConfig session = service.session();
    SessionSpec.Details d = session.details();
    return new SessionSpec(
        session.model().id(),
        !session.text(),
        service.voice(),
        instructions(service),
        talk.detection(),
        service.transcription(),
        service.noiseReduction(),
        service.speed(),
        service.temperature(),
        mostTokens,
        service.reasoningEffort(),
        tools,
        new SessionSpec.Details(
            d.voiceId(),
            d.logprobs(),
            d.inputFormat(),
            d.outputFormat(),
            d.truncation(),
            d.tracing(),
            d.prompt(),
            d.toolChoice(),
            d.parallelToolCalls(),
            servers(session.mcp(), secrets)));
  }

  private static @Nullable String instructions(ServiceConfig service) {
    List<String> said = new ArrayList<>();
    SessionConfig session = service.session();
    if (service.instructions() != null) said.add(service.instructions());
    if (session.tone() != null) said.add("Tone of voice: " + session.tone() + ".");
    if (session.language() != null) said.add("Always answer in " + session.language() + ".");
    return said.isEmpty() ? null : String.join("\n", said);
  }

  private static List<SessionSpec.Mcp> servers(
      List<McpConfig> servers, Function<Secret, String> secrets) {
    List<SessionSpec.Mcp> read = new ArrayList<>();
    for (McpConfig server : servers) {
      Map<String, String> headers = new TreeMap<>();
      server.headers().forEach((name, secret) -> headers.put(name, secrets.apply(secret)));
      Secret token = server.authorization();
      read.add(
          new SessionSpec.Mcp(
              server.label(),
              server.url(),
              server.connector(),
              server.description(),
              server.allowedTools(),
              server.approval(),
              server.approvedTools(),
              Map.copyOf(headers),
              token == null ? null : secrets.apply(token)));
    }
    return List.copyOf(read);
  }
}
