package earshot.turn;

import earshot.realtime.ClientEvent;
import earshot.realtime.Item;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent.Timer;
import earshot.turn.TurnState.Finishing;
import earshot.turn.TurnState.Idle;
import earshot.turn.TurnState.Listening;
import earshot.turn.TurnState.Speaking;
import earshot.turn.TurnState.Waiting;
import earshot.turn.TurnState.Working;
import java.util.List;

/**
 * One step of the conversation being made: what the person, the link, the speaker and the clock do
 * to it. Lives for one call of {@link Turn#step}.
 */
final class TurnStep extends Asking {

  /** The service refuses to commit less. */
  private static final long SMALLEST_COMMIT_MILLIS = 100;

  TurnStep(Manners manners, TurnState state) {
    super(manners, state);
  }

  void on(TurnEvent event) {
    switch (event) {
      case TurnEvent.Started e -> started(e.atNanos());
      case TurnEvent.LinkReady e -> linkReady(e);
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
      case TurnEvent.TalkedOver e -> talkedOver(e.atNanos());
      case TurnEvent.InputCommitted e -> inputCommitted(e.atNanos());
      case TurnEvent.ResponseCreated e -> responseCreated(e.responseId());
      case TurnEvent.AudioArrived e -> audioArrived(e);
      case TurnEvent.WordsArrived e -> wordsArrived(e);
      case TurnEvent.ResponseEnded e -> responseEnded(e);
      case TurnEvent.Complained e -> complained(e.error(), e.about());
      case TurnEvent.ToolAnswered e -> toolAnswered(e);
      case TurnEvent.HostedToolAnswered e -> hostedToolAnswered();
      case TurnEvent.BudgetChanged e -> budgetChanged(e.atNanos(), e.spent());
      case TurnEvent.RoomChanged e -> roomChanged(e.room());
      case TurnEvent.Silenced e -> silenced(e.cuts());
      case TurnEvent.PlayedOut e -> playedOut();
      case TurnEvent.DiedAway e -> diedAway(e.atNanos());
      case TurnEvent.TimerFired e -> timerFired(e.timer());
    }
  }

  // --- the link

  private void started(long atNanos) {
    if (alwaysListens()) add(new TurnEffect.OpenUplink(atNanos, false));
  }

  private boolean alwaysListens() {
    return manners.mode() == Manners.Mode.OPEN && !state.muted() && !state.spent();
  }

  private void linkReady(TurnEvent.LinkReady e) {
    int before = state.connection();
    state = state.linked(true, before + 1).full(false);
    switch (state.phase()) {
      case Listening l when manners.mode() == Manners.Mode.OPEN && !l.closing() -> {
        add(new TurnEffect.CancelTimer(Timer.PATIENCE));
        add(new TurnEffect.OpenUplink(l.sinceNanos(), true));
      }
      case Listening l -> add(new TurnEffect.ReplayUplink());
      case Waiting w -> {
        switch (w.request()) {
          case Request.Spoken spoken -> {
            boolean service = manners.mode() != Manners.Mode.HOLD;
            to(new Listening(spoken.atNanos(), service, true, true));
            add(new TurnEffect.ReplayUplink());
          }
          // What is asked about an image is not asked without it.
          case Request.Written written when written.image() != null && !e.sees() ->
              failed("the service that is there now cannot be shown an image");
          case Request.Written written -> ask(written);
        }
      }
      case Idle i when alwaysListens() ->
          add(
              before == 0
                  ? new TurnEffect.ReplayUplink()
                  : new TurnEffect.OpenUplink(notLost(e), true));
      case Idle i -> {}
      case Speaking s -> {}
      case Working w -> {}
      case Finishing f -> {}
    }
  }

  /** What was said into an open microphone while nobody was there is not lost, if it is not old. */
  private long notLost(TurnEvent.LinkReady e) {
    return Math.max(e.unheardNanos(), e.atNanos() - manners.keepNanos());
  }

