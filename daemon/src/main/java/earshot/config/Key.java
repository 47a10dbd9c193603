package earshot.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of keys: one row each. Reading, {@code config show}, {@code config schema} and the help
 * all go by it; a board's own options stand in the board's row. The keys of {@code [service]} are
 * those of each {@code [[service.fallback]]} too, and those of {@code service.mcp} stand in a list.
 */
public enum Key {
  BOARD_NAME("board.name", new Form.Text(), "sim", "the board, by its name in: earshot devices"),

  SERVICE_PROVIDER(
      "service.provider",
      Form.choice("openai", "azure", "custom", "simulator"),
      "openai",
      "who runs the service; decides address and headers"),
  SERVICE_KIND(
      "service.kind",
      Form.choice("conversation", "translation", "transcription"),
      "conversation",
      "what sessions are for: answers, the same in another language, or only what was said"),
  SERVICE_MODEL(
      "service.model",
      new Form.Text(),
      "gpt-realtime-2.1-mini",
      "the model; for azure, the deployment's name; translation has one of its own"),
  SERVICE_UNDERLYING(
      "service.underlying",
      new Form.Text(),
      null,
      "the model that a deployment or a name of one's own stands for: its limits, voices, prices"),
  SERVICE_DIALECT(
      "service.dialect", Form.choice("ga", "beta"), "ga", "the form of the Realtime protocol"),
  SERVICE_TRANSPORT(
      "service.transport",
      Form.choice("websocket", "webrtc", "turns"),
      "websocket",
      "how the service is reached"),
  SERVICE_URL("service.url", new Form.Url(), null, "the address, for custom or to override"),
  SERVICE_RESOURCE("service.resource", new Form.Text(), null, "azure: the resource's name"),
  SERVICE_API_VERSION(
      "service.api_version", new Form.Text(), null, "azure: the api-version of a preview"),
  SERVICE_KEY(
      "service.key",
      new Form.Reference(),
      null,
      "where the key is: credential:NAME, file:PATH or env:NAME; OPENAI_API_KEY when not set"),
  SERVICE_CREDENTIAL(
      "service.credential",
      Form.choice("key", "entra", "managed_identity", "broker"),
      "key",
      "how the service knows us: a key, a token of Entra's or of the machine's identity, or a"
          + " secret from a broker of your own"),
  SERVICE_ENTRA_TENANT("service.entra.tenant", new Form.Text(), null, "entra: the tenant"),
  SERVICE_ENTRA_CLIENT_ID(
      "service.entra.client_id",
      new Form.Text(),
      null,
      "entra: the application; managed_identity: which one, where there are several"),
  SERVICE_ENTRA_SECRET(
      "service.entra.secret",
      new Form.Reference(),
      null,
      "entra: where the application's secret is: credential:NAME, file:PATH or env:NAME"),
  SERVICE_ENTRA_AUTHORITY(
      "service.entra.authority",
      Form.secured(),
      "https://login.microsoftonline.com",
      "entra: who hands the tokens out; another one in sovereign clouds"),
  SERVICE_ENTRA_SCOPE(
      "service.entra.scope",
      new Form.Text(),
      "https://cognitiveservices.azure.com/.default",
      "entra and managed_identity: what the token is for"),
  SERVICE_BROKER_URL(
      "service.broker.url",
      Form.secured(),
      null,
      "broker: its https:// address; see provisioning/token-broker.md"),
  SERVICE_BROKER_CREDENTIAL(
      "service.broker.credential",
      new Form.Reference(),
      null,
      "broker: where this device's own credential is: credential:NAME, file:PATH or env:NAME"),
  SERVICE_CA(
      "service.ca",
      new Form.File(),
      null,
      "a PEM file with a certificate to trust in addition to the system's"),
  SERVICE_VOICE(
      "service.voice", new Form.Text(), null, "the voice; the service's own when not set"),
  SERVICE_INSTRUCTIONS(
      "service.instructions", new Form.Text(), null, "what the model is told before all else"),
  SERVICE_VOICE_ID(
      "service.voice_id", new Form.Text(), null, "ga only: a voice of one's own, by its id"),
  SERVICE_LANGUAGE(
      "service.language",
      new Form.Text(),
      null,
      "the language to answer in, in words; added to the instructions"),
  SERVICE_TONE(
      "service.tone",
      new Form.Text(),
      null,
      "how the answers shall sound, in words; added to the instructions"),
  SERVICE_OUTPUT(
      "service.output",
      Form.choice("audio", "text"),
      "audio",
      "text: answers are written only, and nothing is heard"),
  SERVICE_INPUT_FORMAT(
      "service.input_format",
      Form.choice("pcm", "g711_ulaw", "g711_alaw"),
      "pcm",
      "how sound goes to the service: 24 kHz pcm, or 8 kHz of telephony in a sixth of the bytes"),
  SERVICE_OUTPUT_FORMAT(
      "service.output_format",
      Form.choice("pcm", "g711_ulaw", "g711_alaw"),
      "pcm",
      "how sound comes from the service"),
  SERVICE_SPEED(
      "service.speed", new Form.Decimal(0.25, 1.5), null, "how fast the voice speaks; 1 is usual"),
  SERVICE_TEMPERATURE(
      "service.temperature",
      new Form.Decimal(0.6, 1.2),
      null,
      "beta only: how free the answers are"),
  SERVICE_MAX_OUTPUT_TOKENS(
      "service.max_output_tokens",
      new Form.Whole(1, 128_000),
      null,
      "the longest answer, in tokens"),
  SERVICE_REASONING(
      "service.reasoning",
      Form.choice("minimal", "low", "medium", "high", "xhigh"),
      null,
      "ga only: how long the model thinks"),
  SERVICE_TOOL_CHOICE(
      "service.tool_choice",
      new Form.Matching(
          "auto|none|required|(function|mcp):[A-Za-z0-9_-]{1,64}",
          "\"auto\", \"none\", \"required\", \"function:NAME\" or \"mcp:LABEL\""),
      null,
      "whether the model may, must not or must call tools; auto when not set"),
  SERVICE_PARALLEL_TOOL_CALLS(
      "service.parallel_tool_calls",
      new Form.Flag(),
      null,
      "ga only: whether it may call several at once"),
  SERVICE_SAFETY_IDENTIFIER(
      "service.safety_identifier",
      Form.header(),
      null,
      "openai: who the user is to the service's watch over abuse, hashed"),
  SERVICE_ORGANIZATION(
      "service.organization", Form.header(), null, "openai: the organization that is billed"),
  SERVICE_PROJECT("service.project", Form.header(), null, "openai: the project that is billed"),
  SERVICE_NOISE_REDUCTION(
      "service.noise_reduction",
      Form.choice("off", "near_field", "far_field"),
      "off",
      "noise reduction at the service: near_field for a headset, far_field for a room"),
  SERVICE_TRANSCRIPTION_MODEL(
      "service.transcription.model",
      new Form.Text(),
      null,
      "the model that writes down what the user said; off when no key of this table is set"),
  SERVICE_TRANSCRIPTION_LANGUAGE(
      "service.transcription.language", new Form.Text(), null, "the user's language, such as de"),
  SERVICE_TRANSCRIPTION_PROMPT(
      "service.transcription.prompt", new Form.Text(), null, "names and words to expect"),
  SERVICE_TRANSLATION_LANGUAGE(
      "service.translation.language",
      new Form.Text(),
      "en",
      "translation: the language that is to be heard, such as es"),

