package earshot.config;

import earshot.hal.dsp.Cleaning;
import earshot.realtime.Catalogue;
import earshot.realtime.Kind;
import earshot.realtime.Model;
import earshot.realtime.SessionSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked, as values. Made by {@link ConfigReader}; immutable; changed
 * only as a whole.
 */
public record Config(
    BoardConfig board,
    ServiceConfig service,
    List<ServiceConfig> fallbacks,
    LinkConfig link,
    TalkConfig talk,
    ButtonConfig button,
    AudioConfig audio,
    MicrophonesConfig microphones,
    ToolsConfig tools,
    PromptsConfig prompts,
    BudgetConfig budget,
    StateConfig state,
    ControlConfig control,
    LogConfig log,
    Catalogue catalogue) {

  /**
   * The board by name, and its own options, checked against the board's row in the table.
   *
   * @param parts the row of the table that makes its parts: the same name, but for a profile
   */
  public record BoardConfig(String name, String parts, Map<String, Object> options) {

    /** A row of the table. */
    public BoardConfig(String name, Map<String, Object> options) {
      this(name, name, options);
    }
  }

  public record ServiceConfig(
      ProviderName provider,
      String model,
      DialectName dialect,
      TransportName transport,
      @Nullable URI url,
      @Nullable String voice,
      @Nullable String instructions,
      @Nullable Secret key,
      @Nullable Path ca,
      @Nullable String azureResource,
      @Nullable String azureApiVersion,
      SessionSpec.@Nullable Transcription transcription,
      SessionSpec.@Nullable NoiseReduction noiseReduction,
      @Nullable Double speed,
      @Nullable Double temperature,
      @Nullable Integer maxOutputTokens,
      @Nullable String reasoningEffort,
      Kind kind,
      TokenConfig token,
      SessionConfig session) {}

  /**
   * What few ever set of a session.
   *
   * @param model what the catalogue knows of the model, or of the one that a name of one's own
   *     stands for
   * @param text whether answers come as text only
   * @param language to answer in, in words
   * @param tone to answer in, in words
   * @param details without the servers of tools, whose secrets are read when a session begins
   * @param headers to send when connecting; none of them is a secret
   */
  public record SessionConfig(
      Model model,
      boolean text,
      @Nullable String language,
      @Nullable String tone,
      SessionSpec.Details details,
      List<McpConfig> mcp,
      Map<String, String> headers) {

    public static final SessionConfig USUAL =
        new SessionConfig(
            Catalogue.BUILT_IN.of("gpt-realtime-2.1-mini"),
            false,
            null,
            null,
            SessionSpec.Details.NONE,
            List.of(),
            Map.of());
  }

  /** Who hands out short-lived credentials, where a key is not what the service knows us by. */
  public sealed interface TokenConfig {

    /** Nobody: there is a key, or nothing. */
    record None() implements TokenConfig {}

    record Entra(URI authority, String tenant, String clientId, Secret secret, String scope)
        implements TokenConfig {}

    record ManagedIdentity(@Nullable String clientId, String resource) implements TokenConfig {}

    record Broker(URI url, Secret credential) implements TokenConfig {}

    TokenConfig NONE = new None();
  }

  /** A server of tools that the service calls by itself; of its secrets, where they are. */
  public record McpConfig(
      String label,
      @Nullable String url,
      @Nullable String connector,
      @Nullable String description,
      List<String> allowedTools,
      String approval,
      List<String> approvedTools,
      @Nullable Secret authorization,
      Map<String, Secret> headers) {}

  public enum ProviderName {
    OPENAI,
    AZURE,
    CUSTOM,
    SIMULATOR
  }

  public enum DialectName {
    GA,
    BETA
  }

  public enum TransportName {
    WEBSOCKET,
    WEBRTC,
    TURNS
  }

  /**
   * @param fleet how many devices share the service's limits, this one included
   * @param dial when to connect
   * @param restMinutes how long after the last question a connection on demand is closed
   * @param probe whom to ask what stands in the way: "service", "off" or an address
   * @param proxy through which everything goes, as http://HOST:PORT
   * @param proxyCredential where NAME:PASSWORD for it is
   */
  public record LinkConfig(
      int fleet,
      Dial dial,
      int restMinutes,
      String probe,
      @Nullable URI proxy,
      @Nullable Secret proxyCredential) {
    public static final LinkConfig ALONE = new LinkConfig(1, Dial.AHEAD, 5, "off", null, null);
  }

  /** When there is a connection. */
  public enum Dial {
    /** Always, as far as possible. */
    AHEAD,
    /** From the first press until some time after the last. */
    ON_PRESS
  }

  /**
   * How a conversation is held.
   *
   * @param prerollMillis how much sound before the press is sent along
   * @param debounceMillis how long after an edge further edges are bounce
   * @param tooShortMillis a press shorter than this says nothing
   * @param followUpMillis tap: how long it listens again after an answer; 0 for not at all
   * @param limitSeconds hold and tap: what is said for longer is taken for all
   */
  public record TalkConfig(
      Mode mode,
      int prerollMillis,
      int debounceMillis,
      int tooShortMillis,
      int followUpMillis,
      int limitSeconds,
      SessionSpec.TurnDetection detection) {}

  /** What the button does besides talking: after two taps, after three, and when held for long. */
  public record ButtonConfig(Act twice, Act thrice, Act held) {
    public static final ButtonConfig USUAL = new ButtonConfig(Act.REPEAT, Act.OFF, Act.OFF);
  }

  public enum Act {
    OFF,
    REPEAT,
    TIME,
    STOP,
    LOUDER,
    QUIETER
  }

  public enum Mode {
    /** Push-to-talk: the user speaks while the button is held. */
    HOLD,
    /** A press wakes; the service hears the end of speech. */
    TAP,
    /** Always listening. */
    OPEN
  }

  /**
   * @param volume 0 to 100; 100 leaves the samples as they are
   * @param ceiling the most that the volume can be set to
   * @param alarmFloor the least volume with which alarms ring
   * @param speed how fast answers are said; 1 leaves the samples as they are
   * @param cues whether tones tell what the device does
   * @param replySeconds how much of an answer is kept ahead of the speaker
   * @param utteranceSeconds how much of the user's speech is kept while the link is down
   */
  public record AudioConfig(
      int volume,
      int ceiling,
      int alarmFloor,
      double speed,
      CueName cues,
      int replySeconds,
      int utteranceSeconds) {}

  /** Whether tones tell what the device does. */
  public enum CueName {
    /** On a sound card. */
    AUTO,
    ON,
    OFF
  }

  /**
   * What becomes of the sound of the microphones.
   *
   * @param wishes what to do with it, but for the echo
   */
  public record MicrophonesConfig(EchoName echo, Cleaning wishes, WhileSpeaking whileSpeaking) {
    public static final MicrophonesConfig USUAL =
        new MicrophonesConfig(EchoName.AUTO, Cleaning.OFF, WhileSpeaking.AUTO);
  }

  public enum EchoName {
    AUTO,
    ON,
    OFF,
    /** The device takes it out itself. */
    HARDWARE
  }

  /** Whether it listens while it speaks. */
  public enum WhileSpeaking {
    /** As it was measured. */
    AUTO,
    FULL,
    /** The service hears nothing meanwhile; a voice that is clear interrupts. */
    HALF,
    /** Deaf: only a press interrupts. */
    BUTTON
  }

  /** The names of the tools that the model may call. */
  public record ToolsConfig(List<String> enabled) {}

  /** In which language the device speaks for itself, and where other recordings are. */
  public record PromptsConfig(String language, Path directory) {}

  /** Dollars; null where there is no limit. */
  public record BudgetConfig(
      @Nullable Double response,
      @Nullable Double session,
      @Nullable Double hour,
      @Nullable Double day,
      @Nullable Double month) {
    public static final BudgetConfig NONE = new BudgetConfig(null, null, null, null, null);
  }

  public record StateConfig(Path directory) {}

  /**
   * @param readers {@code user:NAME} and {@code group:NAME} who may look and do nothing
   * @param metricsPort on the loopback; 0 for none
   */
  public record ControlConfig(Path socket, List<String> readers, int metricsPort) {
    public ControlConfig(Path socket) {
      this(socket, List.of(), 0);
    }
  }

  public record LogConfig(String level) {}
}
