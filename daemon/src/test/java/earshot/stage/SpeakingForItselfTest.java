package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.Loop;
import earshot.alarm.AlarmEvent;
import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.config.Config.Act;
import earshot.config.Config.BudgetConfig;
import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import earshot.telemetry.Journal;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the device says and rings by itself, in whole conversations on virtual time. */
class SpeakingForItselfTest {

  private final Prompts prompts =
      new Prompts("en", Path.of("there-is-no-such-place"), new Journal(new SimTime(0, 0), 10));

  private House.Plan plan() {
    var plan = new House.Plan();
    plan.prompts = prompts;
    return plan;
  }

  private static void press(House house, long millis) {
    house.stage.board().button().press();
    house.time.runFor(millis * House.MILLIS);
    house.stage.board().button().release();
  }

  /** What was heard, without the silence around it, is this prompt and nothing else. */
  private void heardOnly(House house, Prompt prompt) {
    short[] said = prompts.samples(prompt);
    assertTrue(house.wanted.size() >= said.length, prompt + " was not heard");
    short[] heard = house.wanted.all();
    assertArrayEquals(said, java.util.Arrays.copyOf(heard, said.length));
    assertEquals(said.length, heard.length, "something else was heard too");
  }

  @Test
  void withoutANetworkAPressIsToldSoOnceAndNotAgain() {
    try (House house = new House(plan())) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.time.runFor(5 * House.SECOND);
      assertEquals(0, house.wanted.size(), "nobody has asked");
      long asked = house.time.nanos();
      press(house, 100);
      while (house.wanted.size() == 0) house.time.runFor(10 * House.MILLIS);
      assertTrue(house.time.nanos() - asked <= 1500 * House.MILLIS, "told within 1.5 s");
      house.time.runFor(30 * House.SECOND);
      heardOnly(house, Prompt.NO_NETWORK);
      for (int i = 0; i < 5; i++) {
        press(house, 100);
        house.time.runFor(20 * House.SECOND);
      }
      heardOnly(house, Prompt.NO_NETWORK);
    }
  }

  @Test
  void aRefusedKeyIsToldAndAFurtherPressSilencesIt() {
    var plan = plan();
    plan.script =
        Script.usual().with(When.at(Point.UPGRADE), new Misbehaviour.Refuse(401, "", Map.of()));
    try (House house = new House(plan)) {
      house.time.runFor(5 * House.SECOND);
      press(house, 100);
      house.time.runFor(2 * House.SECOND);
      assertTrue(house.wanted.size() > 0, "it speaks");
      press(house, 100);
      house.time.runFor(200 * House.MILLIS);
      int soFar = house.wanted.size();
      house.time.runFor(20 * House.SECOND);
      assertEquals(soFar, house.wanted.size(), "silenced, and not begun again");
      assertTrue(soFar < prompts.samples(Prompt.KEY_REFUSED).length);
      assertEquals(0, house.cuts.size(), "no answer of the service was cut");
    }
  }

  @Test
  void aSpentBudgetIsToldAtTheNextQuestion() {
    var plan = plan();
    plan.budget = new BudgetConfig(null, null, 0.001, null, null);
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      for (int i = 0; i < 20 && house.notes.isEmpty(); i++) {
        house.wanted.clear();
        house.hold(Voices.clip("question-weather"));
        house.time.runFor(15 * House.SECOND);
      }
      heardOnly(house, Prompt.BUDGET_SPENT);
    }
  }

  @Test
  void whoIsAnsweredHearsNothingElse() {
    try (House house = new House(plan())) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.time.runFor(500 * House.MILLIS);
      house.stage.wire().plug();
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 15);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
    }
  }

  @Test
  void aPressWhileTheMicrophoneIsOffIsToldSo() {
    try (House house = new House(plan())) {
      house.reach("idle", 5);
      house.stage.board().muteSwitch().press();
      house.time.runFor(5 * House.SECOND);
      assertEquals(0, house.wanted.size(), "nobody has asked");
      press(house, 100);
      house.time.runFor(10 * House.SECOND);
      heardOnly(house, Prompt.MUTED);
    }
  }

  @Test
  void aPressBeforeTheFirstSessionIsToldThatItStarts() {
    var plan = plan();
    plan.oneWayNanos = 1200 * House.MILLIS;
    try (House house = new House(plan)) {
      press(house, 100);
      house.time.runFor(1500 * House.MILLIS);
      assertTrue(house.wanted.size() > 0, "told within 1.5 s");
      house.time.runFor(5 * House.SECOND);
      heardOnly(house, Prompt.STARTING);
    }
  }

  @Test
  void theTimeIsSaidWithoutANetwork() {
    try (House house = new House(plan())) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      house.time.runFor(5 * House.SECOND);
      Loop loop = house.stage.appliance().loop();
      house.stage.appliance().inputs().signal(new Input.Act(() -> loop.act(Act.TIME)));
      // 1,780,000,000 s is 20:26:40, and it took 5 s and a little to be offline.
      house.time.runFor(20 * House.SECOND);
      List<short[]> said = prompts.time(LocalTime.of(20, 26));
      short[] all = house.wanted.all();
      assertEquals(said.getFirst().length + said.getLast().length, all.length);
      assertArrayEquals(said.getFirst(), java.util.Arrays.copyOf(all, said.getFirst().length));
    }
  }

  @Test
  void aPressSilencesTheTime() {
    try (House house = new House(plan())) {
      house.reach("idle", 5);
      Loop loop = house.stage.appliance().loop();
      house.stage.appliance().inputs().signal(new Input.Act(() -> loop.act(Act.TIME)));
      house.time.runFor(300 * House.MILLIS);
      assertTrue(house.wanted.size() > 0);
      press(house, 100);
      int soFar = house.wanted.size();
      house.time.runFor(5 * House.SECOND);
      assertEquals(soFar, house.wanted.size());
    }
  }

  @Test
  void aTimerRingsWithoutANetworkAndAPressStopsItAndNothingElse() {
    var plan = new House.Plan();
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.wire().unplug();
      var set = house.stage.alarms().wish(new AlarmEvent.TimerSet(10_000, "eggs"));
      assertTrue(set.isDone());
      house.time.runFor(9 * House.SECOND);
      double before = level(house);
      house.time.runFor(2 * House.SECOND);
      assertTrue(before < -90 && level(house) > -60, before + " then " + level(house) + " dB");
      press(house, 300);
      assertEquals("unavailable", house.state(), "the press asks for nothing");
      house.time.runFor(2 * House.SECOND);
      assertTrue(level(house) < -90, "it rings no more");
    }
  }

  /** Of the last second that was heard. */
  private static double level(House house) {
    short[] all = house.heard.all();
    int from = Math.max(0, all.length - Pcm.RATE);
    return Pcm.levelDb(all, from, all.length - from);
  }
}
