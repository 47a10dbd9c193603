package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.BudgetConfig;
import earshot.config.Config.Mode;
import earshot.memory.Bill;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is spent, and that it ends where it shall, in whole conversations on virtual time. */
class BudgetTest {

  private static House.Plan plan(Mode mode, BudgetConfig budget) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.budget = budget;
    plan.keep = false;
    plan.script =
        Script.answering(Answer.sound(3), Answer.sound(8), Answer.sound(1))
            .with(Delivery.USUAL.withPace(4));
    return plan;
  }

  private static long dollars(double dollars) {
    return Math.round(dollars * 1e6) * 1_000_000;
  }

  private static long now(House house) {
    return house.time.epochMillis();
  }

  @Test
  void theSentenceIsFinishedTheNextQuestionIsDeclinedAndTheNextHourIsAnotherOne() {
    var budget = new BudgetConfig(null, null, 0.002, null, null);
    try (House house = new House(plan(Mode.HOLD, budget))) {
      house.reach("idle", 5);
      for (int i = 0; i < 50 && house.notes.isEmpty(); i++) {
        house.hold(Voices.clip("question-weather"));
        if (house.stage.runUntil("speaking", 10 * House.SECOND)) house.reach("idle", 20);
      }
      assertEquals(List.of("SPENT"), house.notes);
      long spent = house.stage.bill().of(Bill.Period.HOUR, now(house)).pico();
      assertTrue(spent >= dollars(0.002), spent + " pico-dollars");
      assertEquals(List.of(), house.complaints);
      house.time.runFor(3600 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      assertEquals(List.of("SPENT"), house.notes);
    }
  }

  /** Random talk for hours against tight limits of every kind. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void noLimitIsEverExceededByMoreThanOneResponse(Mode mode) {
    for (long seed = 1; seed <= 4; seed++) {
      var random = new Random(seed);
      double hour = 0.002 + random.nextDouble() / 200;
      var budget = new BudgetConfig(null, random.nextBoolean() ? 0.02 : null, hour, hour * 3, null);
      var plan = plan(mode, budget);
      plan.seed = seed;
      long dearest = 0;
      try (House house = new House(plan)) {
        house.reach("idle", 5);
        Bill bill = house.stage.bill();
        long before = 0;
        for (int i = 0; i < 400; i++) {
          talk(house, mode, random);
          long spent = bill.of(Bill.Period.DAY, now(house)).pico();
          long responses = bill.of(Bill.Period.DAY, now(house)).responses();
          if (responses > 0) dearest = Math.max(dearest, spent - before);
          before = spent;
          String name = mode + " seed " + seed + " turn " + i;
          assertTrue(bill.of(Bill.Period.HOUR, now(house)).pico() < dollars(hour) + dearest, name);
          assertTrue(spent < dollars(hour * 3) + dearest, name);
          if (random.nextInt(40) == 0) house.time.runFor(1800 * House.SECOND);
        }
        long answers = bill.of(Bill.Period.MONTH, now(house)).responses();
        assertTrue(answers > 2, answers + " answers were given");
        assertTrue(house.notes.contains("SPENT") || mode == Mode.OPEN, "a limit was reached");
      }
    }
  }

  private static void talk(House house, Mode mode, Random random) {
    switch (mode) {
      case HOLD -> house.hold(Voices.clip("question-weather"));
      case TAP -> {
        house.stage.board().button().press();
        house.time.runFor(100 * House.MILLIS);
        house.stage.board().button().release();
        house.stage.board().microphones().say(Voices.clip("question-timer"));
      }
      case OPEN -> house.stage.board().microphones().say(Voices.clip("question-timer"));
    }
    house.time.runFor((2 + random.nextInt(12)) * House.SECOND);
  }
}
