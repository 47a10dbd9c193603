package earshot.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of keys: one row each. Reading, {@code config show}, {@code config schema} and the help
 * all go by it; a board's own options stand in the board's row. The keys of {@code [service]} are
 * those of each {@code [[service.fallback]]} too, and those of {@code service.mcp} stand in a list.
 * What they are for stands in {@code keys.properties}.
 */
public enum Key {
  BOARD_NAME("board.name", new Form.Text(), "sim"),

  SERVICE_PROVIDER(
      "service.provider", Form.choice("openai", "azure", "custom", "simulator"), "openai"),
  SERVICE_KIND(
      "service.kind", Form.choice("conversation", "translation", "transcription"), "conversation"),
  SERVICE_MODEL("service.model", new Form.Text(), "gpt-realtime-2.1-mini"),
  SERVICE_UNDERLYING("service.underlying", new Form.Text(), null),
  SERVICE_DIALECT("service.dialect", Form.choice("ga", "beta"), "ga"),
  SERVICE_TRANSPORT("service.transport", Form.choice("websocket", "webrtc", "turns"), "websocket"),
  SERVICE_URL("service.url", new Form.Url(), null),
  SERVICE_RESOURCE("service.resource", new Form.Text(), null),
  SERVICE_API_VERSION("service.api_version", new Form.Text(), null),
  SERVICE_KEY("service.key", new Form.Reference(), null),
  SERVICE_CREDENTIAL(
      "service.credential", Form.choice("key", "entra", "managed_identity", "broker"), "key"),
  SERVICE_ENTRA_TENANT("service.entra.tenant", new Form.Text(), null),
  SERVICE_ENTRA_CLIENT_ID("service.entra.client_id", new Form.Text(), null),
  SERVICE_ENTRA_SECRET("service.entra.secret", new Form.Reference(), null),
  SERVICE_ENTRA_AUTHORITY(
      "service.entra.authority", Form.secured(), "https://login.microsoftonline.com"),
  SERVICE_ENTRA_SCOPE(
      "service.entra.scope", new Form.Text(), "https://cognitiveservices.azure.com/.default"),
  SERVICE_BROKER_URL("service.broker.url", Form.secured(), null),
  SERVICE_BROKER_CREDENTIAL("service.broker.credential", new Form.Reference(), null),
  SERVICE_CA("service.ca", new Form.File(), null),
  SERVICE_VOICE("service.voice", new Form.Text(), null),
  SERVICE_INSTRUCTIONS("service.instructions", new Form.Text(), null),
  SERVICE_VOICE_ID("service.voice_id", new Form.Text(), null),
  SERVICE_LANGUAGE("service.language", new Form.Text(), null),
  SERVICE_TONE("service.tone", new Form.Text(), null),
  SERVICE_OUTPUT("service.output", Form.choice("audio", "text"), "audio"),
  SERVICE_INPUT_FORMAT("service.input_format", Form.choice("pcm", "g711_ulaw", "g711_alaw"), "pcm"),
  SERVICE_OUTPUT_FORMAT(
      "service.output_format", Form.choice("pcm", "g711_ulaw", "g711_alaw"), "pcm"),
  SERVICE_SPEED("service.speed", new Form.Decimal(0.25, 1.5), null),
  SERVICE_TEMPERATURE("service.temperature", new Form.Decimal(0.6, 1.2), null),
  SERVICE_MAX_OUTPUT_TOKENS("service.max_output_tokens", new Form.Whole(1, 128_000), null),
  SERVICE_REASONING(
      "service.reasoning", Form.choice("minimal", "low", "medium", "high", "xhigh"), null),
  SERVICE_TOOL_CHOICE(
      "service.tool_choice",
      new Form.Matching(
          "auto|none|required|(function|mcp):[A-Za-z0-9_-]{1,64}",
          "\"auto\", \"none\", \"required\", \"function:NAME\" or \"mcp:LABEL\""),
      null),
  SERVICE_PARALLEL_TOOL_CALLS("service.parallel_tool_calls", new Form.Flag(), null),
  SERVICE_SAFETY_IDENTIFIER("service.safety_identifier", Form.header(), null),
  SERVICE_ORGANIZATION("service.organization", Form.header(), null),
  SERVICE_PROJECT("service.project", Form.header(), null),
  SERVICE_NOISE_REDUCTION(
      "service.noise_reduction", Form.choice("off", "near_field", "far_field"), "off"),
  SERVICE_TRANSCRIPTION_MODEL("service.transcription.model", new Form.Text(), null),
  SERVICE_TRANSCRIPTION_LANGUAGE("service.transcription.language", new Form.Text(), null),
  SERVICE_TRANSCRIPTION_PROMPT("service.transcription.prompt", new Form.Text(), null),
  SERVICE_TRANSLATION_LANGUAGE("service.translation.language", new Form.Text(), "en"),

