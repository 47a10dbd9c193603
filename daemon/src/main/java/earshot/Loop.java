package earshot;

import earshot.audio.Prompt;
import earshot.config.Config.Act;
import earshot.config.Config.Mode;
import earshot.config.Config.TalkConfig;
import earshot.hal.Clock;
import earshot.link.LinkEvent;
import earshot.link.LinkState;
import earshot.memory.Budget;
import earshot.realtime.Catalogue;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import earshot.turn.Gestures;
import earshot.turn.Turn;
import earshot.turn.TurnEvent;
import earshot.turn.TurnState;
import earshot.turn.TurnState.Finishing;
import earshot.turn.TurnState.Idle;
import earshot.turn.TurnState.Listening;
import org.jspecify.annotations.Nullable;

/**
 * Makes every decision: turns what other threads tell, and what the clock and the levels say, into
 * events for the {@link Machines}. Owns the timers and the inner ends of the rings. {@link #run} is
 * called by the one loop thread, or by virtual time; it never blocks.
 */
public final class Loop {

  /**
   * After the end of a pipe to which the service listens: how long its word may be on its way. Only
   * then do we say for it that the user has finished, or go when nobody has said anything.
   */
  private static final long LAST_WORD_NANOS = 1_500_000_000L;

  private final Clock clock;
  private final Inputs inputs;
  private final Performer performer;
  private final Timers timers;
  private final Witness witness;
  private final Allowance allowance;
  private long bounceNanos;
  private Mode mode;
  private final Machines machines;
  private final Announcing announcing;
  private final Nightstand nightstand;
  private final LocalActs local;
  private Gestures button = Gestures.START;
  private Gestures mute = Gestures.START;
  private Muting muting = Muting.NOT;
  private boolean inputEnded;
  private boolean inputEndedAnUtterance;
  private boolean spoken;

  /** When something was last sent to the service, or heard from it. */
  private long stirredAtNanos;

  private final Senses senses;

  private boolean stopped;
  private boolean hungUp;

  Loop(
      Clock clock,
      Inputs inputs,
      Performer performer,
      Timers timers,
      Witness witness,
      Purse purse,
      Announcing announcing,
      Nightstand nightstand,
      LocalActs local,
      Senses senses,
      TalkConfig talk,
      Machines machines) {
    this.clock = clock;
    this.inputs = inputs;
    this.performer = performer;
    this.timers = timers;
    this.witness = witness;
    this.announcing = announcing;
    this.nightstand = nightstand;
    this.local = local;
    this.senses = senses;
    this.bounceNanos = talk.debounceMillis() * 1_000_000L;
    this.mode = talk.mode();
    this.machines = machines;
    this.allowance = new Allowance(clock, timers, witness, purse, announcing, this::turn);
  }

  /** Does everything there is to do now. Returns when to come back if nobody wakes it before. */
  public long run() {
    do {
      Input input;
      while ((input = inputs.pollSignal()) != null) take(input);
      performer.placeHeldSound();
      while (!performer.holdsSound() && (input = inputs.pollMessage()) != null) take(input);
      fireTimers();
      settle();
    } while (inputs.waiting() > 0 && !performer.holdsSound());
    return Math.min(timers.next(), nightstand.run(turnState().underWay()));
  }

  public TurnState turnState() {
    return machines.turnState();
  }

  public LinkState linkState() {
    return machines.linkState();
  }

  public boolean stopped() {
    return stopped;
  }

  Senses senses() {
    return senses;
  }

  /** Whether it runs, hears and can be heard, as the service manager wants to know it. */
  public boolean well() {
    return senses.well();
  }

  public boolean hearsAndSpeaks() {
    return senses.hearsAndSpeaks();
  }

  /** After a stop: nothing of the connection is left. */
  boolean hungUp() {
    return hungUp;
  }

  /** Whether the last question was declined, failed, or waited for in vain. */
  public boolean unanswered() {
    return announcing.unanswered();
  }

  /** The microphones' source has ended, and what it asked for has been answered or given up. */
  public boolean overToTheEnd() {
    if (!inputEnded || !(machines.turnState().phase() instanceof Idle)) return false;
    boolean open = mode == Mode.OPEN;
    return inputEndedAnUtterance
        || spoken && !open
        || open && machines.turnState().ready() && performer.caughtUp() && quiet();
  }

  private boolean quiet() {
    return clock.nanos() - stirredAtNanos >= LAST_WORD_NANOS;
  }

  private void stirred() {
    stirredAtNanos = clock.nanos();
    if (inputEnded) timers.set(Timers.Name.INPUT_OVER, stirredAtNanos + LAST_WORD_NANOS);
  }

