package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.Loop;
import earshot.config.Config.Act;
import earshot.config.Config.Mode;
import earshot.hal.Pcm;
import earshot.simulator.Voices;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What works without a service, in whole conversations on virtual time. */
class LocalActsTest {

  private static final String SHUT = "unavailable";

  private static boolean act(House house, Act act) {
    var done = new AtomicBoolean();
    Loop loop = house.stage.appliance().loop();
    house.stage.appliance().inputs().signal(new Input.Act(() -> done.set(loop.act(act))));
    house.time.runFor(0);
    return done.get();
  }

  private static void tap(House house) {
    house.stage.board().button().press();
    house.time.runFor(120 * House.MILLIS);
    house.stage.board().button().release();
    house.time.runFor(150 * House.MILLIS);
  }

  /** Asks, hears the answer to its end, and pulls the plug. */
  private static House answered(Mode mode) {
    House house = House.of(mode, "ga");
    house.reach("idle", 5);
    house.stage.ask("What is the weather?", "a");
    house.reach("speaking", 10);
    house.reach("idle", 30);
    house.stage.wire().unplug();
    house.time.runFor(5 * House.SECOND);
    assertEquals(SHUT, house.state());
    return house;
  }

  @Test
  void theLastAnswerIsSaidAgainWithoutANetworkAtOnceAndWhole() {
    try (House house = answered(Mode.HOLD)) {
      short[] answer = house.wanted.all();
      assertTrue(answer.length > Pcm.RATE);
      for (int i = 0; i < 2; i++) {
        house.wanted.clear();
        long asked = house.time.nanos();
        assertTrue(act(house, Act.REPEAT));
        while (house.wanted.size() == 0) house.time.runFor(10 * House.MILLIS);
        assertTrue(house.time.nanos() - asked <= 300 * House.MILLIS, "within 300 ms");
        house.time.runFor(20 * House.SECOND);
        assertArrayEquals(answer, house.wanted.all());
      }
      assertEquals(0, house.cuts.size(), "it is no answer of the service's");
    }
  }

  @Test
  void anAnswerThatTheLinkCutOffIsSaidAgainAsFarAsItCame() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.time.runFor(400 * House.MILLIS);
      house.stage.wire().unplug();
      house.time.runFor(20 * House.SECOND);
      short[] came = house.wanted.all();
      assertTrue(came.length > 0);
      house.wanted.clear();
      assertTrue(act(house, Act.REPEAT));
      house.time.runFor(20 * House.SECOND);
      assertArrayEquals(came, house.wanted.all());
    }
  }

  @Test
  void anAnswerThatWasInterruptedIsSaidAgainAsItWasMeant() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.time.runFor(400 * House.MILLIS);
      tap(house);
      house.time.runFor(5 * House.SECOND);
      int heard = house.wanted.size();
      house.wanted.clear();
      assertTrue(act(house, Act.REPEAT));
      house.time.runFor(20 * House.SECOND);
      assertTrue(house.wanted.size() > heard + Pcm.RATE / 2, heard + ", " + house.wanted.size());
    }
  }

  @Test
  void aPressOrAStopSilencesWhatIsSaidAgain() {
    try (House house = answered(Mode.HOLD)) {
      for (boolean press : new boolean[] {true, false}) {
        house.wanted.clear();
        assertTrue(act(house, Act.REPEAT));
        house.time.runFor(500 * House.MILLIS);
        assertTrue(house.wanted.size() > 0);
        if (press) house.stage.board().button().press();
        else act(house, Act.STOP);
        house.time.runFor(50 * House.MILLIS);
        int soFar = house.wanted.size();
        if (press) house.stage.board().button().release();
        house.time.runFor(20 * House.SECOND);
        assertEquals(soFar, house.wanted.size());
      }
    }
  }

  @Test
  void whatIsSaidAgainIsNeitherTruncatedNorCharged() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      var before = house.stage.bill().turn();
      assertTrue(act(house, Act.REPEAT));
      house.time.runFor(500 * House.MILLIS);
      house.wanted.clear();
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      assertArrayEquals(Voices.clip("weather"), tail(house.wanted.all()));
      assertEquals(0, house.cuts.size(), house.cuts::toString);
      assertEquals(0, house.complaints.size(), house.complaints::toString);
      assertTrue(before.pico() > 0);
    }
  }

  /** The rest of what was said again came first. */
  private static short[] tail(short[] all) {
    int length = Voices.clip("weather").length;
    return Arrays.copyOfRange(all, Math.max(0, all.length - length), all.length);
  }

  @Test
  void withoutAnAnswerThereIsNothingToRepeat() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      assertFalse(act(house, Act.REPEAT));
      assertEquals(0, house.wanted.size());
    }
  }

  @Test
  void twoTapsSayItAgainInEveryMode() {
    for (Mode mode : Mode.values()) {
      try (House house = answered(mode)) {
        short[] answer = house.wanted.all();
        house.wanted.clear();
        tap(house);
        assertEquals(0, house.wanted.size(), "one tap says nothing");
        tap(house);
        house.time.runFor(20 * House.SECOND);
        assertArrayEquals(answer, house.wanted.all(), mode.toString());
      }
    }
  }

  @Test
  void aSecondPressThatIsHeldIsAQuestionAndNoRepeat() {
    try (House house = House.of(Mode.HOLD, "ga")) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      tap(house);
      house.wanted.clear();
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
    }
  }

  @Test
  void louderAndQuieterKeepTheirBounds() {
    try (House house = answered(Mode.HOLD)) {
      for (int i = 0; i < 5; i++) act(house, Act.QUIETER);
      house.time.runFor(100 * House.MILLIS);
      house.wanted.clear();
      assertTrue(act(house, Act.REPEAT));
      house.time.runFor(20 * House.SECOND);
      double half = Pcm.levelDb(house.wanted.all(), 0, house.wanted.size());
      for (int i = 0; i < 12; i++) act(house, Act.LOUDER);
      house.time.runFor(100 * House.MILLIS);
      house.wanted.clear();
      assertTrue(act(house, Act.REPEAT));
      house.time.runFor(20 * House.SECOND);
      double full = Pcm.levelDb(house.wanted.all(), 0, house.wanted.size());
      assertEquals(12.04, full - half, 0.1);
    }
  }
}
