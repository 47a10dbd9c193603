package earshot.config;

import static earshot.config.Key.*;

import earshot.config.Config.*;
import earshot.config.Settings.Section;
import earshot.hal.dsp.Cleaning;
import earshot.realtime.Catalogue;
import earshot.realtime.Kind;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.NoiseReduction;
import earshot.realtime.SessionSpec.Transcription;
import earshot.realtime.SessionSpec.TurnDetection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings that were judged well, as the records of {@link Config}. Pure. */
final class Assembly {

  private static final Pattern REFERENCE = Pattern.compile("(credential|file|env):(.+)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Another kind of model than those that converse. */
  private static final String TRANSLATOR = "gpt-realtime-translate";

  private Assembly() {}

  static Config config(Settings settings, String parts, Catalogue catalogue) {
    Section main = settings.main();
    List<ServiceConfig> fallbacks = new ArrayList<>();
    for (int i = 0; i < settings.fallbacks(); i++) {
      fallbacks.add(service(settings.fallback(i), catalogue));
    }
    return new Config(
        new BoardConfig(text(main, BOARD_NAME), parts, boardOptions(settings)),
        service(main, catalogue),
        List.copyOf(fallbacks),
        link(main),
        new TalkConfig(
            word(Mode.class, main, TALK_MODE),
            whole(main, TALK_PREROLL_MS),
            whole(main, TALK_DEBOUNCE_MS),
            whole(main, TALK_TOO_SHORT_MS),
            whole(main, TALK_FOLLOW_UP_MS),
            whole(main, TALK_LIMIT_SECONDS),
            detection(main)),
        new ButtonConfig(
            word(Act.class, main, BUTTON_TWICE),
            word(Act.class, main, BUTTON_THRICE),
            word(Act.class, main, BUTTON_HELD)),
        new AudioConfig(
            whole(main, AUDIO_VOLUME),
            whole(main, AUDIO_VOLUME_CEILING),
            whole(main, AUDIO_ALARM_FLOOR),
            Objects.requireNonNull(main.decimal(AUDIO_SPEED)),
            word(CueName.class, main, AUDIO_CUES),
            whole(main, AUDIO_REPLY_SECONDS),
            whole(main, AUDIO_UTTERANCE_SECONDS)),
        new MicrophonesConfig(
            word(EchoName.class, main, MICROPHONES_ECHO),
            new Cleaning(
                false,
                word(Cleaning.Noise.class, main, MICROPHONES_NOISE),
                flag(main, MICROPHONES_GAIN),
                flag(main, MICROPHONES_HIGHPASS)),
            word(WhileSpeaking.class, main, TALK_WHILE_SPEAKING)),
        tools(main),
        new PromptsConfig(text(main, PROMPTS_LANGUAGE), Path.of(text(main, PROMPTS_DIRECTORY))),
        new BudgetConfig(
            main.decimal(BUDGET_RESPONSE),
            main.decimal(BUDGET_SESSION),
            main.decimal(BUDGET_HOUR),
            main.decimal(BUDGET_DAY),
            main.decimal(BUDGET_MONTH)),
        new StateConfig(Path.of(text(main, STATE_DIRECTORY))),
        new ControlConfig(
            Path.of(text(main, CONTROL_SOCKET)),
            main.texts(Key.CONTROL_READERS),
            whole(main, Key.METRICS_PORT)),
        new LogConfig(text(main, LOG_LEVEL)),
        catalogue);
  }

  private static LinkConfig link(Section main) {
    String proxy = main.text(LINK_PROXY);
    String credential = main.text(LINK_PROXY_CREDENTIAL);
    return new LinkConfig(
        whole(main, LINK_FLEET),
        word(Dial.class, main, LINK_DIAL),
        whole(main, LINK_REST_MINUTES),
        text(main, LINK_PROBE),
        proxy == null ? null : URI.create(proxy),
        credential == null ? null : secret(credential));
  }

  private static ToolsConfig tools(Section section) {
    List<String> enabled = new ArrayList<>();
    for (Key key : Key.ALL) {
      if (key.table().equals("tools") && Boolean.TRUE.equals(section.value(key))) {
        enabled.add(key.leaf());
      }
    }
    return new ToolsConfig(List.copyOf(enabled));
  }

  private static Map<String, Object> boardOptions(Settings settings) {
    Map<String, Object> options = new TreeMap<>();
    for (String path : settings.paths()) {
      Settings.Setting setting = settings.at(path);
      if (path.startsWith("board.") && !path.equals(BOARD_NAME.path()) && setting != null) {
        options.put(path.substring("board.".length()), setting.value());
      }
    }
    return Map.copyOf(options);
  }

  private static ServiceConfig service(Section section, Catalogue catalogue) {
    String url = section.text(SERVICE_URL);
    String key = section.text(SERVICE_KEY);
    String ca = section.text(SERVICE_CA);
    return new ServiceConfig(
        word(ProviderName.class, section, SERVICE_PROVIDER),
        model(section),
        word(DialectName.class, section, SERVICE_DIALECT),
        word(TransportName.class, section, SERVICE_TRANSPORT),
        url == null ? null : URI.create(url),
        section.text(SERVICE_VOICE),
        section.text(SERVICE_INSTRUCTIONS),
        key == null ? null : secret(key),
        ca == null ? null : Path.of(ca),
        section.text(SERVICE_RESOURCE),
        section.text(SERVICE_API_VERSION),
        SessionRules.transcribes(section)
            ? new Transcription(
                section.text(SERVICE_TRANSCRIPTION_MODEL),
                section.text(SERVICE_TRANSCRIPTION_LANGUAGE),
                section.text(SERVICE_TRANSCRIPTION_PROMPT),
                section.texts(SERVICE_TRANSCRIPTION_LANGUAGES),
                section.texts(SERVICE_TRANSCRIPTION_KEYWORDS),
                section.text(SERVICE_TRANSCRIPTION_DELAY))
            : null,
        section.is(SERVICE_NOISE_REDUCTION, "off")
            ? null
            : word(NoiseReduction.class, section, SERVICE_NOISE_REDUCTION),
        section.decimal(SERVICE_SPEED),
        section.decimal(SERVICE_TEMPERATURE),
        section.whole(SERVICE_MAX_OUTPUT_TOKENS),
        section.text(SERVICE_REASONING),
        kind(section),
        token(section),
        SessionAssembly.session(section, model(section), catalogue));
  }

  private static TokenConfig token(Section section) {
    String scope = text(section, SERVICE_ENTRA_SCOPE);
    return switch (text(section, SERVICE_CREDENTIAL)) {
      case "entra" ->
          new TokenConfig.Entra(
              URI.create(text(section, SERVICE_ENTRA_AUTHORITY)),
              text(section, SERVICE_ENTRA_TENANT),
              text(section, SERVICE_ENTRA_CLIENT_ID),
              needed(section, SERVICE_ENTRA_SECRET),
              scope);
      case "managed_identity" ->
          new TokenConfig.ManagedIdentity(
              section.text(SERVICE_ENTRA_CLIENT_ID), scope.replaceFirst("/\\.default$", ""));
      case "broker" ->
          new TokenConfig.Broker(
              URI.create(text(section, SERVICE_BROKER_URL)),
              needed(section, SERVICE_BROKER_CREDENTIAL));
      default -> TokenConfig.NONE;
    };
  }

  private static Secret needed(Section section, Key key) {
    return Objects.requireNonNull(secret(text(section, key)), key.path());
  }

  private static String model(Section section) {
    boolean usual = section.is(SERVICE_KIND, "translation") && !section.has(SERVICE_MODEL);
    return usual ? TRANSLATOR : text(section, SERVICE_MODEL);
  }

  private static Kind kind(Section section) {
    return switch (text(section, SERVICE_KIND)) {
      case "translation" -> new Kind.Translation(text(section, SERVICE_TRANSLATION_LANGUAGE));
      case "transcription" -> new Kind.Transcription();
      default -> Kind.CONVERSATION;
    };
  }

  private static TurnDetection detection(Section section) {
    boolean respond = section.on(TALK_DETECTION_RESPOND);
    boolean interrupt = section.on(TALK_DETECTION_INTERRUPT);
    return switch (Contradictions.detection(section)) {
      case "server" ->
          new SessionSpec.ByServer(
              Objects.requireNonNull(section.decimal(TALK_DETECTION_THRESHOLD)),
              whole(section, TALK_DETECTION_PREFIX_PADDING_MS),
              whole(section, TALK_DETECTION_SILENCE_MS),
              respond,
              interrupt,
              section.whole(TALK_DETECTION_IDLE_TIMEOUT_MS));
      case "semantic" ->
          new SessionSpec.BySemantics(text(section, TALK_DETECTION_EAGERNESS), respond, interrupt);
      default -> new SessionSpec.ByRelease();
    };
  }

  /** The reference, or null when this is none: then it may be a key, and is not to be shown. */
  static @Nullable Secret secret(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Secret.Kind kind = Secret.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    String name = matcher.group(2).strip();
    boolean named =
        switch (kind) {
          case FILE -> !name.isEmpty();
          case ENV -> VARIABLE.matcher(name).matches() && !Discreet.likeASecret(name);
          case CREDENTIAL -> CREDENTIAL.matcher(name).matches() && !Discreet.likeASecret(name);
        };
    return named ? new Secret(kind, name) : null;
  }

  static String text(Section section, Key key) {
    return Objects.requireNonNull(section.text(key), key.path());
  }

  private static int whole(Section section, Key key) {
    return Objects.requireNonNull(section.whole(key), key.path());
  }

  private static boolean flag(Section section, Key key) {
    return Boolean.TRUE.equals(section.value(key));
  }

  private static <E extends Enum<E>> E word(Class<E> kind, Section section, Key key) {
    return Enum.valueOf(kind, text(section, key).toUpperCase(Locale.ROOT));
  }
}