  SERVICE_TRANSCRIPTION_LANGUAGES(
      "service.transcription.languages",
      new Form.Texts(),
      null,
      "ga only: the languages to expect, instead of one"),
  SERVICE_TRANSCRIPTION_KEYWORDS(
      "service.transcription.keywords", new Form.Texts(), null, "ga only: words to listen for"),
  SERVICE_TRANSCRIPTION_DELAY(
      "service.transcription.delay",
      Form.choice("minimal", "low", "medium", "high", "xhigh"),
      null,
      "ga only: how long it may wait to be surer"),
  SERVICE_TRANSCRIPTION_LOGPROBS(
      "service.transcription.logprobs",
      new Form.Flag(),
      false,
      "whether the service tells how sure it is of each word"),
  SERVICE_HISTORY_TOKENS(
      "service.history_tokens",
      new Form.Whole(0, 1_000_000),
      8_000L,
      "a conversation of more tokens loses its older half, for all of it is charged again with each"
          + " answer; 0: it grows until the model can hold no more"),
  SERVICE_TRUNCATION_TYPE(
      "service.truncation.type",
      Form.choice("auto", "disabled", "retention_ratio"),
      null,
      "ga only: what becomes of a conversation that is too long; disabled makes it an error"),
  SERVICE_TRUNCATION_RATIO(
      "service.truncation.retention_ratio",
      new Form.Decimal(0, 1),
      null,
      "how much is kept then; less keeps the cache valid longer, which is cheaper"),
  SERVICE_TRUNCATION_TOKENS(
      "service.truncation.post_instructions",
      new Form.Whole(0, 1_000_000),
      null,
      "with retention_ratio: so many tokens of conversation are too long"),
  SERVICE_TRACING_AUTO(
      "service.tracing.auto",
      new Form.Flag(),
      false,
      "traces at the service, under names of its own"),
  SERVICE_TRACING_WORKFLOW(
      "service.tracing.workflow_name", new Form.Text(), null, "the name of the traces"),
  SERVICE_TRACING_GROUP(
      "service.tracing.group_id", new Form.Text(), null, "what traces belong together"),
  SERVICE_TRACING_METADATA(
      "service.tracing.metadata", new Form.Table(), null, "what else is noted on each trace"),
  SERVICE_PROMPT_ID(
      "service.prompt.id",
      new Form.Text(),
      null,
      "a prompt stored at the service; OpenAI ends them on 2026-11-30"),
  SERVICE_PROMPT_VERSION(
      "service.prompt.version", new Form.Text(), null, "its version; the newest when not set"),
  SERVICE_PROMPT_VARIABLES(
      "service.prompt.variables", new Form.Table(), null, "what is filled into it"),
  SERVICE_MCP_LABEL(
      "service.mcp.label",
      new Form.Matching("[A-Za-z][A-Za-z0-9_-]{0,63}", "a short name in quotes"),
      null,
      "ga only: the name of a server of tools that the service calls by itself"),
  SERVICE_MCP_URL(
      "service.mcp.url",
      new Form.Matching("https://[^\\s/?#@]+([/?#]\\S*)?", "\"https://HOST/PATH\""),
      null,
      "where that server is"),
  SERVICE_MCP_CONNECTOR(
      "service.mcp.connector",
      Form.connector(),
      null,
      "one of the service's own connectors, instead of an address"),
  SERVICE_MCP_DESCRIPTION(
      "service.mcp.description", new Form.Text(), null, "what the model is told of the server"),
  SERVICE_MCP_ALLOWED_TOOLS(
      "service.mcp.allowed_tools", new Form.Texts(), null, "its tools to use; all when not set"),
  SERVICE_MCP_REQUIRE_APPROVAL(
      "service.mcp.require_approval",
      Form.choice("never", "always"),
      "never",
      "always: the service asks before each call, and only approved_tools get a yes"),
  SERVICE_MCP_APPROVED_TOOLS(
      "service.mcp.approved_tools",
      new Form.Texts(),
      null,
      "with always: its tools that may be called all the same; the others are refused"),
  SERVICE_MCP_AUTHORIZATION(
      "service.mcp.authorization",
      new Form.Reference(),
      null,
      "where the server's access token is"),
  SERVICE_MCP_HEADERS(
      "service.mcp.headers",
      new Form.References(),
      null,
      "headers for the server, each as where its value is"),

