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
import earshot.turn.TurnState.Efforts;
import earshot.turn.TurnState.Finishing;
import earshot.turn.TurnState.Idle;
import earshot.turn.TurnState.Listening;
import earshot.turn.TurnState.Speaking;
import earshot.turn.TurnState.Waiting;
import earshot.turn.TurnState.Working;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The half of a step that deals with the service's answer: asking for it, its sound and words, the
 * tools it calls, its end, and taking it back.
 */
abstract class Asking extends Draft {

  /** An id for a response that must be there but whose name we were never told; any end ends it. */
  private static final String NAMELESS = "";

  /** So often may the model call tools for one request. */
  private static final int MOST_ROUNDS = 8;

  /** So often is the service asked again for one request. */
  private static final int MOST_RETRIES = 3;

  /** An answer has some thousands; what has no end is no answer. */
  private static final int MOST_CHARACTERS = 100_000;

  Asking(Manners manners, TurnState state) {
    super(manners, state);
  }

  // --- asking

  /** A request is on its way: nothing has been tried for it yet. */
  final void want() {
    state = state.wanting(true);
    patience();
    if (state.full()) note(Notice.AGAIN_LATER, "its limits leave no room for some seconds");
    createWhenFree();
  }

  /** A request that would be refused waits a little instead. */
  final void roomChanged(boolean room) {
    state = state.full(!room);
    createWhenFree();
  }

  final void createWhenFree() {
    if (!state.wanting()
        || state.full()
        || !state.ready()
        || state.cutting()
        || !(state.active() instanceof Active.None)) return;
    if (state.spent()) {
      state = state.wanting(false);
      refuse();
      return;
    }
    boolean enough = state.efforts().rounds() >= MOST_ROUNDS;
    send(
        new ClientEvent.CreateResponse(
            enough ? ResponseSpec.WITHOUT_TOOLS : ResponseSpec.AS_SESSION));
    state = state.wanting(false).with(new Active.Requested(false));
  }

  /** The budget is used up: what is under way is not taken further. */
  final void refuse() {
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
    note(Notice.SPENT, null);
    if (state.phase() instanceof Waiting w) {
      reply(w.request(), false, w.said());
      to(new Idle());
    }
  }

  // --- taking back

  /**
   * Whatever is under way ends here: first the sound, then the service's response.
   *
   * @param cancel whether the service has to be told
   */
  final void interrupt(boolean cancel) {
    switch (state.phase()) {
      case Speaking s -> {
        hush();
        reply(s.request(), false, s.said());
      }
      case Finishing f -> hush();
      case Working w -> {
        hush();
        reply(w.request(), false, w.said());
        abandon(w.open());
      }
      case Waiting w -> {
        // Something was said before a tool was called, and may still be heard.
        if (state.efforts().rounds() > 0) hush();
        reply(w.request(), false, w.said());
      }
      case Listening l -> {}
      case Idle i -> {}
    }
    if (cancel) {
      cancelActive();
    } else if (state.active() instanceof Active.Running r) {
      state = state.with(new Active.Running(r.responseId(), true));
    }
    state = state.wanting(false).with(Efforts.NONE);
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
    add(new TurnEffect.CancelTimer(Timer.AGAIN));
  }

