package earshot;

import earshot.audio.Playout;
import earshot.audio.Recall;
import earshot.audio.Uplink;
import earshot.hal.Clock;
import earshot.hal.Lights;
import earshot.hal.Lights.Look;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.link.LinkEffect;
import earshot.link.LinkState;
import earshot.link.Route;
import earshot.memory.Conversation;
import earshot.realtime.ClientEvent;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.turn.Cut;
import earshot.turn.TurnEffect;
import earshot.turn.TurnEvent.Step;
import earshot.turn.TurnState;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns effects into acts: on the socket, the rings, the timers and the lamp. Owned by the loop;
 * decides nothing.
 */
final class Performer implements Uplink.Sink {

  /** More than this waiting in the socket, and sound stays in the ring. */
  private static final long QUEUED_BYTES = 64 * 1024;

  /** The parts that it acts on. */
  record Parts(
      Clock clock,
      Inputs inputs,
      Timers timers,
      Witness witness,
      Microphones microphones,
      HearingAid aid,
      PcmRing microphoneRing,
      Uplink uplink,
      Playout playout,
      Recall recall,
      Cueing cueing,
      Conversation conversation,
      Speaker speaker,
      Lights lights,
      List<Target> targets,
      ToolCalls tools,
      BiConsumer<String, TurnEffect.Reply> replies) {}

  /** What the device says itself belongs to no item of the service's. */
  private static final String LOCAL = "local";

  /** One attempt, and the connection it becomes. */
  private record Open(Route.Connection connection, Session session) {}

  private final Parts parts;
  private List<Target> targets;
  private final Map<Integer, Open> open = new HashMap<>();
  private final Thrift thrift = new Thrift();
  private final Unheard unheard = new Unheard();
  private int used;
  private final ArrayDeque<TurnEffect.Play> held = new ArrayDeque<>();
  private int heldAt;
  private long eventCount;
  private boolean sessionReady;
  private long prerollSamples;
  private volatile boolean attentive;
  private Look look = Look.DARK;

  Performer(Parts parts) {
    this.parts = parts;
    this.targets = parts.targets;
  }

  // --- what the loop asks

  /** The model that this attempt's session is with. */
  String model(int number) {
    Open one = open.get(number);
    return one == null || one.session.spec().model() == null ? "" : one.session.spec().model();
  }

  /** The servers of tools that the service may call in this attempt's session. */
  List<SessionSpec.Mcp> servers(int number) {
    Open one = open.get(number);
    return one == null ? List.of() : one.session.spec().details().mcp();
  }

  /** The model that writes down what the user says in this attempt's session. */
  String transcriber(int number) {
    Open one = open.get(number);
    var transcription = one == null ? null : one.session.spec().transcription();
    return transcription == null || transcription.model() == null ? "" : transcription.model();
  }

  /** Whether the service in use can be shown an image. */
  boolean sees() {
    Open one = open.get(used);
    return one != null && one.session.endpoint().dialect().hasImages();
  }

  boolean connected() {
    return !open.isEmpty();
  }

  private Route.@Nullable Connection connection() {
    Open one = open.get(used);
    return one == null ? null : one.connection;
  }

  /** Any thread: whether what the microphones hear is wanted now. */
  boolean attentive() {
    return attentive;
  }

  boolean silenced() {
    return parts.playout.silenced();
  }

  List<Cut> takeCuts() {
    List<Cut> cuts = parts.playout.takeCuts();
    for (ClientEvent event : unheard.after(cuts)) send(event);
    for (Cut cut : cuts) {
      if (cut.itemId().equals(LOCAL)) continue;
      parts.conversation.cut(cut.itemId(), cut.heardMillis(), cut.acceptedMillis());
      parts.witness.cut(cut);
    }
    return cuts;
  }

  boolean playedOut() {
    return held.isEmpty() && parts.playout.playedOut();
  }

  /** Whether somebody talks over the answer, surely and for the first time. */
  boolean talkedOver(TurnState turn) {
    return parts.aid.talkedOver(turn, !playedOut(), parts.clock.nanos());
  }

  HearingAid aid() {
    return parts.aid;
  }

  long sentMillis() {
    return Pcm.millis(parts.uplink.sent());
  }

  boolean caughtUp() {
    return parts.uplink.caughtUp();
  }

  /** Sends the sound that has come. True once, when an utterance has been sent to its end. */
  boolean pump(boolean flush) {
    boolean done = parts.uplink.pump(this, flush);
    attentive = parts.uplink.running();
    if (parts.uplink.running() && connection() != null && !open()) {
      parts.timers.setAtMost(Timers.Name.PUMP, parts.clock.nanos() + Pcm.FRAME_NANOS);
    }
    return done;
  }

  boolean holdsSound() {
    return !held.isEmpty();
  }

  /** Sound that the full store did not take; until it does, no further message is read. */
  void placeHeldSound() {
    while (!held.isEmpty()) {
      TurnEffect.Play play = held.peek();
      heldAt += accept(play, heldAt);
      if (heldAt < play.samples().length) {
        parts.timers.set(Timers.Name.HELD_SOUND, parts.clock.nanos() + Pcm.FRAME_NANOS);
        return;
      }
      held.poll();
      heldAt = 0;
    }
  }

