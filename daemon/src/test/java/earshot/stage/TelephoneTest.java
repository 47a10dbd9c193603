package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.Mode;
import earshot.realtime.AudioFormat;
import earshot.realtime.SessionSpec.Details;
import earshot.simulator.Voices;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole conversations in the formats of telephony, on virtual time. */
class TelephoneTest {

  private static House house(Mode mode, String dialect, AudioFormat format) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.dialect = dialect;
    plan.details =
        new Details(null, false, format, format, null, null, null, null, null, List.of());
    return new House(plan);
  }

  @ParameterizedTest
  @CsvSource({"ga, ULAW", "ga, ALAW", "beta, ULAW", "beta, ALAW"})
  void aQuestionIsUnderstoodAndItsAnswerIsAsLongAsItWasSaid(String dialect, AudioFormat format) {
    try (House house = house(Mode.HOLD, dialect, format)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 5);
      house.reach("idle", 20);
      int said = Voices.clip("weather").length;
      // The service leaves out what is less than a sample at 8 kHz.
      assertTrue(Math.abs(house.wanted.size() - said) < 3, house.wanted.size() + " of " + said);
      assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
      assertEquals(List.of(Voices.words("weather")), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @CsvSource({"ga, ULAW", "beta, ALAW"})
  void anAnswerIsCutWhereItWasHeard(String dialect, AudioFormat format) {
    try (House house = house(Mode.OPEN, dialect, format)) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.time.runFor(2 * House.SECOND);
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("listening", 3);
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      long heardMillis = house.cuts.getFirst().heardMillis();
      assertTrue(heardMillis >= 2000 && heardMillis < 4000, house.cuts.toString());
      // A truncation beyond what there is would be a complaint.
      assertEquals(List.of(), house.complaints);
    }
  }
}