  // --- commands, on the loop

  /** Before the microphones give anything, so that an open one is heard from its first sample. */
  void listen() {
    turn(new TurnEvent.Started(clock.nanos()));
    allowance.weigh();
  }

  void start() {
    if (stopped) return;
    link(new LinkEvent.Started(clock.nanos()));
    machines.show();
  }

  void stop() {
    turn(new TurnEvent.Stopped());
    hungUp = !performer.connected();
    link(new LinkEvent.Stopped());
    stopped = true;
  }

  /** A debounced press or release from somewhere other than the button. */
  void press(boolean down) {
    pressed(down, clock.nanos());
  }

  /** What stops an alarm asks for nothing else. */
  private void pressed(boolean down, long atNanos) {
    if (nightstand.takes(down)) return;
    if (down) announcing.pressed();
    turn(down ? new TurnEvent.Pressed(atNanos) : new TurnEvent.Released(atNanos));
    local.pressed(down, atNanos, mode, this::act);
  }

  public void ask(String text, @Nullable String askId) {
    ask(text, null, askId);
  }

  /** With an image to be looked at, as a data URL. */
  public void ask(String text, @Nullable String image, @Nullable String askId) {
    turn(new TurnEvent.Asked(clock.nanos(), text, image, askId));
  }

  /** By a command. False when the switch of the device says otherwise. */
  public boolean mute(boolean on) {
    mute(muting.commanded(on), clock.nanos());
    return muting.muted() == on;
  }

  /** For people: what has switched the microphones off; empty when they are on. */
  String mutedBy() {
    return muting.by();
  }

  void hush() {
    turn(new TurnEvent.Stopped());
  }

  /** Without the service, after silence. False when there is nothing to do it with. */
  public boolean act(Act act) {
    if (act != Act.LOUDER && act != Act.QUIETER) hush();
    return local.act(act);
  }

  boolean say(Prompt prompt) {
    hush();
    return local.say(prompt);
  }

  /** Somebody speaks with the button held: no time to say something. */
  boolean heldToSpeak() {
    return mode == Mode.HOLD && machines.turnState().phase() instanceof Listening;
  }

  /** Whether one rang. */
  boolean stopAlarm() {
    return nightstand.hush();
  }

  void budget(Catalogue prices, Budget next) {
    allowance.budget(prices, next);
  }

  void later(long afterNanos, Runnable act) {
    timers.later(clock.nanos() + afterNanos, act);
  }

  /** New manners at once and, where those or the service are others, a new session now. */
  void reconfigure(TalkConfig talk, Turn newTurn, boolean newSession) {
    boolean newMode = mode != talk.mode();
    if (newMode) turn(new TurnEvent.ModeLeft());
    machines.turn(newTurn);
    mode = talk.mode();
    bounceNanos = talk.debounceMillis() * 1_000_000L;
    performer.preroll(talk.prerollMillis());
    if (newMode) turn(new TurnEvent.Started(clock.nanos()));
    // Asked for while there is no link, it is also the wish to try at once.
    if (newSession || !(machines.linkState() instanceof LinkState.Ready)) {
      machines.forgetTroubles();
      link(new LinkEvent.Reconfigured(clock.nanos(), performer.targetCount()));
    }
  }

  // --- inputs

  private void take(Input input) {
    switch (input) {
      case Input.ButtonEdge e -> button(button.edge(e.down(), e.atNanos(), bounceNanos));
      case Input.MuteEdge e -> mute(mute.edge(e.down(), e.atNanos(), bounceNanos));
      case Input.Opened e -> link(new LinkEvent.Opened(e.number()));
      case Input.Received e -> received(e);
      case Input.Garbled e -> witness.ignored(e.reason());
      case Input.Ponged e -> link(new LinkEvent.Heard(e.number()));
      case Input.DialFailed e -> {
        hungUp |= stopped && e.number() == machines.linkState().number();
        machines.ended(e.number(), Verdicts.of(e.failure()));
      }
      case Input.Closed e -> {
        hungUp |= stopped && e.number() == machines.linkState().number();
        machines.ended(e.number(), Verdicts.ofClose(e.code(), e.reason(), inUse(e.number())));
      }
      case Input.ToolAnswered e -> turn(new TurnEvent.ToolAnswered(e.callId(), e.output()));
      case Input.MicrophonesEnded e -> {
        inputEnded = true;
        stirred();
      }
      case Input.DeviceFailed e -> senses.failed(e.device(), e.reason());
      case Input.Act e -> e.act().run();
    }
  }