  private int accept(TurnEffect.Play play, int from) {
    boolean wasDry = parts.playout.playedOut();
    int n =
        parts.playout.accept(
            play.connection(),
            play.itemId(),
            play.contentIndex(),
            play.samples(),
            from,
            play.samples().length - from);
    // A speaker without a clock of its own sleeps while there is nothing to play.
    if (wasDry && n > 0) parts.speaker.nudge();
    return n;
  }

  /** Speaks for the device itself, through the same store as the answers. */
  void sayLocally(List<short[]> sound) {
    for (short[] samples : sound) play(new TurnEffect.Play(0, LOCAL, 0, samples));
  }

  private void play(TurnEffect.Play play) {
    if (held.isEmpty()) {
      int n = accept(play, 0);
      if (n == play.samples().length) return;
      heldAt = n;
    }
    held.add(play);
    parts.timers.set(Timers.Name.HELD_SOUND, parts.clock.nanos() + Pcm.FRAME_NANOS);
  }

  /** Nothing that was accepted so far is heard any more. */
  void hush() {
    held.clear();
    heldAt = 0;
    parts.cueing.hushed();
    parts.playout.silence();
    parts.speaker.nudge();
  }

  void preroll(int millis) {
    prerollSamples = Pcm.samples(millis);
  }

  void show(TurnState turn, LinkState link) {
    parts.playout.expecting(turn.phase() instanceof TurnState.Speaking);
    Look next = look(turn, link);
    if (next != look) {
      look = next;
      parts.lights.show(next);
      parts.cueing.shown(next);
    }
  }

  private static Look look(TurnState turn, LinkState link) {
    return switch (turn.phase()) {
      case TurnState.Listening l -> Look.LISTENING;
      case TurnState.Waiting w -> Look.WAITING;
      case TurnState.Working w -> Look.WAITING;
      case TurnState.Speaking s -> Look.SPEAKING;
      case TurnState.Finishing f -> Look.SPEAKING;
      case TurnState.Idle i ->
          turn.muted()
              ? Look.MUTED
              : switch (link) {
                case LinkState.Ready r -> Look.IDLE;
                case LinkState.Dozing d -> Look.IDLE;
                case LinkState.Parked p -> Look.TROUBLE;
                case LinkState.Pausing p -> p.failures() > 2 ? Look.TROUBLE : Look.CONNECTING;
                default -> Look.CONNECTING;
              };
    };
  }

  // --- the turn's effects

  void perform(List<TurnEffect> effects) {
    for (TurnEffect effect : effects) perform(effect);
  }

  private void perform(TurnEffect effect) {
    long now = parts.clock.nanos();
    switch (effect) {
      case TurnEffect.OpenUplink e -> {
        long preroll = e.preroll() ? prerollSamples : 0;
        parts.uplink.open(positionAt(e.atNanos(), now) - preroll);
        attentive = true;
      }
      case TurnEffect.EndUplink e ->
          parts.uplink.end(positionAt(e.atNanos(), now) + parts.microphones.latencySamples());
      case TurnEffect.FinishUplink e -> parts.uplink.end(parts.microphoneRing.written());
      case TurnEffect.DropUplink e -> {
        parts.uplink.drop();
        attentive = false;
      }
      case TurnEffect.ReplayUplink e -> parts.uplink.replay();
      case TurnEffect.Send e -> send(e.event());
      case TurnEffect.Play e -> {
        parts.recall.said(e.samples());
        // Before the sound: the speaker thread must not begin with it too early.
        parts.playout.expecting(true);
        play(e);
      }
      case TurnEffect.Silence e -> hush();
      case TurnEffect.CallTool e ->
          parts.tools.call(
              e.call().callId(),
              e.call().name(),
              e.call().arguments(),
              (id, output) -> parts.inputs.signal(new Input.ToolAnswered(id, output)));
      case TurnEffect.SetTimer e -> parts.timers.set(name(e.timer()), now + e.afterNanos());
      case TurnEffect.CancelTimer e -> parts.timers.cancel(name(e.timer()));
      case TurnEffect.Reply e -> parts.replies.accept(e.askId(), e);
      case TurnEffect.Note e -> {
        parts.witness.noted(e.notice(), e.detail());
        parts.cueing.noted(e.notice());
      }
    }
  }

  /** The microphones are on again: what was said before is in the ring, and goes out to nobody. */
  void forget(long untilNanos) {
    parts.uplink.forget(
        positionAt(untilNanos, parts.clock.nanos()) + parts.microphones.latencySamples());
  }

  /** The ring's position of the sound of this moment. */
  private long positionAt(long atNanos, long now) {
    return parts.microphoneRing.written() - Pcm.samplesInNanos(Math.max(0, now - atNanos));
  }

