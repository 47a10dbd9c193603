package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.memory.Bill;
import earshot.simulator.Voices;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After an answer the device listens again: whole conversations on virtual time. */
class FollowUpTalkTest {

  /** In a living room sound is 60 dB softer half a second later. */
  private static final double DECAY_SECONDS = 0.5;

  private static House.Plan plan(String how) {
    var plan = new House.Plan();
    plan.mode = Mode.TAP;
    plan.followUpMillis = 5_000;
    plan.turns = how.equals("turns");
    plan.dialect = how.equals("beta") ? "beta" : "ga";
    return plan;
  }

  private static void tap(House house) {
    house.stage.board().button().press();
    house.time.runFor(100 * House.MILLIS);
    house.stage.board().button().release();
  }

  private static void firstAnswer(House house) {
    house.reach("idle", 5);
    tap(house);
    house.stage.board().microphones().say(Voices.clip("question-timer"));
    house.reach("speaking", 15);
    house.reach("idle", 20);
  }

  private static long cost(House house) {
    return house.stage.bill().of(Bill.Period.DAY, house.time.epochMillis()).pico();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta", "turns"})
  void theNextQuestionNeedsNoPressAndSilenceIsTheEnd(String how) {
    try (House house = new House(plan(how))) {
      firstAnswer(house);
      house.reach("listening", 1);
      house.time.runFor(2 * House.SECOND);
      house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.reach("speaking", 15);
      house.reach("idle", 30);
      house.reach("listening", 1);
      long cost = cost(house);
      house.reach("idle", 6);
      house.time.runFor(20 * House.SECOND);
      assertEquals("idle", house.state());
      short[] both = house.wanted.all();
      short[] first = Voices.clip("timer");
      assertArrayEquals(first, Arrays.copyOf(both, first.length));
      assertArrayEquals(
          Voices.clip("weather"), Arrays.copyOfRange(both, first.length, both.length));
      assertEquals(cost, cost(house), "silence costs nothing");
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta", "turns"})
  void whatTheRoomStillRingsWithIsNoQuestion(String how) {
    try (House house = new House(plan(how))) {
      firstAnswer(house);
      house.stage.board().microphones().say(dyingAway());
      house.reach("listening", 1);
      house.reach("idle", 6);
      house.time.runFor(10 * House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(1, house.assistantSaid.size());
    }
  }

  /** The last of an answer, 20 dB below full scale at the microphone. */
  private static short[] dyingAway() {
    var random = new Random(1);
    var samples = new short[Pcm.RATE];
    for (int i = 0; i < samples.length; i++) {
      double db = -20 - 60 * (i / (double) Pcm.RATE) / DECAY_SECONDS;
      double level = Math.pow(10, db / 20) * Short.MAX_VALUE;
      samples[i] = (short) Math.round(level * random.nextGaussian());
    }
    return samples;
  }

  @Test
  void aNetworkThatIsLostInTheWindowEndsItWithoutAWord() {
    try (House house = new House(plan("ga"))) {
      firstAnswer(house);
      house.reach("listening", 1);
      house.stage.wire().cut();
      house.reach("idle", 20);
      house.time.runFor(40 * House.SECOND);
      assertEquals("idle", house.state());
      assertEquals(List.of(), house.notes);
      tap(house);
      house.stage.board().microphones().say(Voices.clip("question-weather"));
      house.reach("speaking", 15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta", "turns"})
  void aQuestionWithoutEndIsEndedByTheLimitAndAnswered(String how) {
    for (Mode mode : List.of(Mode.HOLD, Mode.TAP)) {
      House.Plan plan = plan(how);
      plan.mode = mode;
      plan.followUpMillis = 0;
      plan.limitSeconds = 10;
      try (House house = new House(plan)) {
        house.reach("idle", 5);
        house.stage.board().button().press();
        if (mode == Mode.TAP) {
          house.time.runFor(100 * House.MILLIS);
          house.stage.board().button().release();
        }
        house.stage.board().microphones().say(withoutEnd());
        house.time.runFor(9_500 * House.MILLIS);
        assertEquals("listening", house.state());
        house.reach("speaking", 10);
        assertTrue(house.stage.board().microphones().saying(), "it is still being said");
        house.reach("idle", 30);
        assertEquals(List.of(), house.complaints);
      }
    }
  }

  /** Half a minute without a breath: a television in the room. */
  private static short[] withoutEnd() {
    var random = new Random(2);
    var samples = new short[30 * Pcm.RATE];
    for (int i = 0; i < samples.length; i++) samples[i] = (short) (3_000 * random.nextGaussian());
    return samples;
  }
}
