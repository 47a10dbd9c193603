package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import earshot.turn.TurnEvent.Step;
import earshot.turn.TurnEvent.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The conversation's rules, one by one. */
class TurnTest {

  private static final long MILLIS = 1_000_000L;

  private Turn turn = machine(Manners.Mode.HOLD);
  private TurnState state = TurnState.START;
  private List<TurnEffect> effects = List.of();

  private static Turn machine(Manners.Mode mode) {
    return new Turn(Manners.of(mode, true, true, 200 * MILLIS));
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

  private List<ClientEvent> sent() {
    return effects.stream()
        .filter(e -> e instanceof TurnEffect.Send)
        .map(e -> ((TurnEffect.Send) e).event())
        .toList();
  }

  private <T> boolean does(Class<T> effect) {
    return effects.stream().anyMatch(effect::isInstance);
  }

  private static TurnEvent audio(String response) {
    return new TurnEvent.AudioArrived(response, "item_" + response, 0, new short[480]);
  }

  private static TurnEvent ended(String response, Status status) {
    return new TurnEvent.ResponseEnded(response, status, null, null);
  }

  private void speaking() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(2000 * MILLIS),
        new TurnEvent.UtteranceSent(1000),
        new TurnEvent.ResponseCreated("r1"),
        audio("r1"));
    assertEquals("speaking", state.name());
  }

  @Test
  void aHeldButtonIsAQuestionAndItsReleaseAsksForTheAnswer() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(1000 * MILLIS));
    assertEquals("listening", state.name());
    assertEquals(List.of(new ClientEvent.ClearInput()), sent());
    assertTrue(does(TurnEffect.OpenUplink.class));
    on(new TurnEvent.Released(2000 * MILLIS));
    assertEquals(List.of(), sent(), "nothing is committed before the last sound is out");
    on(new TurnEvent.UtteranceSent(1300));
    assertInstanceOf(ClientEvent.CommitInput.class, sent().get(0));
    assertInstanceOf(ClientEvent.CreateResponse.class, sent().get(1));
    assertEquals("waiting", state.name());
  }

  @Test
  void anAnswerIsSpokenThenFinishedThenOver() {
    speaking();
    on(ended("r1", Status.COMPLETED));
    assertEquals("finishing", state.name());
    on(new TurnEvent.PlayedOut());
    assertEquals("idle", state.name());
  }

  @Test
  void aPressWhileSpeakingSilencesBeforeItSaysAnythingToTheService() {
    speaking();
    on(new TurnEvent.Pressed(3000 * MILLIS));
    assertInstanceOf(TurnEffect.Silence.class, effects.get(0));
    assertEquals(new ClientEvent.CancelResponse("r1"), sent().get(0));
    assertEquals("listening", state.name());
  }

  @Test
  void theAnswerIsTruncatedAtWhatWasHeardAndOnlyThere() {
    speaking();
    on(new TurnEvent.Pressed(3000 * MILLIS));
    on(
        new TurnEvent.Silenced(
            List.of(new Cut(1, "item_r1", 0, 740, 2000), new Cut(1, "whole", 0, 500, 500))));
    assertEquals(List.of(new ClientEvent.TruncateItem("item_r1", 0, 740)), sent());
  }

  @Test
  void whatBelongsToAnEarlierConnectionIsNotTruncated() {
    speaking();
    on(
        new TurnEvent.Pressed(3000 * MILLIS),
        new TurnEvent.LinkLost(),
        new TurnEvent.LinkReady(3100 * MILLIS));
    on(new TurnEvent.Silenced(List.of(new Cut(1, "item_r1", 0, 740, 2000))));
    assertEquals(List.of(), sent());
  }

  @Test
  void theNextResponseWaitsForTheCancelledOneToEndAndForTheTruncation() {
    speaking();
    on(
        new TurnEvent.Pressed(3000 * MILLIS),
        new TurnEvent.Released(4000 * MILLIS),
        new TurnEvent.UtteranceSent(1000));
    assertEquals(List.of("cancel", "clear", "commit"), names());
    on(ended("r1", Status.CANCELLED));
    assertEquals(List.of(), names(), "what was heard is not settled yet");
    on(new TurnEvent.Silenced(List.of(new Cut(1, "item_r1", 0, 10, 900))));
    assertEquals(List.of("truncate", "create"), names());
  }

  private List<String> names() {
    return sent().stream()
        .map(
            e ->
                switch (e) {
                  case ClientEvent.CancelResponse c -> "cancel";
                  case ClientEvent.ClearInput c -> "clear";
                  case ClientEvent.CommitInput c -> "commit";
                  case ClientEvent.TruncateItem c -> "truncate";
                  case ClientEvent.CreateResponse c -> "create";
                  case ClientEvent.CreateItem c -> "item";
                  default -> e.toString();
                })
        .toList();
  }

  @Test
  void lateSoundOfAnInterruptedAnswerIsNeverPlayed() {
    speaking();
    on(new TurnEvent.Pressed(3000 * MILLIS), audio("r1"), audio("r1"));
    assertFalse(does(TurnEffect.Play.class));
  }

  @Test
  void aResponseCancelledBeforeItWasConfirmedStaysUnwanted() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(2000 * MILLIS),
        new TurnEvent.UtteranceSent(1000),
        new TurnEvent.Pressed(2100 * MILLIS));
    assertTrue(names().contains("cancel"));
    on(new TurnEvent.ResponseCreated("r1"), audio("r1"));
    assertFalse(does(TurnEffect.Play.class));
    assertEquals("listening", state.name());
  }

  @Test
  void aResponseThatNobodyAskedForIsCancelled() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.ResponseCreated("stray"), audio("stray"));
    assertEquals(List.of(new ClientEvent.CancelResponse("stray")), sent());
    assertFalse(does(TurnEffect.Play.class));
  }

  @Test
  void aTouchThatIsTooShortSaysNothing() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(1100 * MILLIS));
    assertEquals("idle", state.name());
    assertFalse(names().contains("commit"));
  }

  @Test
  void whatIsSaidWhileTheLinkIsDownIsSentWhenItIsBack() {
    on(
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(3000 * MILLIS),
        new TurnEvent.LinkReady(5000 * MILLIS));
    assertTrue(does(TurnEffect.ReplayUplink.class));
    on(new TurnEvent.UtteranceSent(2000));
    assertEquals(List.of("commit", "create"), names());
  }

  @Test
  void aQuestionThatWasNotAnsweredIsAskedAgainOnTheNextConnection() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(3000 * MILLIS),
        new TurnEvent.UtteranceSent(2000),
        new TurnEvent.LinkLost(),
        new TurnEvent.LinkReady(5000 * MILLIS));
    assertTrue(does(TurnEffect.ReplayUplink.class));
    on(new TurnEvent.UtteranceSent(2000), new TurnEvent.ResponseCreated("r2"), audio("r2"));
    assertTrue(does(TurnEffect.Play.class));
  }

  @Test
  void aQuestionThatTheLinkOutlivesIsDeclined() {
    on(new TurnEvent.Asked(0, "hello", "a1"), new TurnEvent.TimerFired(Timer.PATIENCE));
    assertTrue(effects.contains(new TurnEffect.Reply("a1", false, "")));
    assertTrue(effects.contains(new TurnEffect.Note(TurnEffect.Notice.DECLINED, null)));
    assertEquals("unavailable", state.name());
  }

  @Test
  void anAnswerInTheStoreIsHeardToItsEndAlthoughTheLinkIsLost() {
    speaking();
    on(new TurnEvent.LinkLost());
    assertFalse(does(TurnEffect.Silence.class));
    assertEquals("finishing", state.name());
  }

  @Test
  void anAskedQuestionIsRepliedToWithTheAnswersWords() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Asked(0, "hello", "a1"),
        new TurnEvent.ResponseCreated("r1"),
        new TurnEvent.WordsArrived("r1", "good "),
        audio("r1"),
        new TurnEvent.WordsArrived("r1", "morning"),
        ended("r1", Status.COMPLETED));
    assertTrue(effects.contains(new TurnEffect.Reply("a1", true, "good morning")));
  }

  @Test
  void anActiveResponseOfSomebodyElseDelaysOursInsteadOfLosingIt() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Asked(0, "hello", null),
        new TurnEvent.Complained(
            new ServiceError(
                null, "conversation_already_has_active_response", "busy", null, "create_2"),
            Step.CREATE));
    assertEquals("waiting", state.name());
    on(ended("somebody", Status.COMPLETED));
    assertEquals(List.of("create"), names());
  }

  @Test
  void aFailedResponseEndsTheTurnAndSaysWhy() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Asked(0, "hello", "a1"),
        new TurnEvent.ResponseCreated("r1"),
        new TurnEvent.ResponseEnded(
            "r1", Status.FAILED, null, new ServiceError(null, "x", "no quota", null, null)));
    assertTrue(effects.contains(new TurnEffect.Note(TurnEffect.Notice.FAILED, "no quota")));
    assertEquals("idle", state.name());
  }

  @Test
  void aSilentServiceIsGivenUp() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Asked(0, "hello", "a1"),
        new TurnEvent.TimerFired(Timer.PATIENCE));
    assertTrue(effects.contains(new TurnEffect.Note(TurnEffect.Notice.OVERDUE, null)));
    assertEquals("idle", state.name());
  }

  @Test
  void tapWakesAndTheServiceHearsTheEnd() {
    turn = machine(Manners.Mode.TAP);
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(0), new TurnEvent.Released(50 * MILLIS));
    assertEquals("listening", state.name());
    on(new TurnEvent.SpeechStarted(MILLIS), new TurnEvent.InputCommitted(2 * MILLIS));
    assertEquals("waiting", state.name());
    assertFalse(names().contains("create"), "the service answers by itself");
    on(new TurnEvent.ResponseCreated("r1"), audio("r1"));
    assertEquals("speaking", state.name());
  }

  @Test
  void aTapsQuestionSurvivesALostLinkToo() {
    turn = machine(Manners.Mode.TAP);
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(0),
        new TurnEvent.SpeechStarted(MILLIS),
        new TurnEvent.InputCommitted(2000 * MILLIS));
    assertFalse(does(TurnEffect.DropUplink.class), "what was said is kept until it is answered");
    on(new TurnEvent.LinkLost(), new TurnEvent.LinkReady(3000 * MILLIS));
    assertTrue(does(TurnEffect.ReplayUplink.class));
  }

  @Test
  void mutedFromTheStartAnOpenMicrophoneStaysShut() {
    turn = machine(Manners.Mode.OPEN);
    on(
        new TurnEvent.MuteSwitched(0, true),
        new TurnEvent.Started(0),
        new TurnEvent.LinkReady(MILLIS));
    assertFalse(does(TurnEffect.OpenUplink.class));
    assertFalse(does(TurnEffect.ReplayUplink.class));
  }

  @Test
  void aWakeWithoutAWordEndsByItself() {
    turn = machine(Manners.Mode.TAP);
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(0), new TurnEvent.TimerFired(Timer.WAKE));
    assertEquals("idle", state.name());
  }

  @Test
  void speechInterruptsAnOpenMicrophonesAnswer() {
    turn = machine(Manners.Mode.OPEN);
    on(
        new TurnEvent.Started(0),
        new TurnEvent.LinkReady(0),
        new TurnEvent.SpeechStarted(0),
        new TurnEvent.InputCommitted(0),
        new TurnEvent.ResponseCreated("r1"),
        audio("r1"));
    assertEquals("speaking", state.name());
    on(new TurnEvent.SpeechStarted(0), audio("r1"));
    assertTrue(does(TurnEffect.Silence.class));
    assertFalse(does(TurnEffect.Play.class));
    assertEquals(List.of(), sent(), "the service cancels by itself");
  }

  @Test
  void mutedMicrophonesHearNothing() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.MuteSwitched(0, true),
        new TurnEvent.Pressed(MILLIS));
    assertFalse(does(TurnEffect.OpenUplink.class));
    assertEquals("idle", state.name());
  }

  @Test
  void theEndOfAPipeIsTheEndOfTheUtterance() {
    on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(0), new TurnEvent.InputEnded());
    assertTrue(does(TurnEffect.FinishUplink.class), "to the last sample, whatever the clock says");
  }

  @Test
  void anEmptyAnswerIsAskedForOnceMoreAndThenHasFailed() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(2000 * MILLIS),
        new TurnEvent.UtteranceSent(1000),
        new TurnEvent.ResponseCreated("r1"),
        ended("r1", Status.COMPLETED));
    assertEquals("waiting", state.name());
    assertInstanceOf(ClientEvent.CreateResponse.class, sent().getLast());
    on(new TurnEvent.ResponseCreated("r2"), ended("r2", Status.COMPLETED));
    assertEquals("idle", state.name());
    assertEquals(List.of(TurnEffect.Notice.FAILED), notices());
  }

  @Test
  void whatWasSaidIntoAnOpenMicrophoneWhileNobodyWasThereIsSentIfItIsNotOld() {
    turn = machine(Manners.Mode.OPEN);
    on(new TurnEvent.Started(0), new TurnEvent.LinkReady(0), new TurnEvent.LinkLost());
    on(new TurnEvent.LinkReady(9000 * MILLIS, 4000 * MILLIS));
    assertEquals(List.of(new TurnEffect.OpenUplink(4000 * MILLIS, true)), effects);
    on(new TurnEvent.LinkLost());
    on(new TurnEvent.LinkReady(100_000 * MILLIS, 10_000 * MILLIS));
    assertEquals(List.of(new TurnEffect.OpenUplink(70_000 * MILLIS, true)), effects);
  }

  @Test
  void whoSpeaksWhileNobodyIsThereToHearTheEndIsToldSo() {
    for (Manners.Mode mode : List.of(Manners.Mode.OPEN, Manners.Mode.TAP)) {
      turn = machine(mode);
      state = TurnState.START;
      on(new TurnEvent.LinkReady(0), new TurnEvent.Pressed(500 * MILLIS));
      on(new TurnEvent.SpeechStarted(1000 * MILLIS), new TurnEvent.LinkLost());
      assertEquals("listening", state.name());
      on(new TurnEvent.TimerFired(Timer.PATIENCE));
      assertEquals("unavailable", state.name(), mode.name());
      assertEquals(List.of(TurnEffect.Notice.DECLINED), notices());
    }
  }

  @Test
  void anUtteranceThatTheSocketDoesNotTakeIsDeclined() {
    on(
        new TurnEvent.LinkReady(0),
        new TurnEvent.Pressed(1000 * MILLIS),
        new TurnEvent.Released(3000 * MILLIS));
    assertTrue(
        effects.stream()
            .anyMatch(e -> e instanceof TurnEffect.SetTimer t && t.timer() == Timer.PATIENCE));
    on(new TurnEvent.TimerFired(Timer.PATIENCE));
    assertEquals(List.of(TurnEffect.Notice.DECLINED), notices());
    assertEquals("idle", state.name());
  }

  private List<TurnEffect.Notice> notices() {
    return effects.stream()
        .filter(e -> e instanceof TurnEffect.Note)
        .map(e -> ((TurnEffect.Note) e).notice())
        .toList();
  }
}