  final void cancelActive() {
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

  final void giveUp() {
    cancelActive();
    // If the service has lost track of the response, its end will never come.
    state = state.with(new Active.None()).wanting(false);
    if (manners.mode() != Manners.Mode.OPEN) add(new TurnEffect.DropUplink());
  }

  // --- what the service says

  final void responseCreated(String responseId) {
    boolean cancelled = state.active() instanceof Active.Requested r && r.unwanted();
    boolean expected =
        !state.spent()
            && (state.active() instanceof Active.Requested r && !r.unwanted()
                || state.active() instanceof Active.None
                    && state.phase() instanceof Waiting
                    && !state.wanting());
    if (!cancelled && !expected) send(new ClientEvent.CancelResponse(responseId));
    state = state.with(new Active.Running(responseId, !expected));
    if (expected) patience();
  }

  final void audioArrived(TurnEvent.AudioArrived e) {
    if (!e.responseId().equals(state.admitted())) return;
    if (state.phase() instanceof Waiting w) to(new Speaking(w.request(), w.said()));
    add(new TurnEffect.Play(state.connection(), e.itemId(), e.contentIndex(), e.samples()));
    patience();
  }

  final void wordsArrived(TurnEvent.WordsArrived e) {
    if (!e.responseId().equals(state.admitted())) return;
    switch (state.phase()) {
      case Waiting w -> to(new Waiting(w.request(), more(w.said(), e.words())));
      case Speaking s -> to(new Speaking(s.request(), more(s.said(), e.words())));
      case Working w -> {}
      case Listening l -> {}
      case Idle i -> {}
      case Finishing f -> {}
    }
  }

  private static String more(String said, String words) {
    return said.length() >= MOST_CHARACTERS ? said : said + words;
  }

  final void responseEnded(TurnEvent.ResponseEnded e) {
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
    boolean goesOn = !unwanted && e.status() == Status.COMPLETED;
    for (TurnEvent.Approval each : e.hosted().approvals()) approve(each, goesOn);
    if (unwanted) {
      abandon(e.calls().stream().map(TurnEvent.Call::callId).distinct().toList());
    } else {
      add(new TurnEffect.CancelTimer(Timer.PATIENCE));
      if (e.status() != Status.COMPLETED) {
        abandon(e.calls().stream().map(TurnEvent.Call::callId).distinct().toList());
        if (!triesAgain(e)) over(e);
      } else if (e.calls().isEmpty()) {
        if (!workElsewhere(e.hosted())) over(e);
      } else {
        work(e.calls());
      }
    }
    createWhenFree();
  }

  /**
   * An answer that came as text only, as models do whose memory was told to them as text: it is
   * asked for once more, aloud.
   */
  private boolean asksForItsSound(TurnEvent.ResponseEnded e) {
    if (!manners.spoken()
        || e.status() != Status.COMPLETED
        || !(state.phase() instanceof Waiting w)
        || w.said().isBlank()
        || state.spent()
        || !state.ready()
        || state.efforts().retries() >= MOST_RETRIES) return false;
    state = state.with(new Efforts(state.efforts().rounds(), MOST_RETRIES));
    to(new Waiting(w.request(), ""));
    send(new ClientEvent.CreateResponse(ResponseSpec.LAST_ANSWER_ALOUD));
    state = state.with(new Active.Requested(false));
    patience();
    return true;
  }

  /** An answer without sound and words: it is asked for once more, and then said to have failed. */
  private boolean asksForAnyAnswer(TurnEvent.ResponseEnded e) {
    if (e.status() != Status.COMPLETED
        || !manners.spoken()
        || !(state.phase() instanceof Waiting w)
        || !w.said().isBlank()
        // After a tool, that it was done may be all there is to say.
        || state.efforts().rounds() > 0) return false;
    if (state.efforts().retries() > 0 || !state.ready()) {
      failed("the service answered nothing");
      return true;
    }
    state = state.with(new Efforts(0, MOST_RETRIES));
    want();
    return true;
  }

  private void over(TurnEvent.ResponseEnded e) {
    if (asksForItsSound(e) || asksForAnyAnswer(e)) return;
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
        // What was said before a tool was called may still be heard.
        to(state.efforts().rounds() > 0 ? new Finishing(w.request(), w.said()) : new Idle());
      }
      case Working w -> {}
      case Listening l -> {}
      case Idle i -> {}
      case Finishing f -> {}
    }
    state = state.with(Efforts.NONE);
  }

  /** A service that is busy is asked again, as long as nothing of the answer was heard. */
  private boolean triesAgain(TurnEvent.ResponseEnded e) {
    int retries = state.efforts().retries();
    if (e.status() != Status.FAILED
        || e.againNanos() <= 0
        || e.againNanos() > manners.keepNanos()
        || retries >= MOST_RETRIES
        || !(state.phase() instanceof Waiting)) return false;
    state = state.with(new Efforts(state.efforts().rounds(), retries + 1));
    note(Notice.AGAIN_LATER, e.error() == null ? null : e.error().message());
    add(new TurnEffect.SetTimer(Timer.AGAIN, e.againNanos()));
    return true;
  }

  final void again() {
    if (state.phase() instanceof Waiting && state.ready()) want();
  }

  final void complained(ServiceError error, @Nullable Step about) {
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

  final void failed(String why) {
    if (!(state.phase() instanceof Waiting w)) return;
    add(new TurnEffect.CancelTimer(Timer.PATIENCE));
    add(new TurnEffect.CancelTimer(Timer.AGAIN));
    note(Notice.FAILED, why);
    reply(w.request(), false, w.said());
    to(new Idle());
    state = state.with(Efforts.NONE);
  }

  // --- tools

  /** The model wants to know something first. */
  private void work(List<TurnEvent.Call> calls) {
    Request request;
    String said;
    switch (state.phase()) {
      case Speaking s -> {
        request = s.request();
        said = s.said();
      }
      case Waiting w -> {
        request = w.request();
        said = w.said();
      }
      case Working w -> throw new IllegalStateException("no response is wanted while tools work");
      case Listening l -> {
        abandon(calls.stream().map(TurnEvent.Call::callId).distinct().toList());
        return;
      }
      case Idle i -> {
        abandon(calls.stream().map(TurnEvent.Call::callId).distinct().toList());
        return;
      }
      case Finishing f -> {
        abandon(calls.stream().map(TurnEvent.Call::callId).distinct().toList());
        return;
      }
    }
    Map<String, TurnEvent.Call> each = new LinkedHashMap<>();
    calls.forEach(call -> each.putIfAbsent(call.callId(), call));
    Efforts before = state.efforts();
    state = state.with(new Efforts(before.rounds() + 1, before.retries()));
    to(new Working(request, said, List.copyOf(each.keySet())));
    each.values().forEach(call -> add(new TurnEffect.CallTool(call)));
    patience();
  }

  /** A question of the service's is never left open; what nobody waits for is refused. */
  private void approve(TurnEvent.Approval asked, boolean goesOn) {
    if (!state.ready()) return;
    boolean granted = asked.granted() && goesOn;
    String id = asked.requestId();
    String tail = id.substring(Math.max(0, id.length() - 28));
    String why = granted == asked.granted() ? asked.why() : "interrupted by the user";
    send(
        new ClientEvent.CreateItem(
            Item.mcpApproval("ans_" + tail, asked.requestId(), granted, why), null));
  }

  /** The service works with tools of its own: the answer comes in a further response. */
  private boolean workElsewhere(TurnEvent.Hosted hosted) {
    if (!hosted.goesOn()) return false;
    switch (state.phase()) {
      case Speaking s -> to(new Waiting(s.request(), s.said()));
      case Waiting w -> {}
      case Working w -> throw new IllegalStateException("no response is wanted while tools work");
      case Listening l -> {
        return false;
      }
      case Idle i -> {
        return false;
      }
      case Finishing f -> {
        return false;
      }
    }
    Efforts before = state.efforts();
    state = state.with(new Efforts(before.rounds() + 1, before.retries()));
    if (hosted.working()) patience();
    else want();
    return true;
  }

  /** Now the model knows what it wanted to know, and is asked to go on. */
  final void hostedToolAnswered() {
    boolean waits =
        state.phase() instanceof Waiting
            && state.active() instanceof Active.None
            && !state.wanting()
            && state.efforts().rounds() > 0;
    if (waits) want();
  }

  final void toolAnswered(TurnEvent.ToolAnswered e) {
    if (!(state.phase() instanceof Working w) || !w.open().contains(e.callId())) return;
    answer(e.callId(), e.output());
    List<String> left = w.open().stream().filter(id -> !id.equals(e.callId())).toList();
    to(new Working(w.request(), w.said(), left));
    if (left.isEmpty()) toolsAnswered(w);
  }

  /** Exactly one response for all answers together. */
  private void toolsAnswered(Working w) {
    to(new Waiting(w.request(), w.said()));
    want();
  }

  final void toolsOverdue(Working w) {
    for (String callId : w.open()) {
      answer(callId, "{\"error\":\"the tool did not answer in time\"}");
    }
    toolsAnswered(w);
  }

  /** Every call has an answer, or the conversation is not one that can be gone on with. */
  private void abandon(List<String> callIds) {
    for (String callId : callIds) answer(callId, "{\"error\":\"interrupted by the user\"}");
  }

  private void answer(String callId, String output) {
    if (state.ready()) {
      send(new ClientEvent.CreateItem(Item.functionCallOutput(callId, output), null));
    }
  }
}
