package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.ToolCalls;
import earshot.Witness;
import earshot.audio.Prompts;
import earshot.config.Config;
import earshot.config.Config.AudioConfig;
import earshot.config.Config.BoardConfig;
import earshot.config.Config.ButtonConfig;
import earshot.config.Config.ControlConfig;
import earshot.config.Config.CueName;
import earshot.config.Config.DialectName;
import earshot.config.Config.LogConfig;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.ProviderName;
import earshot.config.Config.ServiceConfig;
import earshot.config.Config.SessionConfig;
import earshot.config.Config.TalkConfig;
import earshot.config.Config.TransportName;
import earshot.hal.Pcm;
import earshot.hal.sim.SimSpeaker;
import earshot.hal.sim.SimTime;
import earshot.link.LinkState;
import earshot.realtime.Catalogue;
import earshot.realtime.Endpoint;
import earshot.realtime.Kind;
import earshot.realtime.Provider;
import earshot.realtime.ServiceError;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.simulator.Script;
import earshot.telemetry.Trouble;
import earshot.turn.Cut;
import earshot.turn.TurnState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A house for tests: one appliance and one service on virtual time, and everything that was heard,
 * cut and complained about.
 */
final class House implements AutoCloseable, Witness {

  static final long MILLIS = 1_000_000L;
  static final long SECOND = 1000 * MILLIS;

  final SimTime time = new SimTime(0, 1_780_000_000_000L);
  final Stage stage;
  final Sound wanted = new Sound();
  final Sound heard = new Sound();

  /** What the card played besides: silence, and soft ends. */
  final Sound madeUp = new Sound();

  final List<Cut> cuts = new ArrayList<>();
  final List<ServiceError> complaints = new ArrayList<>();
  final List<String> ignored = new ArrayList<>();
  final List<String> userSaid = new ArrayList<>();
  final List<String> assistantSaid = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final List<earshot.realtime.Usage> used = new ArrayList<>();
  final List<String> hosted = new ArrayList<>();
  final List<String> troubles = new ArrayList<>();

  /** What became of the microphones and the speaker. */
  final List<String> devices = new ArrayList<>();

  /** When one session took the place of another without a gap, and when there was none any more. */
  final List<Long> takenOverAtNanos = new ArrayList<>();

  final List<Long> lostAtNanos = new ArrayList<>();

  /** When answers began to be heard. */
  final List<Long> spokeAtNanos = new ArrayList<>();

  /** Samples, without a box for each. */
  static final class Sound {
    private short[] samples = new short[1 << 16];
    private int size;

    void add(short[] from, int at, int count) {
      if (size + count > samples.length) {
        samples = java.util.Arrays.copyOf(samples, Math.max(size + count, 2 * samples.length));
      }
      System.arraycopy(from, at, samples, size, count);
      size += count;
    }

    int size() {
      return size;
    }

    short[] all() {
      return java.util.Arrays.copyOf(samples, size);
    }

    void clear() {
      size = 0;
    }
  }

  private SimSpeaker.Ear listener = (samples, at, count, want) -> {};
  private Consumer<Cut> cutListener = cut -> {};

  /** Hears all that the listener hears, besides what is kept. */
  void listen(SimSpeaker.Ear ear) {
    listener = ear;
  }

  void onCut(Consumer<Cut> act) {
    cutListener = act;
  }

