package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ClientEvent;
import earshot.realtime.ClientEvent.ResponseSpec;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent.Call;
import earshot.turn.TurnEvent.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tools, a busy service and an empty purse: the rules of a turn that takes more than one answer.
 */
class ToolTurnTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Call TIME = new Call("call_1", "get_time", "{}");
  private static final Call LIGHT = new Call("call_2", "light", "{\"on\":true}");

  private Turn turn = new Turn(Manners.of(Manners.Mode.HOLD, true, true, 200_000_000L));
  private TurnState state = TurnState.START;
  private List<TurnEffect> effects = List.of();

  private void on(TurnEvent... events) {
    List<TurnEffect> all = new ArrayList<>();
    for (TurnEvent event : events) {
      Turn.Outcome outcome = turn.step(state, event);
      state = outcome.state();
      all.addAll(outcome.effects());
    }
    effects = all;
  }

  private List<ClientEvent> sent() {
    return effects.stream()
        .filter(TurnEffect.Send.class::isInstance)
        .map(e -> ((TurnEffect.Send) e).event())
        .toList();
  }

  private List<String> outputs() {
    return sent().stream()
        .filter(ClientEvent.CreateItem.class::isInstance)
        .map(e -> ((ClientEvent.CreateItem) e).item())
        .map(item -> item.callId() + " " + item.output())
        .toList();
  }

  private List<Notice> notices() {
    return effects.stream()
        .filter(TurnEffect.Note.class::isInstance)
        .map(e -> ((TurnEffect.Note) e).notice())
        .toList();
  }

  private long timer(Timer timer) {
    return effects.stream()
        .filter(e -> e instanceof TurnEffect.SetTimer t && t.timer() == timer)
        .mapToLong(e -> ((TurnEffect.SetTimer) e).afterNanos())
        .findFirst()
        .orElse(-1);
  }

  private static TurnEvent ended(String response, Call... calls) {
    return new TurnEvent.ResponseEnded(response, Status.COMPLETED, null, null, List.of(calls), 0);
  }

  private static TurnEvent audio(String response) {
    return new TurnEvent.AudioArrived(response, "item_" + response, 0, new short[480]);
  }

  private static TurnEvent busy(String response, long againNanos) {
    var error = new ServiceError("tokens", "rate_limit_exceeded", "try again in 2s", null, null);
    return new TurnEvent.ResponseEnded(response, Status.FAILED, null, error, List.of(), againNanos);
  }

  /** A question in writing, and its answer begun. */
  private void asked() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Asked(0, "What time is it?", "ask"),
        new TurnEvent.ResponseCreated("r1"));
    assertEquals("waiting", state.name());
  }

  @Test
  void aToolIsCalledAnsweredAndFollowedByOneMoreResponse() {
    asked();
    on(ended("r1", TIME));
    assertEquals("working", state.name());
    assertTrue(effects.contains(new TurnEffect.CallTool(TIME)));
    assertEquals(List.of(), sent());
    on(new TurnEvent.ToolAnswered("call_1", "noon"));
    assertEquals(List.of("call_1 noon"), outputs());
    assertEquals(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), sent().getLast());
    on(new TurnEvent.ResponseCreated("r2"), audio("r2"));
    assertEquals("speaking", state.name());
    on(ended("r2"));
    assertEquals(new TurnEffect.Reply("ask", true, ""), effects.getLast());
  }

  @Test
  void severalToolsAtOnceAreFollowedByExactlyOneResponseAfterAll() {
    asked();
    on(ended("r1", TIME, LIGHT, TIME));
    assertEquals(2, effects.stream().filter(TurnEffect.CallTool.class::isInstance).count());
    on(new TurnEvent.ToolAnswered("call_2", "done"));
    assertEquals(List.of("call_2 done"), outputs());
    assertEquals(1, sent().size(), "not before all have answered");
    on(new TurnEvent.ToolAnswered("call_2", "twice"), new TurnEvent.ToolAnswered("x", "stranger"));
    assertEquals(List.of(), sent());
    on(new TurnEvent.ToolAnswered("call_1", "noon"));
    assertEquals(2, sent().size());
    assertInstanceOf(ClientEvent.CreateResponse.class, sent().getLast());
  }

  @Test
  void whatIsSaidBeforeAToolIsHeardWhileItWorks() {
    asked();
    on(audio("r1"), new TurnEvent.WordsArrived("r1", "Let me see. "), ended("r1", TIME));
    assertEquals("working", state.name());
    on(new TurnEvent.ToolAnswered("call_1", "noon"), new TurnEvent.ResponseCreated("r2"));
    on(audio("r2"), new TurnEvent.WordsArrived("r2", "It is noon."), ended("r2"));
    assertEquals(new TurnEffect.Reply("ask", true, "Let me see. It is noon."), effects.getLast());
  }

  @Test
  void aPressWhileAToolWorksSilencesAndAnswersTheCallItself() {
    asked();
    on(audio("r1"), ended("r1", TIME, LIGHT), new TurnEvent.ToolAnswered("call_1", "noon"));
    on(new TurnEvent.Pressed(SECOND));
    assertInstanceOf(TurnEffect.Silence.class, effects.getFirst());
    assertEquals(List.of("call_2 {\"error\":\"interrupted by the user\"}"), outputs());
    assertEquals("listening", state.name());
    on(new TurnEvent.ToolAnswered("call_2", "late"));
    assertEquals(List.of(), effects, "a late result is dropped");
  }

  @Test
  void theCallsOfACancelledResponseAreNotMadeButAnswered() {
    asked();
    on(new TurnEvent.Stopped());
    on(
        new TurnEvent.ResponseEnded(
            "r1", Status.CANCELLED, "client_cancelled", null, List.of(LIGHT), 0));
    assertEquals(List.of("call_2 {\"error\":\"interrupted by the user\"}"), outputs());
    assertEquals(1, sent().size(), "and nothing is asked for");
    assertEquals("idle", state.name());
  }

  @Test
  void aToolThatNeverAnswersIsAnsweredFor() {
    asked();
    on(ended("r1", TIME));
    on(new TurnEvent.TimerFired(Timer.PATIENCE));
    assertEquals(List.of("call_1 {\"error\":\"the tool did not answer in time\"}"), outputs());
    assertInstanceOf(ClientEvent.CreateResponse.class, sent().getLast());
    assertEquals("waiting", state.name());
  }

  @Test
  void theModelMayNotCallToolsForEver() {
    asked();
    for (int round = 1; round <= 8; round++) {
      on(ended("r" + round, TIME), new TurnEvent.ToolAnswered("call_1", "noon"));
      boolean last = round == 8;
      assertEquals(
          new ClientEvent.CreateResponse(
              last ? ResponseSpec.WITHOUT_TOOLS : ResponseSpec.AS_SESSION),
          sent().getLast());
      on(new TurnEvent.ResponseCreated("r" + (round + 1)));
    }
    on(ended("r9"));
    assertEquals(new TurnEffect.Reply("ask", true, ""), effects.getLast());
    on(new TurnEvent.PlayedOut(), new TurnEvent.Asked(0, "And now?", null));
    assertEquals(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION), sent().getLast());
  }

  @Test
  void whatAToolHasDoneIsNotDoneAgainAfterTheConnectionWasLost() {
    asked();
    on(ended("r1", LIGHT));
    on(new TurnEvent.LinkLost());
    assertEquals(List.of(Notice.DECLINED), notices());
    on(new TurnEvent.PlayedOut(), new TurnEvent.LinkReady(SECOND));
    assertEquals(List.of(), sent());
    on(new TurnEvent.ToolAnswered("call_2", "done"));
    assertEquals(List.of(), effects);
    assertEquals("idle", state.name());
  }

  @Test
  void anAnswerThatCameAsTextOnlyIsAskedForAloudOnce() {
    asked();
    on(new TurnEvent.WordsArrived("r1", "It is noon."), ended("r1"));
    assertEquals(List.of(new ClientEvent.CreateResponse(ResponseSpec.LAST_ANSWER_ALOUD)), sent());
    assertEquals("waiting", state.name());
    on(new TurnEvent.ResponseCreated("r2"), new TurnEvent.WordsArrived("r2", "It is noon."));
    on(ended("r2"));
    assertEquals(List.of(), sent(), "a service that has no voice is not asked for ever");
    assertEquals(new TurnEffect.Reply("ask", true, "It is noon."), effects.getLast());
  }

  @Test
  void aBusyServiceIsAskedAgainAfterTheTimeThatItNames() {
    asked();
    on(busy("r1", 2 * SECOND));
    assertEquals(2 * SECOND, timer(Timer.AGAIN));
    assertEquals(List.of(Notice.AGAIN_LATER), notices());
    assertEquals("waiting", state.name());
    on(new TurnEvent.TimerFired(Timer.AGAIN));
    assertEquals(List.of(new ClientEvent.CreateResponse(ResponseSpec.AS_SESSION)), sent());
  }

  @Test
  void aServiceThatStaysBusyIsGivenUpAndSaysSo() {
    asked();
    for (int i = 0; i < 3; i++) {
      on(busy("r1", SECOND));
      on(new TurnEvent.TimerFired(Timer.AGAIN), new TurnEvent.ResponseCreated("r1"));
    }
    on(busy("r1", SECOND));
    assertEquals(List.of(Notice.FAILED), notices());
    assertEquals("idle", state.name());
  }

  @Test
  void nobodyWaitsForAServiceLongerThanAQuestionIsKept() {
    asked();
    on(busy("r1", 31 * SECOND));
    assertEquals(List.of(Notice.FAILED), notices());
  }

  @Test
  void aPressWhileTheServiceIsBusyForgetsTheOldQuestion() {
    asked();
    on(busy("r1", 2 * SECOND));
    on(new TurnEvent.Pressed(SECOND), new TurnEvent.TimerFired(Timer.AGAIN));
    assertEquals(List.of(new ClientEvent.ClearInput()), sent());
  }

  @Test
  void whenTheBudgetIsSpentTheSentenceIsFinishedAndTheNextQuestionDeclined() {
    asked();
    on(audio("r1"), new TurnEvent.BudgetChanged(SECOND, true));
    assertEquals("speaking", state.name());
    assertEquals(List.of(), sent());
    on(audio("r1"), ended("r1"));
    assertEquals("finishing", state.name());
    on(new TurnEvent.PlayedOut(), new TurnEvent.Pressed(2 * SECOND));
    assertEquals(List.of(Notice.SPENT), notices());
    assertEquals("idle", state.name());
    on(new TurnEvent.Asked(0, "Please?", "ask-2"));
    assertEquals(new TurnEffect.Reply("ask-2", false, ""), effects.getLast());
    assertEquals(List.of(), sent());
    on(new TurnEvent.BudgetChanged(3 * SECOND, false), new TurnEvent.Pressed(4 * SECOND));
    assertEquals("listening", state.name());
  }

  @Test
  void aSpentBudgetEndsAQuestionThatIsBeingAskedAndAToolsNextRound() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(0));
    on(new TurnEvent.BudgetChanged(SECOND, true));
    assertEquals(List.of(Notice.SPENT), notices());
    assertEquals("idle", state.name());
    on(new TurnEvent.BudgetChanged(SECOND, false));
    on(new TurnEvent.Asked(0, "Time?", "ask"), new TurnEvent.ResponseCreated("r1"));
    on(ended("r1", TIME), new TurnEvent.BudgetChanged(SECOND, true));
    on(new TurnEvent.ToolAnswered("call_1", "noon"));
    assertEquals(1, sent().size(), "the call is answered, but no response asked for");
    assertEquals(List.of(Notice.SPENT), notices());
    assertEquals("idle", state.name());
  }

  @Test
  void anOpenMicrophoneIsShutWhileTheBudgetIsSpent() {
    turn = new Turn(Manners.of(Manners.Mode.OPEN, true, true, 200_000_000L));
    on(new TurnEvent.Started(0), new TurnEvent.LinkReady(0));
    on(new TurnEvent.BudgetChanged(SECOND, true));
    assertTrue(effects.contains(new TurnEffect.DropUplink()));
    on(new TurnEvent.SpeechStarted(SECOND), new TurnEvent.ResponseCreated("r1"));
    assertEquals(List.of(new ClientEvent.CancelResponse("r1")), sent());
    on(new TurnEvent.BudgetChanged(2 * SECOND, false));
    assertInstanceOf(TurnEffect.OpenUplink.class, effects.getFirst());
  }
}
