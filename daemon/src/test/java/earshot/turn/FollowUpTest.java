package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnEvent.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The window after an answer, and the most that anybody says at once. */
class FollowUpTest {

  private static final long MILLIS = 1_000_000L;
  private static final long WINDOW = 5_000 * MILLIS;
  private static final long LIMIT = 60_000 * MILLIS;

  private Turn turn = machine(Manners.Mode.TAP);
  private TurnState state = TurnState.START;
  private List<TurnEffect> effects = List.of();

  private static Turn machine(Manners.Mode mode) {
    return new Turn(Manners.of(mode, true, true, 200 * MILLIS).within(WINDOW, LIMIT));
  }

  private void on(TurnEvent... events) {
    List<TurnEffect> all = new ArrayList<>();
    for (TurnEvent event : events) {
      Turn.Outcome outcome = turn.step(state, event);
      state = outcome.state();
      all.addAll(outcome.effects());
    }
    effects = all;
  }

  private boolean sets(Timer timer, long afterNanos) {
    return effects.contains(new TurnEffect.SetTimer(timer, afterNanos));
  }

  private List<Notice> notices() {
    return effects.stream()
        .filter(e -> e instanceof TurnEffect.Note)
        .map(e -> ((TurnEffect.Note) e).notice())
        .toList();
  }

  private void answer(String response) {
    on(
        new TurnEvent.ResponseCreated(response),
        new TurnEvent.AudioArrived(response, "item_" + response, 0, new short[480]),
        new TurnEvent.ResponseEnded(response, Status.COMPLETED, null, null),
        new TurnEvent.PlayedOut());
  }

