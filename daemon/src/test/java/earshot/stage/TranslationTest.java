package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.realtime.Kind;
import earshot.simulator.Exchange;
import earshot.simulator.Voices;
import earshot.turn.TurnEffect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole translations on virtual time: what is said comes out in another language. */
class TranslationTest {

  private static House house(Mode mode) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.kind = new Kind.Translation("es");
    var house = new House(plan);
    house.stage.wire().tap(new StrictTap("translation"));
    return house;
  }

  private static String translated(String clip) {
    return "(es) " + Voices.words(clip);
  }

  private static List<String> trimmed(List<String> said) {
    return said.stream().map(String::strip).toList();
  }

  /** The sound of all translations that the service sent, in order. */
  private static short[] sent(House house) {
    var sound = new House.Sound();
    for (Exchange each : house.stage.service().log()) {
      short[] samples = Translations.samples(each);
      sound.add(samples, 0, samples.length);
    }
    return sound.all();
  }

  @Test
  void whatIsSaidWithTheButtonHeldIsHeardInTheOtherLanguageToItsEnd() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 5);
      house.reach("idle", 30);
      assertArrayEquals(sent(house), house.wanted.all());
      assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
      assertEquals(List.of(translated("question-weather")), trimmed(house.assistantSaid));
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.ignored);
      assertEquals(List.of(), house.notes);
    }
  }

  @Test
  void nothingIsSentWhileNobodySpeaks() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 5);
      house.reach("idle", 30);
      int before = house.stage.service().log().size();
      house.time.runFor(60 * House.SECOND);
      assertEquals(before, house.stage.service().log().size());
    }
  }

  @Test
  void oneSentenceAfterTheOtherIsTranslated() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      for (String clip : List.of("question-weather", "question-timer", "question-hello")) {
        house.hold(Voices.clip(clip));
        house.reach("speaking", 5);
        house.reach("idle", 30);
      }
      assertEquals(
          List.of(
              translated("question-weather"),
              translated("question-timer"),
              translated("question-hello")),
          trimmed(house.assistantSaid));
      assertArrayEquals(sent(house), house.wanted.all());
      assertEquals(List.of(), house.notes);
    }
  }

  @Test
  void anOpenMicrophoneIsTranslatedAsOneSpeaks() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      for (String clip : List.of("question-weather", "question-timer")) {
        house.stage.board().microphones().say(Voices.clip(clip));
        house.reach("speaking", 10);
        house.reach("idle", 30);
      }
      assertArrayEquals(sent(house), house.wanted.all());
      assertEquals(
          List.of(Voices.words("question-weather"), Voices.words("question-timer")),
          house.userSaid);
      assertEquals(
          List.of(translated("question-weather"), translated("question-timer")),
          trimmed(house.assistantSaid));
      assertEquals(List.of(), house.notes);
      assertEquals(List.of(), house.cuts);
    }
  }

  @Test
  void aPressSilencesWhatIsStillToBeHeard() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 5);
      house.time.runFor(500 * House.MILLIS);
      house.hold(Voices.clip("question-timer"));
      house.reach("speaking", 10);
      int cut = house.wanted.size();
      house.reach("idle", 30);
      assertEquals(1, house.cuts.size());
      assertEquals(translated("question-timer"), trimmed(house.assistantSaid).getLast());
      // What was broken off is not heard after all.
      short[] all = sent(house);
      short[] heard = house.wanted.all();
      short[] rest = java.util.Arrays.copyOfRange(heard, cut, heard.length);
      assertArrayEquals(
          java.util.Arrays.copyOfRange(all, all.length - rest.length, all.length), rest);
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void aPressSilencesAnOpenTranslationAndTheNextIsHeardAgain() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.reach("idle", 2);
      house.time.runFor(10 * House.SECOND);
      assertEquals("idle", house.state());
      int before = house.wanted.size();
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      assertTrue(house.wanted.size() > before);
      assertEquals(translated("question-timer"), trimmed(house.assistantSaid).getLast());
    }
  }

  @Test
  void aQuestionInWritingIsDeclinedInWords() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.time.runFor(House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(new TurnEffect.Reply("a1", false, ""), house.stage.reply("a1"));
      assertTrue(house.notes.getFirst().contains("service.kind"), house.notes.toString());
    }
  }

  @Test
  void whenTheMicrophonesEndTheTranslationIsHeardToItsEnd() {
    try (House house = house(Mode.OPEN)) {
      house.reach("idle", 5);
      short[] speech = Voices.clip("question-weather");
      house.stage.board().microphones().say(speech);
      house.time.runFor(speech.length * House.SECOND / Pcm.RATE);
      house.stage.board().microphones().close();
      house.stage.appliance().inputs().signal(new Input.MicrophonesEnded());
      house.reach("speaking", 5);
      house.reach("idle", 30);
      assertEquals(List.of(translated("question-weather")), trimmed(house.assistantSaid));
      assertArrayEquals(sent(house), house.wanted.all());
      house.time.runFor(5 * House.SECOND);
      assertTrue(house.stage.appliance().loop().overToTheEnd());
      assertFalse(house.stage.appliance().loop().unanswered());
    }
  }

  @Test
  void whatIsSaidWhileTheConnectionIsLostIsTranslatedWhenItIsBack() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      var microphones = house.stage.board().microphones();
      house.stage.board().button().press();
      microphones.say(Voices.clip("question-timer"));
      house.time.runFor(5 * House.SECOND);
      house.stage.wire().unplug();
      microphones.say(Voices.clip("question-weather"));
      house.time.runFor(5 * House.SECOND);
      house.stage.wire().plug();
      house.time.runFor(10 * House.SECOND);
      house.stage.board().button().release();
      house.reach("speaking", 5);
      house.reach("idle", 60);
      assertEquals(
          List.of(translated("question-timer") + " " + translated("question-weather")),
          trimmed(house.assistantSaid));
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void aTranslationGoesOnAfterTheConnectionWasLost() {
    try (House house = house(Mode.HOLD)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 5);
      house.stage.wire().unplug();
      house.time.runFor(5 * House.SECOND);
      house.stage.wire().plug();
      house.reach("idle", 60);
      house.hold(Voices.clip("question-timer"));
      house.reach("speaking", 5);
      house.reach("idle", 30);
      assertEquals(translated("question-timer"), trimmed(house.assistantSaid).getLast());
      assertEquals(List.of(), house.complaints);
    }
  }
}