  SERVICE_TRANSCRIPTION_LANGUAGES("service.transcription.languages", new Form.Texts(), null),
  SERVICE_TRANSCRIPTION_KEYWORDS("service.transcription.keywords", new Form.Texts(), null),
  SERVICE_TRANSCRIPTION_DELAY(
      "service.transcription.delay",
      Form.choice("minimal", "low", "medium", "high", "xhigh"),
      null),
  SERVICE_TRANSCRIPTION_LOGPROBS("service.transcription.logprobs", new Form.Flag(), false),
  SERVICE_HISTORY_TOKENS("service.history_tokens", new Form.Whole(0, 1_000_000), 8_000L),
  SERVICE_TRUNCATION_TYPE(
      "service.truncation.type", Form.choice("auto", "disabled", "retention_ratio"), null),
  SERVICE_TRUNCATION_RATIO("service.truncation.retention_ratio", new Form.Decimal(0, 1), null),
  SERVICE_TRUNCATION_TOKENS(
      "service.truncation.post_instructions", new Form.Whole(0, 1_000_000), null),
  SERVICE_TRACING_AUTO("service.tracing.auto", new Form.Flag(), false),
  SERVICE_TRACING_WORKFLOW("service.tracing.workflow_name", new Form.Text(), null),
  SERVICE_TRACING_GROUP("service.tracing.group_id", new Form.Text(), null),
  SERVICE_TRACING_METADATA("service.tracing.metadata", new Form.Table(), null),
  SERVICE_PROMPT_ID("service.prompt.id", new Form.Text(), null),
  SERVICE_PROMPT_VERSION("service.prompt.version", new Form.Text(), null),
  SERVICE_PROMPT_VARIABLES("service.prompt.variables", new Form.Table(), null),
  SERVICE_MCP_LABEL(
      "service.mcp.label",
      new Form.Matching("[A-Za-z][A-Za-z0-9_-]{0,63}", "a short name in quotes"),
      null),
  SERVICE_MCP_URL(
      "service.mcp.url",
      new Form.Matching("https://[^\\s/?#@]+([/?#]\\S*)?", "\"https://HOST/PATH\""),
      null),
  SERVICE_MCP_CONNECTOR("service.mcp.connector", Form.connector(), null),
  SERVICE_MCP_DESCRIPTION("service.mcp.description", new Form.Text(), null),
  SERVICE_MCP_ALLOWED_TOOLS("service.mcp.allowed_tools", new Form.Texts(), null),
  SERVICE_MCP_REQUIRE_APPROVAL(
      "service.mcp.require_approval", Form.choice("never", "always"), "never"),
  SERVICE_MCP_APPROVED_TOOLS("service.mcp.approved_tools", new Form.Texts(), null),
  SERVICE_MCP_AUTHORIZATION("service.mcp.authorization", new Form.Reference(), null),
  SERVICE_MCP_HEADERS("service.mcp.headers", new Form.References(), null),

  MODELS_FILE("models.file", new Form.File(), null),

  LINK_FLEET("link.fleet", new Form.Whole(1, 100_000), 1L),

  LINK_DIAL("link.dial", Form.choice("ahead", "on_press"), "ahead"),
  LINK_REST_MINUTES("link.rest_minutes", new Form.Whole(1, 1_440), 5L),
  LINK_PROBE("link.probe", Form.probe(), "service"),
  LINK_PROXY("link.proxy", Form.proxy(), null),
  LINK_PROXY_CREDENTIAL("link.proxy_credential", new Form.Reference(), null),

  TALK_MODE("talk.mode", Form.choice("hold", "tap", "open"), "hold"),
  TALK_PREROLL_MS("talk.preroll_ms", new Form.Whole(0, 2_000), 500L),
  TALK_DEBOUNCE_MS("talk.debounce_ms", new Form.Whole(0, 500), 20L),
  TALK_TOO_SHORT_MS("talk.too_short_ms", new Form.Whole(0, 2_000), 150L),
  TALK_FOLLOW_UP_MS("talk.follow_up_ms", new Form.Whole(0, 30_000), 0L),
  TALK_LIMIT_SECONDS("talk.limit_seconds", new Form.Whole(5, 300), 120L),
  TALK_WHILE_SPEAKING("talk.while_speaking", Form.choice("auto", "full", "half", "button"), "auto"),
  TALK_DETECTION_TYPE("talk.detection.type", Form.choice("none", "server", "semantic"), null),
  TALK_DETECTION_THRESHOLD("talk.detection.threshold", new Form.Decimal(0, 1), 0.5),
  TALK_DETECTION_PREFIX_PADDING_MS(
      "talk.detection.prefix_padding_ms", new Form.Whole(0, 5_000), 300L),
  TALK_DETECTION_SILENCE_MS("talk.detection.silence_ms", new Form.Whole(50, 10_000), 500L),
  TALK_DETECTION_RESPOND("talk.detection.respond", new Form.Flag(), true),
  TALK_DETECTION_INTERRUPT("talk.detection.interrupt", new Form.Flag(), true),
  TALK_DETECTION_EAGERNESS(
      "talk.detection.eagerness", Form.choice("auto", "low", "medium", "high"), "auto"),
  TALK_DETECTION_IDLE_TIMEOUT_MS(
      "talk.detection.idle_timeout_ms", new Form.Whole(5_000, 30_000), null),

