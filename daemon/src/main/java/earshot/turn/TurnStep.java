package earshot.turn;

import earshot.realtime.ClientEvent;
import earshot.realtime.ClientEvent.ResponseSpec;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent.Step;
import earshot.turn.TurnEvent.Timer;
import earshot.turn.TurnState.Active;
import earshot.turn.TurnState.Finishing;
import earshot.turn.TurnState.Idle;
import earshot.turn.TurnState.Listening;
import earshot.turn.TurnState.Speaking;
import earshot.turn.TurnState.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the conversation being made: the state so far, and the effects so far. Lives for one
 * call of {@link Turn#step}.
 */
final class TurnStep extends Draft {

  /** The service refuses to commit less. */
  private static final long SMALLEST_COMMIT_MILLIS = 100;

  /** An id for a response that must be there but whose name we were never told; any end ends it. */
  private static final String NAMELESS = "";

  TurnStep(Manners manners, TurnState state) {
    super(manners, state);
  }

  void on(TurnEvent event) {
    switch (event) {
      case TurnEvent.Started e -> started(e.atNanos());
      case TurnEvent.LinkReady e -> linkReady(e.atNanos());
      case TurnEvent.LinkLost e -> linkLost();
      case TurnEvent.Pressed e -> pressed(e.atNanos());
      case TurnEvent.Released e -> released(e.atNanos());
      case TurnEvent.Asked e -> asked(e);
      case TurnEvent.Stopped e -> stopped();
      case TurnEvent.ModeLeft e -> modeLeft();
      case TurnEvent.MuteSwitched e -> muteSwitched(e.atNanos(), e.muted());
      case TurnEvent.InputEnded e -> inputEnded();
      case TurnEvent.UtteranceSent e -> utteranceSent(e.sentMillis());
      case TurnEvent.SpeechStarted e -> speechStarted(e.atNanos());
      case TurnEvent.InputCommitted e -> inputCommitted(e.atNanos());
      case TurnEvent.ResponseCreated e -> responseCreated(e.responseId());
      case TurnEvent.AudioArrived e -> audioArrived(e);
      case TurnEvent.WordsArrived e -> wordsArrived(e);
      case TurnEvent.ResponseEnded e -> responseEnded(e);
      case TurnEvent.Complained e -> complained(e.error(), e.about());
      case TurnEvent.Silenced e -> silenced(e.cuts());
      case TurnEvent.PlayedOut e -> playedOut();
      case TurnEvent.TimerFired e -> timerFired(e.timer());
    }
  }

  // --- the link

  private void started(long atNanos) {
    if (manners.mode() == Manners.Mode.OPEN && !state.muted()) {
      add(new TurnEffect.OpenUplink(atNanos, false));
    }
  }

  private void linkReady(long atNanos) {
    int before = state.connection();
    state = state.linked(true, before + 1);
    switch (state.phase()) {
      case Listening l when manners.mode() == Manners.Mode.OPEN && !l.closing() ->
          add(new TurnEffect.OpenUplink(l.sinceNanos(), true));
      case Listening l -> add(new TurnEffect.ReplayUplink());
      case Waiting w -> {
        switch (w.request()) {
          case Request.Spoken spoken -> {
            boolean service = manners.mode() != Manners.Mode.HOLD;
            to(new Listening(spoken.atNanos(), service, true, true));
            add(new TurnEffect.ReplayUplink());
          }
          case Request.Written written -> ask(written);
        }
      }
      case Idle i when manners.mode() == Manners.Mode.OPEN && !state.muted() ->
          add(
              before == 0
                  ? new TurnEffect.ReplayUplink()
                  : new TurnEffect.OpenUplink(atNanos, true));
      case Idle i -> {}
      case Speaking s -> {}
      case Finishing f -> {}
    }
  }

  private void linkLost() {
    state = state.linked(false, state.connection()).wanting(false);
    switch (state.phase()) {
      case Speaking s -> {
        reply(s.request(), false, s.said());
        to(new Finishing(s.request(), s.said()));
        add(new TurnEffect.CancelTimer(Timer.PATIENCE));
      }
      case Waiting w -> add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
      case Listening l when l.closing() ->
          add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
      case Listening l -> {}
      case Idle i -> {}
      case Finishing f -> {}
    }
  }

  // --- the person

  private void pressed(long atNanos) {
    if (state.muted()) {
      note(Notice.MUTED, null);
      return;
    }
    switch (manners.mode()) {
      case HOLD -> {
        interrupt(true);
        listen(atNanos, false);
      }
      case TAP -> {
        if (state.phase() instanceof Listening l && !l.closing()) {
          if (l.heard()) close(l, new TurnEffect.EndUplink(atNanos));
          else fallSilent();
        } else {
          interrupt(true);
          listen(atNanos, true);
          add(new TurnEffect.SetTimer(Timer.WAKE, manners.wakeNanos()));
        }
      }
      case OPEN -> stopped();
    }
  }

  private void released(long atNanos) {
    if (manners.mode() != Manners.Mode.HOLD
        || !(state.phase() instanceof Listening l)
        || l.closing()) return;
    if (atNanos - l.sinceNanos() < manners.tooShortNanos()) {
      fallSilent();
      note(Notice.TOO_SHORT, null);
    } else {
      close(l, new TurnEffect.EndUplink(atNanos));
    }
  }

  /** The user has finished: what was said up to now is sent, and then committed. */
  private void close(Listening l, TurnEffect lastSound) {
    to(new Listening(l.sinceNanos(), false, l.heard(), true));
    add(new TurnEffect.CancelTimer(Timer.WAKE));
    add(lastSound);
    if (!state.ready()) add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
  }

  private void listen(long atNanos, boolean service) {
    if (state.ready()) send(new ClientEvent.ClearInput());
    add(new TurnEffect.OpenUplink(atNanos, true));
    to(new Listening(atNanos, service, false, false));
  }

  /** Forgets what the user has said so far. */
  private void fallSilent() {
    if (manners.mode() != Manners.Mode.OPEN || state.muted()) add(new TurnEffect.DropUplink());
    add(new TurnEffect.CancelTimer(Timer.WAKE));
    if (state.ready()) send(new ClientEvent.ClearInput());
    to(new Idle());
  }

  private void asked(TurnEvent.Asked e) {
    var request = new Request.Written(e.atNanos(), e.text(), e.askId());
    if (state.phase() instanceof Listening) {
      note(Notice.DECLINED, "someone is speaking");
      reply(request, false, "");
      return;
    }
    interrupt(true);
    to(new Waiting(request, ""));
    if (state.ready()) ask(request);
    else add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
  }

  private void ask(Request.Written request) {
    send(new ClientEvent.CreateItem(Item.userText(null, request.text()), null));
    want();
  }

  private void stopped() {
    switch (state.phase()) {
      case Listening l when manners.mode() != Manners.Mode.OPEN -> fallSilent();
      case Listening l -> {}
      case Idle i -> {}
      case Waiting w -> interruptToIdle();
      case Speaking s -> interruptToIdle();
      case Finishing f -> interruptToIdle();
    }
  }

  private void modeLeft() {
    stopped();
    if (manners.mode() != Manners.Mode.OPEN) return;
    add(new TurnEffect.DropUplink());
    if (state.phase() instanceof Listening) to(new Idle());
  }

  private void interruptToIdle() {
    interrupt(true);
    to(new Idle());
  }

  private void muteSwitched(long atNanos, boolean muted) {
    state = state.muted(muted);
    if (muted) {
      if (state.phase() instanceof Listening) fallSilent();
      else add(new TurnEffect.DropUplink());
    } else if (manners.mode() == Manners.Mode.OPEN) {
      add(new TurnEffect.OpenUplink(atNanos, false));
    }
  }

  private void inputEnded() {
    if (state.phase() instanceof Listening l && !l.closing()) {
      close(l, new TurnEffect.FinishUplink());
    }
  }

  /**
   * Whatever is under way ends here: first the sound, then the service's response.
   *
   * @param cancel whether the service has to be told
   */
  private void interrupt(boolean cancel) {
    switch (state.phase()) {
      case Speaking s -> {
        hush();
        reply(s.request(), false, s.said());
      }
      case Finishing f -> hush();
      case Waiting w -> reply(w.request(), false, w.said());
      case Listening l -> {}
      case Idle i -> {}
    }
    if (cancel) {
      cancelActive();
    } else if (state.active() instanceof Active.Running r) {
      state = state.with(new Active.Running(r.responseId(), true));
    }
    state = state.wanting(false);
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
  }

  private void cancelActive() {
    switch (state.active()) {
      case Active.None n -> {}
      case Active.Requested r -> {
        if (!r.unwanted()) send(new ClientEvent.CancelResponse(null));
        state = state.with(new Active.Requested(true));
      }
      case Active.Running r -> {
        if (!r.unwanted()) send(new ClientEvent.CancelResponse(r.responseId()));
        state = state.with(new Active.Running(r.responseId(), true));
      }
    }
  }

  // --- the service

  private void utteranceSent(long sentMillis) {
    if (!state.ready() || !(state.phase() instanceof Listening l) || !l.closing()) return;
    if (sentMillis < SMALLEST_COMMIT_MILLIS) {
      fallSilent();
      note(Notice.TOO_SHORT, null);
      return;
    }
    to(new Waiting(new Request.Spoken(l.sinceNanos()), ""));
    if (l.service()) {
      // A replay to a service that hears the end by itself.
      patience();
    } else {
      send(new ClientEvent.CommitInput());
      want();
    }
  }

  private void speechStarted(long atNanos) {
    switch (manners.mode()) {
      case HOLD -> {}
      case TAP -> {
        if (state.phase() instanceof Listening l) {
          to(new Listening(l.sinceNanos(), l.service(), true, l.closing()));
          add(new TurnEffect.CancelTimer(Timer.WAKE));
        }
      }
      case OPEN -> {
        if (state.muted() || state.phase() instanceof Listening) return;
        interrupt(!manners.serviceInterrupts());
        to(new Listening(atNanos, true, true, false));
      }
    }
  }

  private void inputCommitted(long atNanos) {
    if (!(state.phase() instanceof Listening l) || !l.service()) return;
    // Ended, not dropped: should the link be lost before the answer, it is sent again.
    if (manners.mode() == Manners.Mode.TAP) add(new TurnEffect.EndUplink(atNanos));
    add(new TurnEffect.CancelTimer(Timer.WAKE));
    to(new Waiting(new Request.Spoken(l.sinceNanos()), ""));
    if (manners.serviceAnswers()) patience();
    else want();
  }

  private void responseCreated(String responseId) {
    boolean cancelled = state.active() instanceof Active.Requested r && r.unwanted();
    boolean expected =
        state.active() instanceof Active.Requested r && !r.unwanted()
            || state.active() instanceof Active.None
                && state.phase() instanceof Waiting
                && !state.wanting();
    if (!cancelled && !expected) send(new ClientEvent.CancelResponse(responseId));
    state = state.with(new Active.Running(responseId, !expected));
    if (expected) patience();
  }

  private void audioArrived(TurnEvent.AudioArrived e) {
    if (!e.responseId().equals(state.admitted())) return;
    if (state.phase() instanceof Waiting w) to(new Speaking(w.request(), w.said()));
    add(new TurnEffect.Play(state.connection(), e.itemId(), e.contentIndex(), e.samples()));
    patience();
  }

  private void wordsArrived(TurnEvent.WordsArrived e) {
    if (!e.responseId().equals(state.admitted())) return;
    switch (state.phase()) {
      case Waiting w -> to(new Waiting(w.request(), w.said() + e.words()));
      case Speaking s -> to(new Speaking(s.request(), s.said() + e.words()));
      case Listening l -> {}
      case Idle i -> {}
      case Finishing f -> {}
    }
  }

  private void responseEnded(TurnEvent.ResponseEnded e) {
    boolean unwanted;
    switch (state.active()) {
      case Active.Running r when r.responseId().equals(e.responseId()) -> unwanted = r.unwanted();
      case Active.Running r when r.responseId().equals(NAMELESS) -> unwanted = true;
      case Active.Requested r -> unwanted = r.unwanted();
      case Active.Running r -> {
        return;
      }
      case Active.None n -> {
        return;
      }
    }
    state = state.with(new Active.None());
    if (!unwanted) {
      add(new TurnEffect.CancelTimer(Timer.PATIENCE));
      boolean whole = e.status() == Status.COMPLETED;
      if (e.status() == Status.FAILED) {
        note(Notice.FAILED, e.error() == null ? e.reason() : e.error().message());
      }
      switch (state.phase()) {
        case Speaking s -> {
          reply(s.request(), whole, s.said());
          to(new Finishing(s.request(), s.said()));
        }
        case Waiting w -> {
          reply(w.request(), whole, w.said());
          to(new Idle());
        }
        case Listening l -> {}
        case Idle i -> {}
        case Finishing f -> {}
      }
    }
    createWhenFree();
  }

  private void complained(ServiceError error, @Nullable Step about) {
    if (about == null) return;
    switch (about) {
      case CREATE -> {
        if (!(state.active() instanceof Active.Requested r)) return;
        if ("conversation_already_has_active_response".equals(error.code())) {
          // Somebody else's response is in the way: when it ends, ours is next.
          state = state.with(new Active.Running(NAMELESS, true)).wanting(!r.unwanted());
        } else {
          state = state.with(new Active.None());
          if (!r.unwanted()) failed(error.message());
          createWhenFree();
        }
      }
      case COMMIT -> {
        if (!(state.phase() instanceof Waiting)) return;
        cancelActive();
        state = state.wanting(false);
        add(new TurnEffect.CancelTimer(Timer.PATIENCE));
        note(Notice.TOO_SHORT, error.message());
        to(new Idle());
      }
      case ITEM -> {
        if (!(state.phase() instanceof Waiting)) return;
        cancelActive();
        state = state.wanting(false);
        failed(error.message());
      }
      case CANCEL, TRUNCATE, OTHER -> {}
    }
  }

  private void failed(String why) {
    if (!(state.phase() instanceof Waiting w)) return;
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
    note(Notice.FAILED, why);
    reply(w.request(), false, w.said());
    to(new Idle());
  }

  // --- the speaker and the clock

  private void silenced(List<Cut> cuts) {
    if (!state.cutting()) return;
    state = state.cutting(false);
    add(new TurnEffect.CancelTimer(Timer.SILENCE));
    for (Cut cut : cuts) {
      boolean known = state.ready() && cut.connection() == state.connection();
      if (known && cut.heardMillis() < cut.acceptedMillis()) {
        send(new ClientEvent.TruncateItem(cut.itemId(), cut.contentIndex(), cut.heardMillis()));
      }
    }
    createWhenFree();
  }

  private void playedOut() {
    if (state.phase() instanceof Finishing) to(new Idle());
  }

  private void timerFired(Timer timer) {
    switch (timer) {
      case WAKE -> {
        if (state.phase() instanceof Listening l && !l.heard() && !l.closing()) fallSilent();
      }
      case SILENCE -> silenced(List.of());
      case PATIENCE -> overdue();
    }
  }

  private void overdue() {
    switch (state.phase()) {
      case Waiting w -> {
        note(state.ready() ? Notice.OVERDUE : Notice.DECLINED, null);
        giveUp();
        reply(w.request(), false, w.said());
        to(new Idle());
      }
      case Listening l when l.closing() -> {
        note(Notice.DECLINED, null);
        fallSilent();
      }
      case Listening l -> {}
      case Speaking s -> {
        note(Notice.OVERDUE, null);
        giveUp();
        reply(s.request(), false, s.said());
        to(new Finishing(s.request(), s.said()));
      }
      case Idle i -> {}
      case Finishing f -> {}
    }
  }

  private void giveUp() {
    cancelActive();
    // If the service has lost track of the response, its end will never come.
    state = state.with(new Active.None()).wanting(false);
    if (manners.mode() != Manners.Mode.OPEN) add(new TurnEffect.DropUplink());
  }

  // --- asking

  private void want() {
    state = state.wanting(true);
    patience();
    createWhenFree();
  }

  private void createWhenFree() {
    if (!state.wanting()
        || !state.ready()
        || state.cutting()
        || !(state.active() instanceof Active.None)) return;
    send(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION));
    state = state.wanting(false).with(new Active.Requested(false));
  }
}