  MODELS_FILE(
      "models.file",
      new Form.File(),
      null,
      "a JSON file with models to add to the catalogue, or to change in it"),

  LINK_FLEET(
      "link.fleet",
      new Form.Whole(1, 100_000),
      1L,
      "how many devices share the service's limits; after an outage they come back one by one,"
          + " a thousand within two minutes. A press does not wait"),

  LINK_DIAL("link.dial", Form.choice("ahead", "on_press"), "ahead", "when the connection is made"),
  LINK_REST_MINUTES(
      "link.rest_minutes", new Form.Whole(1, 1_440), 5L, "on demand: so long after a question"),
  LINK_PROBE(
      "link.probe", Form.probe(), "service", "who is asked over plain HTTP what is in the way"),
  LINK_PROXY("link.proxy", Form.proxy(), null, "an HTTP proxy that everything goes through"),
  LINK_PROXY_CREDENTIAL(
      "link.proxy_credential", new Form.Reference(), null, "where its NAME:PASSWORD is"),

  TALK_MODE(
      "talk.mode",
      Form.choice("hold", "tap", "open"),
      "hold",
      "hold: push-to-talk; tap: wake, then the service hears the end of speech; open: always"),
  TALK_PREROLL_MS(
      "talk.preroll_ms",
      new Form.Whole(0, 2_000),
      500L,
      "how much sound from before the press is sent along"),
  TALK_DEBOUNCE_MS(
      "talk.debounce_ms",
      new Form.Whole(0, 500),
      20L,
      "how long after an edge of the button further edges are bounce"),
  TALK_TOO_SHORT_MS(
      "talk.too_short_ms", new Form.Whole(0, 2_000), 150L, "a shorter press says nothing"),
  TALK_WHILE_SPEAKING(
      "talk.while_speaking",
      Form.choice("auto", "full", "half"),
      "auto",
      "tap and open: full listens while it speaks, so that a voice interrupts; half is deaf then;"
          + " auto is full where nothing echoes or the echo is taken out"),
  TALK_DETECTION_TYPE(
      "talk.detection.type",
      Form.choice("none", "server", "semantic"),
      null,
      "who hears the end of speech; none for hold, server for tap and open when not set"),
  TALK_DETECTION_THRESHOLD(
      "talk.detection.threshold", new Form.Decimal(0, 1), 0.5, "server: how loud speech must be"),
  TALK_DETECTION_PREFIX_PADDING_MS(
      "talk.detection.prefix_padding_ms",
      new Form.Whole(0, 5_000),
      300L,
      "server: sound kept from before the start of speech"),
  TALK_DETECTION_SILENCE_MS(
      "talk.detection.silence_ms",
      new Form.Whole(50, 10_000),
      500L,
      "server: silence that ends the speech"),
  TALK_DETECTION_RESPOND(
      "talk.detection.respond",
      new Form.Flag(),
      true,
      "server and semantic: the service answers by itself; otherwise the appliance asks it to"),
  TALK_DETECTION_INTERRUPT(
      "talk.detection.interrupt",
      new Form.Flag(),
      true,
      "server and semantic: speech interrupts the answer"),
  TALK_DETECTION_EAGERNESS(
      "talk.detection.eagerness",
      Form.choice("auto", "low", "medium", "high"),
      "auto",
      "semantic: how soon the speech is taken for finished"),
  TALK_DETECTION_IDLE_TIMEOUT_MS(
      "talk.detection.idle_timeout_ms",
      new Form.Whole(5_000, 30_000),
      null,
      "server, ga only: the model speaks up after so much silence"),