  private void linkLost() {
    state = state.linked(false, state.connection()).wanting(false);
    add(new TurnEffect.CancelTimer(Timer.AGAIN));
    // Nobody has asked for anything, and nobody would hear it.
    if (state.phase() instanceof Listening l && l.unasked()) fallSilent();
    switch (state.phase()) {
      case Speaking s -> {
        reply(s.request(), false, s.said());
        to(new Finishing(s.request(), s.said()));
        add(new TurnEffect.CancelTimer(Timer.PATIENCE));
      }
      case Working w -> lostAtWork(w.request(), w.said());
      case Waiting w when state.efforts().rounds() > 0 -> lostAtWork(w.request(), w.said());
      case Waiting w -> add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
      // The user has finished, or nobody is there who hears that he has.
      case Listening l when l.closing() || manners.mode() != Manners.Mode.HOLD ->
          add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
      case Listening l -> {}
      case Idle i -> {}
      case Finishing f -> {}
    }
  }

  /** What a tool has done is not done twice: the question is not asked again by itself. */
  private void lostAtWork(Request request, String said) {
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
    note(Notice.DECLINED, "the connection was lost while a tool was at work");
    reply(request, false, said);
    to(new Finishing(request, said));
    state = state.with(TurnState.Efforts.NONE);
  }

  // --- the person