  MICROPHONES_ECHO("microphones.echo", Form.choice("auto", "on", "off", "hardware"), "auto"),
  MICROPHONES_NOISE(
      "microphones.noise", Form.choice("off", "low", "moderate", "high", "very_high"), "off"),
  MICROPHONES_GAIN("microphones.gain", new Form.Flag(), false),
  MICROPHONES_HIGHPASS("microphones.highpass", new Form.Flag(), false),

  TOOLS_GET_TIME("tools.get_time", new Form.Flag(), true),
  TOOLS_SET_TIMER("tools.set_timer", new Form.Flag(), true),
  TOOLS_SET_ALARM("tools.set_alarm", new Form.Flag(), true),
  TOOLS_LIST_ALARMS("tools.list_alarms", new Form.Flag(), true),
  TOOLS_CANCEL_ALARM("tools.cancel_alarm", new Form.Flag(), true),
  TOOLS_SET_VOLUME("tools.set_volume", new Form.Flag(), true),

  BUTTON_TWICE("button.twice", Form.act(), "repeat"),
  BUTTON_THRICE("button.thrice", Form.act(), "off"),
  BUTTON_HELD("button.held", Form.act(), "off"),

  PROMPTS_LANGUAGE("prompts.language", new Form.Text(), "en"),
  PROMPTS_DIRECTORY("prompts.directory", new Form.Place(), "/etc/earshot/prompts"),

  AUDIO_VOLUME("audio.volume", new Form.Whole(0, 100), 100L),
  AUDIO_VOLUME_CEILING("audio.volume_ceiling", new Form.Whole(1, 100), 100L),
  AUDIO_ALARM_FLOOR("audio.alarm_floor", new Form.Whole(30, 100), 70L),
  AUDIO_SPEED("audio.speed", new Form.Decimal(0.7, 1.3), 1.0),
  AUDIO_CUES("audio.cues", Form.choice("auto", "on", "off"), "auto"),
  AUDIO_REPLY_SECONDS("audio.reply_seconds", new Form.Whole(5, 3_600), 120L),
  AUDIO_UTTERANCE_SECONDS("audio.utterance_seconds", new Form.Whole(1, 600), 30L),

  BUDGET_RESPONSE("budget.response", Form.dollars(), null),
  BUDGET_SESSION("budget.session", Form.dollars(), null),
  BUDGET_HOUR("budget.hour", Form.dollars(), null),
  BUDGET_DAY("budget.day", Form.dollars(), null),
  BUDGET_MONTH("budget.month", Form.dollars(), null),

  STATE_DIRECTORY("state.directory", new Form.Place(), "/var/lib/earshot"),

  CONTROL_SOCKET("control.socket", new Form.Place(), "/run/earshot/control.sock"),
  CONTROL_READERS("control.readers", new Form.Texts(), null),
  METRICS_PORT("metrics.port", new Form.Whole(0, 65_535), 0L),
  LOG_LEVEL("log.level", Form.choice("error", "warn", "info", "debug"), "info");

  private final String path;
  private final Form form;
  private final @Nullable Object usual;

  Key(String path, Form form, @Nullable Object usual) {
    this.path = path;
    this.form = form;
    this.usual = usual;
  }

  public String path() {
    return path;
  }

  public Form form() {
    return form;
  }

  /** The value when it is not set: text, a long, a double, a boolean, or null for none. */
  public @Nullable Object usual() {
    return usual;
  }

  public String help() {
    return KeyHelp.of(this);
  }

  /** The table it stands in: {@code talk.detection}. */
  public String table() {
    return path.substring(0, path.lastIndexOf('.'));
  }

  public String leaf() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether there may be several of its table. */
  public boolean ofMcp() {
    return path.startsWith("service.mcp.");
  }

  public boolean ofService() {
    return path.startsWith("service.");
  }

  public static final List<Key> ALL = List.of(values());
}