  private static Timers.Name name(earshot.turn.TurnEvent.Timer timer) {
    return switch (timer) {
      case PATIENCE -> Timers.Name.TURN_PATIENCE;
      case WAKE -> Timers.Name.TURN_WAKE;
      case SILENCE -> Timers.Name.TURN_SILENCE;
      case AGAIN -> Timers.Name.TURN_AGAIN;
      case LINGER -> Timers.Name.TURN_LINGER;
      case LIMIT -> Timers.Name.TURN_LIMIT;
    };
  }

  // --- the link's effects

  void perform(LinkEffect effect) {
    long now = parts.clock.nanos();
    switch (effect) {
      case LinkEffect.Use e -> used = e.number();
      case LinkEffect.Configure e -> {
        Open one = open.get(e.number());
        if (one != null) {
          say(one.connection, new ClientEvent.UpdateSession(one.session.spec()), Step.OTHER);
        }
      }
      case LinkEffect.Ping e -> {
        Route.Connection connection = connection();
        if (connection != null) connection.ping();
      }
      case LinkEffect.HangUp e -> {
        Open one = open.remove(e.number());
        if (one != null) one.connection.close(e.code(), e.reason());
      }
      case LinkEffect.SetTimer e -> parts.timers.set(name(e.timer()), now + e.afterNanos());
      case LinkEffect.CancelTimer e -> parts.timers.cancel(name(e.timer()));
      case LinkEffect.TellReady e -> throw new IllegalArgumentException("the loop's own");
      case LinkEffect.TellLost e -> throw new IllegalArgumentException("the loop's own");
      case LinkEffect.Dial e -> throw new IllegalArgumentException("the loop's own");
    }
  }

  private static Timers.Name name(earshot.link.LinkEvent.Timer timer) {
    return switch (timer) {
      case DEADLINE -> Timers.Name.LINK_DEADLINE;
      case RETRY -> Timers.Name.LINK_RETRY;
      case PING -> Timers.Name.LINK_PING;
      case SPARE -> Timers.Name.LINK_SPARE;
      case SPARE_DEADLINE -> Timers.Name.LINK_SPARE_DEADLINE;
      case REST -> Timers.Name.LINK_REST;
    };
  }

  /**
   * Starts an attempt. Returns why it could not even begin, such as a key that is not there; or
   * null.
   */
  @Nullable String dial(int number, int index) {
    Target target = targets.get(index);
    Session next;
    try {
      next = target.sessions().get();
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    }
    open.put(number, new Open(target.route().open(next, new Ear(parts.inputs, number)), next));
    return null;
  }

  /** Other services from the next attempt on. */
  void targets(List<Target> next) {
    targets = next;
  }

  int targetCount() {
    return targets.size();
  }

  /** Takes what the service says of the conversation, as the turn stands. */
  void remember(ServerEvent event, TurnState turn) {
    parts.conversation.on(event, turn.admitted());
    thrift.on(event);
    unheard.on(event, turn.admitted());
    if (!turn.cutting()) for (ClientEvent each : unheard.due()) send(each);
  }

  /** Between two turns: what the history has too much of is deleted. */
  void thin() {
    for (ClientEvent event : thrift.due()) send(event);
  }

  /** Tells the session in use what was said before it began. */
  void retell() {
    Open one = open.get(used);
    if (one == null) return;
    thrift.begin(one.session);
    unheard.begin();
    int most = Thrift.mostCharacters(one.session.spec());
    for (Item item : parts.conversation.retold(most)) {
      // No step of the turn: should it be refused, no question is to blame.
      say(one.connection, new ClientEvent.CreateItem(item, null), Step.OTHER);
    }
  }

  private void send(ClientEvent event) {
    Route.Connection connection = connection();
    if (connection != null) say(connection, event, stepOf(event));
  }

  private void say(Route.Connection connection, ClientEvent event, Step step) {
    connection.say(event, step.name().toLowerCase(Locale.ROOT) + "_" + ++eventCount);
  }

  private static Step stepOf(ClientEvent event) {
    return switch (event) {
      case ClientEvent.CreateResponse e -> Step.CREATE;
      case ClientEvent.CommitInput e -> Step.COMMIT;
      case ClientEvent.CancelResponse e -> Step.CANCEL;
      case ClientEvent.TruncateItem e -> Step.TRUNCATE;
      case ClientEvent.CreateItem e -> Step.ITEM;
      default -> Step.OTHER;
    };
  }

  /** The step of ours that an event id names, or null. */
  static @Nullable Step stepOf(@Nullable String eventId) {
    if (eventId == null) return null;
    for (Step step : Step.values()) {
      if (eventId.startsWith(step.name().toLowerCase(Locale.ROOT) + "_")) return step;
    }
    return null;
  }

  // --- the uplink's sink

  /** Sound goes out only into a configured session. */
  void sessionReady(boolean ready) {
    sessionReady = ready;
  }

  @Override
  public boolean open() {
    Route.Connection connection = connection();
    return connection != null && sessionReady && connection.queuedBytes() < QUEUED_BYTES;
  }

  @Override
  public void append(short[] samples, int at, int count) {
    Route.Connection connection = connection();
    if (connection != null) connection.append(samples, at, count);
  }
}