  private void answered() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(0),
        new TurnEvent.Released(50 * MILLIS),
        new TurnEvent.SpeechStarted(500 * MILLIS),
        new TurnEvent.InputCommitted(2000 * MILLIS));
    answer("r1");
    assertEquals("idle", state.name());
  }

  private void windowOpen() {
    answered();
    on(new TurnEvent.DiedAway(9_000 * MILLIS));
    assertEquals("listening", state.name());
  }

  @Test
  void afterAnAnswerItListensAgainWhenTheRoomIsQuietAndHearsNothingOfBefore() {
    answered();
    assertTrue(sets(Timer.LINGER, Manners.LINGER_NANOS));
    on(new TurnEvent.DiedAway(9_000 * MILLIS));
    assertEquals("listening", state.name());
    assertTrue(effects.contains(new TurnEffect.OpenUplink(9_000 * MILLIS, false)));
    assertTrue(effects.contains(new TurnEffect.Send(new ClientEvent.ClearInput())));
    assertTrue(sets(Timer.WAKE, WINDOW));
    assertFalse(state.asking(), "nobody has asked anything yet");
  }

  @Test
  void whatIsSaidInTheWindowIsAQuestionLikeAnyOther() {
    windowOpen();
    on(new TurnEvent.SpeechStarted(11_000 * MILLIS));
    assertTrue(state.asking());
    assertTrue(effects.contains(new TurnEffect.CancelTimer(Timer.WAKE)));
    on(new TurnEvent.InputCommitted(13_000 * MILLIS));
    assertEquals("waiting", state.name());
    answer("r2");
    assertTrue(sets(Timer.LINGER, Manners.LINGER_NANOS), "and so on, as long as they talk");
  }

  @Test
  void nothingSaidMeansQuietAndNothingAsked() {
    windowOpen();
    on(new TurnEvent.TimerFired(Timer.WAKE));
    assertEquals("idle", state.name());
    assertEquals(List.of(), notices());
    assertTrue(effects.contains(new TurnEffect.DropUplink()));
    assertEquals(
        List.of(new TurnEffect.Send(new ClientEvent.ClearInput())),
        effects.stream().filter(e -> e instanceof TurnEffect.Send).toList());
  }

  @Test
  void aPressInTheWindowIsTheBeginningOfAQuestion() {
    windowOpen();
    on(new TurnEvent.Pressed(10_000 * MILLIS));
    assertEquals("listening", state.name());
    assertTrue(effects.contains(new TurnEffect.OpenUplink(10_000 * MILLIS, true)));
    on(new TurnEvent.Pressed(11_000 * MILLIS));
    assertEquals("idle", state.name(), "and the next takes it back, as always");
  }

  @Test
  void whoeverAsksByTextDoesNotOpenTheMicrophoneOfARoom() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.Asked(0, "hello", "a"));
    answer("r1");
    assertEquals(new TurnState.Idle(), state.phase());
    on(new TurnEvent.DiedAway(9_000 * MILLIS));
    assertEquals("idle", state.name());
  }

  @Test
  void aTextIsAskedInTheWindowBecauseNobodyIsSpeakingYet() {
    windowOpen();
    on(new TurnEvent.Asked(10_000 * MILLIS, "hello", "a"));
    assertEquals("waiting", state.name());
    assertEquals(List.of(), notices());
    assertTrue(effects.contains(new TurnEffect.DropUplink()));
  }

  @Test
  void onlyATapListensAgain() {
    turn = machine(Manners.Mode.HOLD);
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(0),
        new TurnEvent.Released(1000 * MILLIS),
        new TurnEvent.UtteranceSent(1000));
    answer("r1");
    assertEquals(new TurnState.Idle(), state.phase());
  }

  @Test
  void itDoesNotListenAgainMutedWithoutALinkWithoutABudgetOrAfterAStop() {
    for (TurnEvent event :
        List.of(
            new TurnEvent.MuteSwitched(0, true),
            new TurnEvent.LinkLost(),
            new TurnEvent.BudgetChanged(0, true),
            new TurnEvent.Stopped(),
            new TurnEvent.ModeLeft())) {
      state = TurnState.START;
      answered();
      on(event);
      on(new TurnEvent.DiedAway(9_000 * MILLIS));
      assertEquals(new TurnState.Idle(), state.phase(), event.toString());

      state = TurnState.START;
      windowOpen();
      on(event);
      assertEquals(new TurnState.Idle(), state.phase(), event.toString());
      assertTrue(effects.contains(new TurnEffect.DropUplink()), event.toString());
      assertEquals(List.of(), notices(), event.toString());
    }
  }

  @Test
  void aPressBeforeTheWindowOpensIsAQuestionAndNoWindowFollowsIt() {
    answered();
    on(new TurnEvent.Pressed(8_900 * MILLIS), new TurnEvent.Pressed(8_950 * MILLIS));
    assertEquals("idle", state.name());
    on(new TurnEvent.DiedAway(9_000 * MILLIS));
    assertEquals("idle", state.name());
  }

  @Test
  void aHeldButtonIsReleasedByTheLimit() {
    turn = machine(Manners.Mode.HOLD);
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(1000 * MILLIS));
    assertTrue(sets(Timer.LIMIT, LIMIT));
    on(new TurnEvent.TimerFired(Timer.LIMIT));
    assertTrue(effects.contains(new TurnEffect.EndUplink(1000 * MILLIS + LIMIT)));
    on(new TurnEvent.UtteranceSent(60_000));
    assertEquals("waiting", state.name());
    on(new TurnEvent.Released(70_000 * MILLIS));
    assertEquals("waiting", state.name(), "the hand that comes up at last changes nothing");
  }

  @Test
  void aTapThatTheServiceHearsNoEndOfIsEndedByTheLimit() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(0), new TurnEvent.SpeechStarted(MILLIS));
    on(new TurnEvent.TimerFired(Timer.LIMIT));
    assertTrue(effects.contains(new TurnEffect.EndUplink(LIMIT)));
    on(new TurnEvent.UtteranceSent(60_000));
    assertTrue(effects.contains(new TurnEffect.Send(new ClientEvent.CommitInput())));
    assertEquals("waiting", state.name());
  }

  @Test
  void anOpenMicrophoneHasNoLimit() {
    turn = machine(Manners.Mode.OPEN);
    on(new TurnEvent.Started(0), new TurnEvent.LinkReady(0), new TurnEvent.SpeechStarted(0));
    assertFalse(sets(Timer.LIMIT, LIMIT));
    TurnState before = state;
    on(new TurnEvent.TimerFired(Timer.LIMIT));
    assertEquals(before, state);
  }
}