  MICROPHONES_ECHO(
      "microphones.echo",
      Form.choice("auto", "on", "off", "hardware"),
      "auto",
      "takes out what the speaker plays; auto: on a sound card in the modes tap and open"),
  MICROPHONES_NOISE(
      "microphones.noise",
      Form.choice("off", "low", "moderate", "high", "very_high"),
      "off",
      "how much of a steady noise is taken out"),
  MICROPHONES_GAIN(
      "microphones.gain", new Form.Flag(), false, "near and far voices become about as loud"),
  MICROPHONES_HIGHPASS("microphones.highpass", new Form.Flag(), false, "takes out rumble and hum"),

  TOOLS_GET_TIME(
      "tools.get_time", new Form.Flag(), true, "the model may ask for the date and the time"),
  TOOLS_SET_TIMER("tools.set_timer", new Form.Flag(), true, "the model may start timers"),
  TOOLS_SET_ALARM("tools.set_alarm", new Form.Flag(), true, "the model may set alarms"),
  TOOLS_LIST_ALARMS(
      "tools.list_alarms", new Form.Flag(), true, "the model may tell which alarms are set"),
  TOOLS_CANCEL_ALARM("tools.cancel_alarm", new Form.Flag(), true, "the model may cancel alarms"),
  TOOLS_SET_VOLUME("tools.set_volume", new Form.Flag(), true, "the model may set the volume"),

