package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.Mode;
import earshot.realtime.Kind;
import earshot.simulator.Voices;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * People who press, speak, fall silent and lose their network at any moment, in sessions of every
 * kind: in the end it always listens again, and says what is said then.
 */
class KindsTalkTest {

  private static final List<String> CLIPS =
      List.of("question-weather", "question-timer", "question-hello", "question-story");

  /** {@code -Dearshot.seeds} talks more often. */
  private static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("earshot.seeds", 8));
  }

  private static House house(Kind kind, Mode mode, String dialect, long seed) {
    var plan = new House.Plan();
    plan.kind = kind;
    plan.mode = mode;
    plan.dialect = dialect;
    plan.seed = seed;
    plan.keep = false;
    plan.log = false;
    return new House(plan);
  }

  private static void talk(House house, Random random) {
    for (int i = 0; i < 40; i++) {
      var microphones = house.stage.board().microphones();
      var button = house.stage.board().button();
      switch (random.nextInt(8)) {
        case 0 -> button.press();
        case 1 -> button.release();
        case 2, 3 -> microphones.say(Voices.clip(CLIPS.get(random.nextInt(CLIPS.size()))));
        case 4 -> {
          button.press();
          house.time.runFor((50 + random.nextInt(3000)) * House.MILLIS);
          button.release();
        }
        case 5 -> house.stage.ask("hello", "a" + i);
        case 6 -> {
          if (random.nextInt(3) == 0) house.stage.wire().unplug();
        }
        default -> house.stage.wire().plug();
      }
      house.time.runFor(random.nextInt(4000) * House.MILLIS);
    }
    house.stage.board().button().release();
    house.stage.wire().plug();
    house.time.runFor(120 * House.SECOND);
  }

  private static void survives(Kind kind, Mode mode, String dialect, long seed) {
    String which = kind + ", " + mode + ", " + dialect + ", seed " + seed;
    try (House house = house(kind, mode, dialect, seed)) {
      house.reach("idle", 5);
      talk(house, new Random(seed));
      assertEquals("idle", house.state(), which);
      assertEquals(List.of(), house.complaints, which);
      assertEquals(List.of(), house.ignored, which);
      house.userSaid.clear();
      if (mode == Mode.HOLD) house.hold(Voices.clip("question-weather"));
      else house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.time.runFor(40 * House.SECOND);
      assertEquals("idle", house.state(), which);
      assertTrue(
          house.userSaid.contains(Voices.words("question-weather")),
          () -> which + ": " + house.userSaid + house.notes);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTranslationAlwaysComesBack(long seed) {
    survives(new Kind.Translation("es"), Mode.HOLD, "ga", seed);
    survives(new Kind.Translation("es"), Mode.OPEN, "ga", seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTranscriptionAlwaysComesBack(long seed) {
    for (String dialect : List.of("ga", "beta")) {
      survives(new Kind.Transcription(), Mode.HOLD, dialect, seed);
      survives(new Kind.Transcription(), Mode.OPEN, dialect, seed);
    }
  }
}
