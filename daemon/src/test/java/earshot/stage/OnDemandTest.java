package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.alarm.AlarmEvent;
import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.config.Config.Dial;
import earshot.config.Config.LinkConfig;
import earshot.hal.Lights.Look;
import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import earshot.link.LinkState;
import earshot.simulator.Voices;
import earshot.telemetry.Journal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Not connected until somebody wants to talk: whole conversations on virtual time. */
class OnDemandTest {

  private static final int REST_MINUTES = 5;

  private static final Prompts PROMPTS =
      new Prompts("en", Path.of("there-is-no-such-place"), new Journal(new SimTime(0, 0), 10));

  private static House.Plan plan() {
    var plan = new House.Plan();
    plan.link = new LinkConfig(1, Dial.ON_PRESS, REST_MINUTES, "off", null, null);
    plan.prompts = PROMPTS;
    return plan;
  }

  private static LinkState link(House house) {
    return house.stage.appliance().loop().linkState();
  }

  private static void minutes(House house, long minutes) {
    for (int i = 0; i < minutes; i++) {
      house.time.runFor(60 * House.SECOND);
      house.heard.clear();
      house.wanted.clear();
    }
  }

  private static void rests(House house) {
    assertInstanceOf(LinkState.Dozing.class, link(house));
    assertEquals(Look.IDLE, house.stage.board().lights().look());
    assertEquals(List.of(), house.troubles);
    assertEquals(List.of(), house.notes);
  }

  private static void talk(House house, String question, String answer) {
    house.wanted.clear();
    house.hold(Voices.clip(question));
    house.reach("speaking", 15);
    house.reach("idle", 30);
    assertArrayEquals(Voices.clip(answer), house.wanted.all());
    assertEquals(Voices.words(question), house.userSaid.getLast());
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "turns"})
  void whatIsSaidBeforeThereIsAConnectionIsHeardFromItsFirstWord(String transport) {
    var plan = plan();
    plan.turns = transport.equals("turns");
    // Slow enough that most of the question is said before anybody listens.
    plan.oneWayNanos = 300 * House.MILLIS;
    try (House house = new House(plan)) {
      minutes(house, 60);
      rests(house);
      if (!plan.turns) assertEquals(0, house.stage.service().connections());
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 15);
      house.reach("idle", 30);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      if (!plan.turns) assertEquals(List.of(Voices.words("question-weather")), house.userSaid);
      assertEquals(List.of(), house.complaints);
      minutes(house, REST_MINUTES);
      rests(house);
    }
  }

  @Test
  void itStaysConnectedWhileSomebodyTalksNowAndThenAndRestsAgainAfterwards() {
    try (House house = new House(plan())) {
      for (int i = 0; i < 4; i++) {
        talk(house, "question-weather", "weather");
        minutes(house, REST_MINUTES - 1);
      }
      assertEquals(1, house.stage.service().connections());
      assertInstanceOf(LinkState.Ready.class, link(house));
      minutes(house, 2);
      rests(house);
      minutes(house, 60);
      rests(house);
      assertEquals(1, house.stage.service().connections());
      // It has not forgotten what was said before it rested.
      talk(house, "question-story", "story");
      assertEquals(2, house.stage.service().connections());
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void aQuestionInWritingDialsToo() {
    try (House house = new House(plan())) {
      minutes(house, 1);
      house.stage.ask("hello", "a1");
      house.time.runFor(20 * House.SECOND);
      assertTrue(house.wanted.size() > 0, "it was answered");
      assertEquals(1, house.stage.service().connections());
    }
  }

  /** Nobody is told of a network that nobody wants; who wants it is told, and then it is quiet. */
  @Test
  void withoutANetworkItRestsUntilSomebodyPressesAndTellsHim() {
    try (House house = new House(plan())) {
      house.stage.wire().unplug();
      minutes(house, 30);
      rests(house);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.time.runFor(20 * House.SECOND);
      short[] said = PROMPTS.samples(Prompt.NO_NETWORK);
      assertArrayEquals(said, java.util.Arrays.copyOf(house.wanted.all(), said.length));
      assertInstanceOf(LinkState.Pausing.class, link(house));
      minutes(house, REST_MINUTES);
      assertInstanceOf(LinkState.Dozing.class, link(house));
      house.stage.wire().plug();
      house.troubles.clear();
      house.notes.clear();
      minutes(house, 10);
      rests(house);
      talk(house, "question-weather", "weather");
    }
  }

  @Test
  void anAlarmRingsAndIsSilencedWithoutAConnection() {
    try (House house = new House(plan())) {
      house.stage.alarms().wish(new AlarmEvent.TimerSet(10_000, "eggs"));
      house.time.runFor(12 * House.SECOND);
      assertTrue(loudest(house) > 1000, "it rings");
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.time.runFor(2 * House.SECOND);
      assertTrue(loudest(house) < 10, "it rings no more");
      rests(house);
      assertEquals(0, house.stage.service().connections());
    }
  }

  /** In the last second that was heard. */
  private static int loudest(House house) {
    int loudest = 0;
    short[] all = house.heard.all();
    for (int i = Math.max(0, all.length - Pcm.RATE); i < all.length; i++) {
      loudest = Math.max(loudest, Math.abs(all[i]));
    }
    return loudest;
  }
}