  /** What the service said, item by item, out of its own messages. */
  List<short[]> said() {
    try {
      return List.copyOf(Proof.said(stage.service().log()).values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Plan {
    Mode mode = Mode.HOLD;
    String dialect = "ga";
    Kind kind = Kind.CONVERSATION;
    Script script = Script.usual();

    Config.BudgetConfig budget = Config.BudgetConfig.NONE;
    Config.LinkConfig link = Config.LinkConfig.ALONE;
    MicrophonesConfig microphones = MicrophonesConfig.USUAL;

    /** What further services do, that are there in case the first is not. */
    List<Script> fallbacks = List.of();

    /** Whether the first service, and the others, are asked turn by turn. */
    boolean turns;

    boolean fallbackTurns;

    /** How the others are spoken to, if not as the first. */
    @Nullable String fallbackDialect;

    /** Who runs the first service, and what of it is used. */
    Provider provider = Provider.SIMULATOR;

    String model = "gpt-realtime-2.1-mini";
    @Nullable URI url;
    @Nullable String azureResource;
    @Nullable String key;

    List<SessionSpec.Tool> offered = List.of();
    SessionSpec.Details details = SessionSpec.Details.NONE;
    ToolCalls tools = ToolCalls.NONE;
    @Nullable Prompts prompts;
    double speed = 1;
    int followUpMillis;
    int limitSeconds = 120;
    long oneWayNanos = 20 * MILLIS;
    double fastPpm;
    long seed = 1;
    boolean keep = true;
    boolean log = true;

    /** Who hears the end of speech where no button tells it. */
    SessionSpec.TurnDetection detection = new SessionSpec.ByServer(0.5, 300, 500, true, true, null);

    private String dialectOf(int service) {
      return service == 0 || fallbackDialect == null ? dialect : fallbackDialect;
    }

    private Stage.Place place(Script script, boolean byTurns) {
      if (!byTurns) return new Stage.Place(script, sessions(this));
      Config config = config(this);
      return new Stage.Place(
          script,
          () ->
              new Session(
                  provider.chat(target(chatModel())), spec(chatModel(), config, offered, details)),
          true);
    }

    private String chatModel() {
      return model.contains("audio") ? model : "gpt-audio-1.5";
    }

    private Provider.Target target(String name) {
      return new Provider.Target(name, dialect, url, azureResource, null, key);
    }

    private List<Stage.Place> places() {
      List<Stage.Place> places = new ArrayList<>();
      places.add(place(script, turns));
      String ofTheFirst = dialect;
      dialect = dialectOf(1);
      for (Script other : fallbacks) places.add(place(other, fallbackTurns));
      dialect = ofTheFirst;
      return places;
    }
  }

  House(Plan plan) {
    Config config = config(plan);
    stage =
        new Stage(
            time,
            new Stage.Setting(
                config,
                plan.places(),
                plan.tools,
                plan.prompts,
                this,
                (samples, at, count, want) -> {
                  listener.heard(samples, at, count, want);
                  if (!plan.keep) return;
                  wanted.add(samples, at, want);
                  heard.add(samples, at, count);
                  madeUp.add(samples, at + want, count - want);
                },
                plan.oneWayNanos,
                plan.fastPpm,
                plan.seed));
    for (int i = 0; i <= plan.fallbacks.size(); i++) {
      if (plan.log) stage.service(i).remembering();
      stage
          .wire(i)
          .tap(
              new Wiretap(
                  plan.kind instanceof Kind.Translation ? "translation" : plan.dialectOf(i)));
    }
  }

  static Supplier<Session> sessions(Plan plan) {
    Config config = config(plan);
    String model = plan.kind instanceof Kind.Translation ? "gpt-realtime-translate" : plan.model;
    Endpoint endpoint = plan.kind.endpoint(plan.provider.endpoint(plan.target(model)));
    return () -> new Session(endpoint, spec(plan.model, config, plan.offered, plan.details));
  }

  static House of(Mode mode, String dialect) {
    var plan = new Plan();
    plan.mode = mode;
    plan.dialect = dialect;
    return new House(plan);
  }

  static Config config(Plan plan) {
    SessionSpec.TurnDetection detection =
        plan.mode == Mode.HOLD ? new SessionSpec.ByRelease() : plan.detection;
    return new Config(
        new BoardConfig("sim", Map.of()),
        new ServiceConfig(
            ProviderName.SIMULATOR,
            "gpt-realtime-2.1-mini",
            plan.dialect.equals("beta") ? DialectName.BETA : DialectName.GA,
            TransportName.WEBSOCKET,
            null,
            plan.dialect.equals("beta") ? "alloy" : "marin",
            "Be brief.",
            null,
            null,
            null,
            null,
            new SessionSpec.Transcription("gpt-4o-mini-transcribe", "en", null),
            null,
            null,
            null,
            null,
            null,
            plan.kind,
            Config.TokenConfig.NONE,
            SessionConfig.USUAL),
        List.of(),
        plan.link,
        new TalkConfig(plan.mode, 300, 30, 250, plan.followUpMillis, plan.limitSeconds, detection),
        ButtonConfig.USUAL,
        new AudioConfig(100, 100, 70, plan.speed, CueName.AUTO, 120, 40),
        plan.microphones,
        new Config.ToolsConfig(List.of()),
        new Config.PromptsConfig("en", Path.of("unused")),
        plan.budget,
        new Config.StateConfig(Path.of("unused")),
        new ControlConfig(Path.of("unused")),
        new LogConfig("info"),
        Catalogue.BUILT_IN);
  }

  private static SessionSpec spec(
      String model, Config config, List<SessionSpec.Tool> tools, SessionSpec.Details details) {
    ServiceConfig s = config.service();
    return new SessionSpec(
        model,
        true,
        s.voice(),
        s.instructions(),
        config.talk().detection(),
        s.transcription(),
        null,
        null,
        null,
        null,
        null,
        tools,
        details);
  }

  String state() {
    return stage.appliance().loop().turnState().name();
  }

  void reach(String state, long withinSeconds) {
    assertTrue(
        stage.runUntil(state, withinSeconds * SECOND),
        () ->
            "still "
                + state()
                + " instead of "
                + state
                + ", link "
                + stage.appliance().loop().linkState()
                + " "
                + complaints
                + notes
                + ignored);
  }

  /** Says it with the button held from 300 ms after the first word to just after the last. */
  void hold(short[] speech) {
    stage.board().microphones().say(speech);
    time.runFor(300 * MILLIS);
    stage.board().button().press();
    time.runFor(speech.length * 1_000_000_000L / Pcm.RATE - 150 * MILLIS);
    stage.board().button().release();
  }

  @Override
  public void linked(LinkState before, LinkState after, Trouble trouble) {
    if (before instanceof LinkState.Ready) {
      (after instanceof LinkState.Ready ? takenOverAtNanos : lostAtNanos).add(time.nanos());
    }
    if (after instanceof LinkState.Pausing || after instanceof LinkState.Parked) {
      troubles.add(trouble.id());
    }
  }

  @Override
  public void turned(TurnState before, TurnState after) {
    boolean speaks = after.phase() instanceof TurnState.Speaking;
    if (speaks && !(before.phase() instanceof TurnState.Speaking)) spokeAtNanos.add(time.nanos());
  }

  @Override
  public void deviceFailed(Input.Device device, String message) {
    if (!devices.contains("failed " + device)) devices.add("failed " + device);
  }

  @Override
  public void deviceBack(Input.Device device) {
    devices.add("back " + device);
  }

  @Override
  public void deviceSilent(boolean silent) {
    devices.add("silent " + silent);
  }

  /** Whether the service manager would be told that all is well. */
  boolean well() {
    return stage.appliance().loop().well();
  }

  @Override
  public void cut(Cut cut) {
    cuts.add(cut);
    cutListener.accept(cut);
  }

  @Override
  public void complained(ServiceError error) {
    complaints.add(error);
  }

  @Override
  public void used(String model, earshot.realtime.Usage usage) {
    used.add(usage);
  }

  @Override
  public void hosted(String what, boolean failed) {
    hosted.add(what);
  }

  @Override
  public void ignored(String what) {
    ignored.add(what);
  }

  @Override
  public void userSaid(String text) {
    userSaid.add(text);
  }

  @Override
  public void assistantSaid(String text, boolean whole) {
    assistantSaid.add(text);
  }

  @Override
  public void noted(earshot.turn.TurnEffect.Notice notice, @Nullable String detail) {
    notes.add(notice + (detail == null ? "" : ": " + detail));
  }

  @Override
  public void close() {
    stage.close();
  }
}