  private void button(Gestures.Step step) {
    button = step.next();
    if (step.changed()) pressed(button.down(), step.atNanos());
    if (step.settleLater()) timers.set(Timers.Name.BUTTON_SETTLE, button.quietFromNanos());
  }

  private void mute(Gestures.Step step) {
    mute = step.next();
    if (step.changed()) mute(muting.switched(mute.down()), step.atNanos());
    if (step.settleLater()) timers.set(Timers.Name.MUTE_SETTLE, mute.quietFromNanos());
  }

  private void mute(Muting next, long atNanos) {
    boolean changed = next.muted() != muting.muted();
    muting = next;
    if (changed && !next.muted()) performer.forget(atNanos);
    if (changed) turn(new TurnEvent.MuteSwitched(atNanos, next.muted()));
  }

  private void received(Input.Received received) {
    int number = received.number();
    if (!machines.linkState().concerns(number)) return;
    switch (received.event()) {
      case ServerEvent.SessionCreated e ->
          link(new LinkEvent.Greeted(number, Meanings.lastsNanos(e, clock.epochMillis())));
      case ServerEvent.SessionUpdated e -> link(new LinkEvent.Configured(number, clock.nanos()));
      case ServerEvent.ErrorReported e -> complained(number, e.error());
      default -> {}
    }
    if (number != machines.linkState().number()) return;
    stirred();
    link(new LinkEvent.Heard(number));
    heard(number, received.event());
  }

  private void heard(int number, ServerEvent event) {
    performer.remember(event, machines.turnState());
    switch (event) {
      case ServerEvent.SpeechStarted e -> turn(new TurnEvent.SpeechStarted(clock.nanos()));
      case ServerEvent.InputCommitted e -> {
        spoken = true;
        turn(new TurnEvent.InputCommitted(clock.nanos()));
      }
      case ServerEvent.InputTranscribed e -> {
        allowance.transcribed(performer.transcriber(number), e.usage(), e.chargedSeconds());
        witness.userSaid(e.transcript());
        performer.aid().heard(e.transcript());
      }
      case ServerEvent.ResponseCreated e -> turn(new TurnEvent.ResponseCreated(e.responseId()));
      case ServerEvent.AudioDelta e ->
          turn(
              new TurnEvent.AudioArrived(
                  e.responseId(), e.itemId(), e.contentIndex(), e.samples()));
      case ServerEvent.TranscriptDelta e ->
          turn(new TurnEvent.WordsArrived(e.responseId(), e.delta()));
      case ServerEvent.TextDelta e -> turn(new TurnEvent.WordsArrived(e.responseId(), e.delta()));
      case ServerEvent.ResponseDone e -> responseDone(number, e);
      case ServerEvent.ItemDone e when e.item().kind() == Item.Kind.MCP_CALL ->
          hostedTool(e.item());
      case ServerEvent.HostedListFailed e -> witness.hosted(Hosted.NO_LIST + e.itemId(), true);
      case ServerEvent.RateLimitsUpdated e -> allowance.limited(e);
      case ServerEvent.SoundCharged e -> allowance.translated(performer.model(number), e.seconds());
      case ServerEvent.Unknown e -> witness.ignored("unknown event " + e.type());
      default -> {}
    }
  }

  private void hostedTool(Item called) {
    boolean failed = "failed".equals(called.status());
    String how = failed ? " failed: " + called.output() : " was called.";
    witness.hosted("The tool " + Hosted.name(called) + how, failed);
    turn(new TurnEvent.HostedToolAnswered());
  }

  private void responseDone(int number, ServerEvent.ResponseDone e) {
    TurnEvent.Hosted hosted = Hosted.of(e.output(), performer.servers(number));
    for (TurnEvent.Approval each : hosted.approvals()) {
      String how = each.granted() ? "allowed" : "refused";
      witness.hosted("A hosted tool was " + how + ": " + each.why() + ".", !each.granted());
    }
    if (e.usage() != null) allowance.answered(performer.model(number), e.usage());
    Verdicts.@Nullable Reasoned fatal = Verdicts.ofFailure(e.error());
    // Before the turn knows: who waits is told why, and not only that there is no answer.
    if (fatal != null) announcing.troubled(fatal.trouble(), true);
    turn(
        new TurnEvent.ResponseEnded(
            e.responseId(),
            e.status(),
            e.reason(),
            e.error(),
            Meanings.calls(e.output()),
            hosted,
            Verdicts.againNanos(e.error())));
    if (fatal != null) machines.ended(number, fatal);
  }

  /** Whether this connection is the one whose session we talk in. */
  private boolean inUse(int number) {
    return number == machines.linkState().number()
        && machines.linkState() instanceof LinkState.Ready;
  }

