package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.Mode;
import earshot.realtime.Kind;
import earshot.simulator.Voices;
import earshot.turn.TurnEffect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that only write down what is said, on virtual time and in both dialects. */
class TranscriptionOnlyTest {

  private static House house(Mode mode, String dialect) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.dialect = dialect;
    plan.kind = new Kind.Transcription();
    var house = new House(plan);
    house.stage.wire().tap(new StrictTap(dialect));
    return house;
  }

  private static void nothingWasAnswered(House house) {
    assertArrayEquals(new short[0], house.wanted.all());
    assertEquals(List.of(), house.assistantSaid);
    assertEquals(List.of(), house.complaints);
    assertEquals(List.of(), house.ignored);
    assertFalse(
        house.stage.service().log().stream().anyMatch(e -> e.text().contains("\"response.")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void whatIsSaidByButtonIsWrittenDownAndNobodyAnswers(String dialect) {
    try (House house = house(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      for (String clip : List.of("question-weather", "question-timer")) {
        house.hold(Voices.clip(clip));
        house.reach("waiting", 2);
        house.reach("idle", 5);
        assertEquals(Voices.words(clip), house.userSaid.getLast());
      }
      assertEquals(2, house.userSaid.size());
      assertEquals(List.of(), house.notes);
      nothingWasAnswered(house);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void anOpenMicrophoneIsWrittenDownSentenceBySentence(String dialect) {
    try (House house = house(Mode.OPEN, dialect)) {
      house.reach("idle", 5);
      for (String clip : List.of("question-weather", "question-timer")) {
        house.stage.board().microphones().say(Voices.clip(clip));
        house.reach("listening", 5);
        house.reach("idle", 10);
        assertEquals(Voices.words(clip), house.userSaid.getLast());
      }
      assertEquals(2, house.userSaid.size());
      nothingWasAnswered(house);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aTapWakesAndTheServiceHearsTheEnd(String dialect) {
    try (House house = house(Mode.TAP, dialect)) {
      house.reach("idle", 5);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("waiting", 10);
      house.reach("idle", 5);
      assertEquals(List.of(Voices.words("question-timer")), house.userSaid);
      nothingWasAnswered(house);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void whatIsSaidWithoutNetworkIsWrittenDownWhenItIsBack(String dialect) {
    try (House house = house(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.reach("unavailable", 5);
      house.hold(Voices.clip("question-weather"));
      house.time.runFor(4 * House.SECOND);
      house.stage.wire().plug();
      house.reach("idle", 30);
      assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
      nothingWasAnswered(house);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aQuestionInWritingIsDeclinedInWords(String dialect) {
    try (House house = house(Mode.HOLD, dialect)) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.time.runFor(House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(new TurnEffect.Reply("a1", false, ""), house.stage.reply("a1"));
      assertTrue(house.notes.getFirst().contains("service.kind"), house.notes.toString());
      nothingWasAnswered(house);
    }
  }
}