  BUTTON_TWICE("button.twice", Form.act(), "repeat", "what two taps do"),
  BUTTON_THRICE("button.thrice", Form.act(), "off", "what three taps do"),
  BUTTON_HELD(
      "button.held", Form.act(), "off", "what a press of 1.5 s does; not where it means talking"),

  PROMPTS_LANGUAGE(
      "prompts.language",
      new Form.Text(),
      "en",
      "the language in which the device speaks for itself: de, en, es, fr, it, pt"),
  PROMPTS_DIRECTORY(
      "prompts.directory",
      new Form.Place(),
      "/etc/earshot/prompts",
      "recordings of your own that win over the ones that come along"),

  AUDIO_VOLUME("audio.volume", new Form.Whole(0, 100), 100L, "loudness of the answers, in percent"),
  AUDIO_VOLUME_CEILING(
      "audio.volume_ceiling", new Form.Whole(1, 100), 100L, "the loudest it can be set to"),
  AUDIO_ALARM_FLOOR(
      "audio.alarm_floor", new Form.Whole(30, 100), 70L, "alarms ring at least so loud"),
  AUDIO_CUES(
      "audio.cues",
      Form.choice("auto", "on", "off"),
      "auto",
      "soft tones tell what it does; auto: on sound cards"),
  AUDIO_REPLY_SECONDS(
      "audio.reply_seconds",
      new Form.Whole(5, 3_600),
      120L,
      "how much of an answer is kept ahead of the speaker"),
  AUDIO_UTTERANCE_SECONDS(
      "audio.utterance_seconds",
      new Form.Whole(1, 600),
      30L,
      "how much of the user's speech is kept while the link is down"),

  BUDGET_RESPONSE(
      "budget.response",
      Form.dollars(),
      null,
      "the most that the words of one answer may cost, in dollars"),
  BUDGET_SESSION(
      "budget.session", Form.dollars(), null, "the most that a session may cost, in dollars"),
  BUDGET_HOUR("budget.hour", Form.dollars(), null, "the most that an hour may cost, in dollars"),
  BUDGET_DAY("budget.day", Form.dollars(), null, "the most that a day may cost, in dollars"),
  BUDGET_MONTH("budget.month", Form.dollars(), null, "the most that a month may cost, in dollars"),

  STATE_DIRECTORY(
      "state.directory",
      new Form.Place(),
      "/var/lib/earshot",
      "where is kept what has to survive a restart"),

  CONTROL_SOCKET(
      "control.socket",
      new Form.Place(),
      "/run/earshot/control.sock",
      "the control socket; EARSHOT_SOCKET overrides it"),
  CONTROL_READERS(
      "control.readers", new Form.Texts(), null, "user:NAME and group:NAME that may look only"),
  METRICS_PORT(
      "metrics.port", new Form.Whole(0, 65_535), 0L, "of the metrics on 127.0.0.1; 0 for none"),
  LOG_LEVEL(
      "log.level", Form.choice("error", "warn", "info", "debug"), "info", "what the log tells");

  private final String path;
  private final Form form;
  private final @Nullable Object usual;
  private final String help;

  Key(String path, Form form, @Nullable Object usual, String help) {
    this.path = path;
    this.form = form;
    this.usual = usual;
    this.help = help;
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
    return help;
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