  private void complained(int number, ServiceError error) {
    // The response ended while our cancellation was on its way: what we wanted, and nobody's fault.
    if ("response_cancel_not_active".equals(error.code())) {
      forgetUnwanted(number);
      return;
    }
    witness.complained(error);
    Verdicts.@Nullable Reasoned fatal = Verdicts.ofError(error, inUse(number));
    if (fatal != null) machines.ended(number, fatal);
    else if (number == machines.linkState().number())
      turn(new TurnEvent.Complained(error, Performer.stepOf(error.clientEventId())));
  }

  /** A response that we did not want and that is not there needs no end to be waited for. */
  private void forgetUnwanted(int number) {
    if (number != machines.linkState().number()
        || !(machines.turnState().active() instanceof TurnState.Active.Running running)
        || !running.unwanted()) return;
    turn(
        new TurnEvent.ResponseEnded(
            running.responseId(), ServerEvent.Status.CANCELLED, null, null));
  }

  // --- the clock

  private void fireTimers() {
    long now = clock.nanos();
    Runnable act;
    while ((act = timers.pollAct(now)) != null) act.run();
    Timers.Name due;
    while ((due = timers.pollDue(now)) != null) {
      switch (due) {
        case TURN_PATIENCE -> turn(new TurnEvent.TimerFired(TurnEvent.Timer.PATIENCE));
        case TURN_WAKE -> turn(new TurnEvent.TimerFired(TurnEvent.Timer.WAKE));
        case TURN_AGAIN -> turn(new TurnEvent.TimerFired(TurnEvent.Timer.AGAIN));
        case TURN_SILENCE -> turn(new TurnEvent.Silenced(performer.takeCuts()));
        case TURN_LINGER -> turn(new TurnEvent.DiedAway(now));
        case TURN_LIMIT -> turn(new TurnEvent.TimerFired(TurnEvent.Timer.LIMIT));
        case LINK_DEADLINE -> link(new LinkEvent.TimerFired(LinkEvent.Timer.DEADLINE, now));
        case LINK_RETRY -> link(new LinkEvent.TimerFired(LinkEvent.Timer.RETRY, now));
        case LINK_PING -> link(new LinkEvent.TimerFired(LinkEvent.Timer.PING, now));
        case LINK_SPARE -> link(new LinkEvent.TimerFired(LinkEvent.Timer.SPARE, now));
        case LINK_SPARE_DEADLINE ->
            link(new LinkEvent.TimerFired(LinkEvent.Timer.SPARE_DEADLINE, now));
        case LINK_REST -> link(new LinkEvent.TimerFired(LinkEvent.Timer.REST, now));
        case PURSE -> allowance.weigh();
        case ROOM -> allowance.pace();
        case ANNOUNCE -> announcing.woken();
        case SENSES -> senses.woken(machines.turnState().muted());
        case BUTTON_SETTLE -> button(button.settle(now, bounceNanos));
        case MUTE_SETTLE -> mute(mute.settle(now, bounceNanos));
        case PUMP, HELD_SOUND, INPUT_OVER -> {}
      }
    }
  }

  /** What follows from levels rather than from events. */
  private void settle() {
    if (inputEnded && machines.turnState().phase() instanceof Listening l && !l.closing()) {
      if (!l.service() || performer.caughtUp() && quiet()) {
        inputEndedAnUtterance = true;
        turn(new TurnEvent.InputEnded());
      }
    }
    boolean behind = !performer.caughtUp();
    if (performer.pump(inputEnded)) {
      turn(new TurnEvent.UtteranceSent(performer.sentMillis()));
    }
    if (behind) stirred();
    if (machines.turnState().cutting() && performer.silenced()) {
      turn(new TurnEvent.Silenced(performer.takeCuts()));
    }
    if (machines.turnState().phase() instanceof Finishing && performer.playedOut()) {
      turn(new TurnEvent.PlayedOut());
    }
    if (performer.talkedOver(turnState())) turn(new TurnEvent.TalkedOver(clock.nanos()));
    if (senses.holdsUp(machines.turnState())) hush();
    announcing.settle();
    if (machines.turnState().ready() && machines.turnState().pausing()) performer.thin();
    local.settle();
    if (machines.linkState().waitsForPause() && machines.turnState().pausing()) {
      link(new LinkEvent.Paused(clock.nanos()));
    }
  }

  private void turn(TurnEvent event) {
    local.on(event);
    machines.turn(event);
  }

  private void link(LinkEvent event) {
    machines.link(event);
  }
}
