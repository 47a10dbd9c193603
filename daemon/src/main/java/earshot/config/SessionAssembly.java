package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Config.McpConfig;
import earshot.config.Config.SessionConfig;
import earshot.config.Settings.Section;
import earshot.realtime.AudioFormat;
import earshot.realtime.Catalogue;
import earshot.realtime.Model;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.Prompt;
import earshot.realtime.SessionSpec.Tracing;
import earshot.realtime.SessionSpec.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What few ever set of a session, from settings that were judged well. Pure. */
final class SessionAssembly {

  private SessionAssembly() {}

  static SessionConfig session(Section s, String model, Catalogue catalogue) {
    String underlying = s.text(SERVICE_UNDERLYING);
    Model known = catalogue.of(underlying == null ? model : underlying);
    return new SessionConfig(
        known,
        s.is(SERVICE_OUTPUT, "text"),
        s.text(SERVICE_LANGUAGE),
        s.text(SERVICE_TONE),
        new SessionSpec.Details(
            s.text(SERVICE_VOICE_ID),
            s.on(SERVICE_TRANSCRIPTION_LOGPROBS),
            format(s, SERVICE_INPUT_FORMAT),
            format(s, SERVICE_OUTPUT_FORMAT),
            truncation(s, known),
            tracing(s),
            prompt(s),
            s.text(SERVICE_TOOL_CHOICE),
            s.has(SERVICE_PARALLEL_TOOL_CALLS) ? (Boolean) s.on(SERVICE_PARALLEL_TOOL_CALLS) : null,
            List.of()),
        servers(s),
        headers(s));
  }

  private static AudioFormat format(Section s, Key key) {
    return switch (Assembly.text(s, key)) {
      case "g711_ulaw" -> AudioFormat.ULAW;
      case "g711_alaw" -> AudioFormat.ALAW;
      default -> AudioFormat.PCM;
    };
  }

  /** Half at once, so that what is left stays the same, and cached, for many turns. */
  private static final double KEPT = 0.5;

  private static @Nullable Truncation truncation(Section s, Model model) {
    String type = s.text(SERVICE_TRUNCATION_TYPE);
    if (type == null) {
      int most = Objects.requireNonNull(s.whole(SERVICE_HISTORY_TOKENS));
      int room = model.contextTokens() - model.maxOutputTokens();
      return most == 0 ? null : new Truncation.Retaining(KEPT, Math.min(most, room));
    }
    return switch (type) {
      case "auto" -> new Truncation.Auto();
      case "disabled" -> new Truncation.Disabled();
      default ->
          new Truncation.Retaining(
              Objects.requireNonNull(s.decimal(SERVICE_TRUNCATION_RATIO)),
              s.whole(SERVICE_TRUNCATION_TOKENS));
    };
  }

  private static @Nullable Tracing tracing(Section s) {
    boolean named =
        s.has(SERVICE_TRACING_WORKFLOW)
            || s.has(SERVICE_TRACING_GROUP)
            || s.has(SERVICE_TRACING_METADATA);
    if (!named && !s.on(SERVICE_TRACING_AUTO)) return null;
    return new Tracing(
        s.text(SERVICE_TRACING_WORKFLOW),
        s.text(SERVICE_TRACING_GROUP),
        s.table(SERVICE_TRACING_METADATA));
  }

  private static @Nullable Prompt prompt(Section s) {
    String id = s.text(SERVICE_PROMPT_ID);
    if (id == null) return null;
    return new Prompt(id, s.text(SERVICE_PROMPT_VERSION), s.table(SERVICE_PROMPT_VARIABLES));
  }

  private static List<McpConfig> servers(Section service) {
    List<McpConfig> servers = new ArrayList<>();
    for (Section s : service.mcp()) {
      String token = s.text(SERVICE_MCP_AUTHORIZATION);
      Map<String, Secret> headers = new TreeMap<>();
      s.table(SERVICE_MCP_HEADERS).forEach((name, where) -> headers.put(name, secret(where)));
      servers.add(
          new McpConfig(
              Assembly.text(s, SERVICE_MCP_LABEL),
              s.text(SERVICE_MCP_URL),
              s.text(SERVICE_MCP_CONNECTOR),
              s.text(SERVICE_MCP_DESCRIPTION),
              s.texts(SERVICE_MCP_ALLOWED_TOOLS),
              Assembly.text(s, SERVICE_MCP_REQUIRE_APPROVAL),
              s.texts(SERVICE_MCP_APPROVED_TOOLS),
              token == null ? null : secret(token),
              Map.copyOf(headers)));
    }
    return List.copyOf(servers);
  }

  private static Secret secret(String where) {
    return Objects.requireNonNull(Assembly.secret(where));
  }

  private static Map<String, String> headers(Section s) {
    Map<String, String> headers = new TreeMap<>();
    header(headers, "OpenAI-Safety-Identifier", s.text(SERVICE_SAFETY_IDENTIFIER));
    header(headers, "OpenAI-Organization", s.text(SERVICE_ORGANIZATION));
    header(headers, "OpenAI-Project", s.text(SERVICE_PROJECT));
    return Map.copyOf(headers);
  }

  private static void header(Map<String, String> to, String name, @Nullable String value) {
    if (value != null) to.put(name, value);
  }
}
