package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.config.Config.Mode;
import earshot.realtime.SessionSpec;
import earshot.simulator.Voices;
import earshot.turn.TurnEffect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole conversations on virtual time, in both dialects: question in, answer out, sample by sample.
 */
class ConversationTest {

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aQuestionByButtonIsAnsweredSampleBySample(String dialect) {
    try (House house = House.of(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 5);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
      assertEquals(List.of(Voices.words("weather")), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.ignored);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aTapWakesAndTheServiceHearsTheEnd(String dialect) {
    try (House house = House.of(Mode.TAP, dialect)) {
      house.reach("idle", 5);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("timer"), house.wanted.all());
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void anOpenMicrophoneNeedsNoButtonAndIsInterruptedByVoice(String dialect) {
    try (House house = House.of(Mode.OPEN, dialect)) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.time.runFor(2 * House.SECOND);
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("listening", 3);
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      assertTrue(house.cuts.get(0).heardMillis() >= 2000, house.cuts.toString());
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void textIsAskedAndItsAnswerIsSpokenAndReplied(String dialect) {
    try (House house = House.of(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.reach("speaking", 5);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("greeting"), house.wanted.all());
      assertEquals(
          new TurnEffect.Reply("a1", true, Voices.words("greeting")), house.stage.reply("a1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aQuestionAskedWithoutNetworkIsAnsweredWhenItIsBack(String dialect) {
    try (House house = House.of(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.reach("unavailable", 5);
      house.hold(Voices.clip("question-weather"));
      house.time.runFor(4 * House.SECOND);
      house.stage.wire().plug();
      house.reach("speaking", 30);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aBargeInCutsTheAnswerWhereItWasHeard(String dialect) {
    try (House house = House.of(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 5);
      house.time.runFor(1500 * House.MILLIS);
      int heard = house.wanted.size();
      house.hold(Voices.clip("question-timer"));
      house.reach("speaking", 5);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      assertEquals(List.of(), house.complaints);
      assertEquals(
          List.of(Voices.words("question-story"), Voices.words("question-timer")), house.userSaid);
      assertTrue(heard > 0);
    }
  }

  /** The service detects turns by meaning, and leaves it to us to answer and to interrupt. */
  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void semanticTurnsThatOnlyWeAnswerAndInterrupt(String dialect) {
    var plan = new House.Plan();
    plan.mode = Mode.OPEN;
    plan.dialect = dialect;
    plan.detection = new SessionSpec.BySemantics("high", false, false);
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.reach("speaking", 15);
      house.time.runFor(House.SECOND);
      house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.reach("listening", 5);
      house.reach("speaking", 15);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      assertEquals(List.of(), house.complaints);
      assertTrue(Voices.words("story").startsWith(house.assistantSaid.get(0)));
      assertEquals(Voices.words("weather"), house.assistantSaid.get(1));
    }
  }

  @Test
  void aPipeWhoseQuestionNobodyAnswersIsOverAndSaysSo() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.stage.board().button().press();
      house.time.runFor(2 * House.SECOND);
      house.stage.appliance().inputs().signal(new Input.MicrophonesEnded());
      house.time.runFor(5 * House.SECOND);
      var loop = house.stage.appliance().loop();
      assertFalse(loop.overToTheEnd(), "it is kept for a while");
      house.time.runFor(40 * House.SECOND);
      assertTrue(loop.overToTheEnd() && loop.unanswered(), house.state() + house.notes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"listening", "waiting"})
  void whoAsksAsTheLinkFallsDoesNotWaitForADelayThatHasGrown(String when) {
    try (House house = House.of(Mode.HOLD, "ga")) {
      for (int cuts = 0; cuts < 5; cuts++) {
        house.reach("idle", 200);
        house.stage.wire().cut();
        house.reach("unavailable", 1);
      }
      house.reach("idle", 200);
      if (when.equals("listening")) house.time.after(House.SECOND / 2, house.stage.wire()::cut);
      house.hold(Voices.clip("question-weather"));
      if (!when.equals("listening")) {
        house.reach(when, 5);
        house.stage.wire().cut();
      }
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
    }
  }
}