  private void pressed(long atNanos) {
    if (state.muted()) {
      note(Notice.MUTED, null);
      return;
    }
    if (state.spent()) {
      stopped();
      note(Notice.SPENT, null);
      return;
    }
    switch (manners.mode()) {
      case HOLD -> {
        interrupt(true);
        listen(atNanos);
      }
      case TAP -> {
        if (state.phase() instanceof Listening l && !l.closing() && !l.unasked()) {
          if (l.heard()) close(l, new TurnEffect.EndUplink(atNanos));
          else fallSilent();
        } else {
          interrupt(true);
          listen(atNanos);
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
    add(new TurnEffect.CancelTimer(Timer.LIMIT));
    add(lastSound);
    add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
  }

  /** Somebody has asked for it. In a tap the service hears the end, if there is a beginning. */
  private void listen(long atNanos) {
    boolean tap = manners.mode() == Manners.Mode.TAP;
    if (state.ready()) send(new ClientEvent.ClearInput());
    add(new TurnEffect.OpenUplink(atNanos, true));
    to(new Listening(atNanos, tap, false, false));
    if (tap) add(new TurnEffect.SetTimer(Timer.WAKE, manners.wakeNanos()));
    limit();
  }

  private void limit() {
    if (manners.limitNanos() > 0) add(new TurnEffect.SetTimer(Timer.LIMIT, manners.limitNanos()));
  }

  /** What goes on for so long is all that is passed on, as if the user had ended it. */
  private void limited() {
    // Before an open microphone it may be the television: to ask about that again and again costs.
    if (manners.mode() == Manners.Mode.OPEN
        || !(state.phase() instanceof Listening l)
        || l.closing()
        || l.service() && !l.heard()) return;
    close(l, new TurnEffect.EndUplink(l.sinceNanos() + manners.limitNanos()));
  }

  /** Forgets what the user has said so far. */
  private void fallSilent() {
    if (manners.mode() != Manners.Mode.OPEN || state.muted()) add(new TurnEffect.DropUplink());
    add(new TurnEffect.CancelTimer(Timer.WAKE));
    add(new TurnEffect.CancelTimer(Timer.LIMIT));
    if (state.ready()) send(new ClientEvent.ClearInput());
    to(new Idle());
  }

  private void asked(TurnEvent.Asked e) {
    var request = new Request.Written(e.atNanos(), e.text(), e.image(), e.askId());
    if (state.phase() instanceof Listening l && !l.unasked()) {
      note(Notice.DECLINED, "someone is speaking");
      reply(request, false, "");
      return;
    }
    if (state.spent()) {
      note(Notice.SPENT, null);
      reply(request, false, "");
      return;
    }
    if (state.phase() instanceof Listening) fallSilent();
    interrupt(true);
    to(new Waiting(request, ""));
    if (state.ready()) ask(request);
    else add(new TurnEffect.SetTimer(Timer.PATIENCE, manners.keepNanos()));
  }

  private void ask(Request.Written request) {
    String image = request.image();
    Item item =
        image == null
            ? Item.userText(null, request.text())
            : Item.userImage(null, image, request.text());
    send(new ClientEvent.CreateItem(item, null));
    want();
  }

  private void stopped() {
    switch (state.phase()) {
      case Listening l when manners.mode() != Manners.Mode.OPEN -> fallSilent();
      case Listening l -> {}
      case Idle i -> lingerNoMore();
      case Waiting w -> interruptToIdle();
      case Speaking s -> interruptToIdle();
      case Working w -> interruptToIdle();
      case Finishing f -> interruptToIdle();
    }
  }

  private void lingerNoMore() {
    if (state.phase() instanceof Idle i && i.lingering()) to(new Idle());
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
      lingerNoMore();
    } else if (alwaysListens()) {
      add(new TurnEffect.OpenUplink(atNanos, false));
    }
  }

  /** What is being answered is answered to its end; what is being asked is not passed on. */
  private void budgetChanged(long atNanos, boolean spent) {
    if (state.spent() == spent) return;
    state = state.spent(spent);
    if (!spent) {
      if (alwaysListens()) add(new TurnEffect.OpenUplink(atNanos, false));
      return;
    }
    boolean open = manners.mode() == Manners.Mode.OPEN;
    if (state.phase() instanceof Listening l) {
      fallSilent();
      if (!l.unasked()) note(Notice.SPENT, null);
    } else if (open && state.ready()) {
      send(new ClientEvent.ClearInput());
    }
    if (open) add(new TurnEffect.DropUplink());
    createWhenFree();
  }

  private void inputEnded() {
    if (state.phase() instanceof Listening l && !l.closing()) {
      close(l, new TurnEffect.FinishUplink());
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
        if (state.muted() || state.spent()) return;
        if (state.phase() instanceof Listening l) {
          if (l.heard()) return;
          to(new Listening(l.sinceNanos(), l.service(), true, l.closing()));
          add(new TurnEffect.CancelTimer(Timer.WAKE));
          return;
        }
        interrupt(!manners.serviceInterrupts());
        to(new Listening(atNanos, true, true, false));
      }
    }
  }

  /** As a press does; and should the service hear nobody, it was nobody. */
  private void talkedOver(long atNanos) {
    boolean answered = state.answering() || state.phase() instanceof Finishing;
    if (!answered || state.muted() || state.spent()) return;
    switch (manners.mode()) {
      case HOLD -> {
        return;
      }
      case TAP -> {
        interrupt(true);
        listen(atNanos);
      }
      case OPEN -> {
        interrupt(true);
        to(new Listening(atNanos, true, false, false));
        add(new TurnEffect.SetTimer(Timer.WAKE, manners.wakeNanos()));
      }
    }
  }

  private void inputCommitted(long atNanos) {
    if (!(state.phase() instanceof Listening l) || !l.service()) return;
    // Ended, not dropped: should the link be lost before the answer, it is sent again.
    if (manners.mode() == Manners.Mode.TAP) add(new TurnEffect.EndUplink(atNanos));
    add(new TurnEffect.CancelTimer(Timer.WAKE));
    add(new TurnEffect.CancelTimer(Timer.LIMIT));
    to(new Waiting(new Request.Spoken(l.sinceNanos()), ""));
    if (manners.serviceAnswers()) patience();
    else want();
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
    if (!(state.phase() instanceof Finishing f)) return;
    // Only who has just spoken is listened to: a microphone that opens by itself is for nobody
    // else.
    boolean followed =
        manners.mode() == Manners.Mode.TAP
            && manners.followUpNanos() > 0
            && f.request() instanceof Request.Spoken;
    to(new Idle(followed));
    if (followed) add(new TurnEffect.SetTimer(Timer.LINGER, Manners.LINGER_NANOS));
  }

  /** Now it does not hear itself any more. */
  private void diedAway(long atNanos) {
    if (!(state.phase() instanceof Idle i) || !i.lingering()) return;
    lingerNoMore();
    if (!state.ready() || state.muted() || state.spent()) return;
    send(new ClientEvent.ClearInput());
    add(new TurnEffect.OpenUplink(atNanos, false));
    to(new Listening(atNanos, true, false, false, true));
    add(new TurnEffect.SetTimer(Timer.WAKE, manners.followUpNanos()));
    limit();
  }

  private void timerFired(Timer timer) {
    switch (timer) {
      case WAKE -> {
        if (state.phase() instanceof Listening l && !l.heard() && !l.closing()) fallSilent();
      }
      case SILENCE -> silenced(List.of());
      case AGAIN -> again();
      case LINGER -> {}
      case LIMIT -> limited();
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
      case Listening l when l.closing() || !state.ready() -> {
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
      case Working w -> toolsOverdue(w);
      case Idle i -> {}
      case Finishing f -> {}
    }
  }
}
