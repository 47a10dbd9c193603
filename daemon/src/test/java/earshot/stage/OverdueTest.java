package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session that swallows what it is asked, and is there all the same, on virtual time. */
class OverdueTest {

  private static final long EVER_MILLIS = 3_000_000;

  private static House house(Misbehaviour... wrong) {
    var plan = new House.Plan();
    Script script = Script.usual();
    for (Misbehaviour each : wrong) script = script.with(each.when(), each.act());
    plan.script = script;
    return new House(plan);
  }

  private static void ask(House house) {
    house.hold(Voices.clip("question-weather"));
    house.reach("idle", 60);
  }

  @Test
  void aSessionThatLetsTwoRequestsInARowComeToNothingIsReplaced() {
    var swallow =
        new Misbehaviour(When.at(Point.RESPONSE_ASKED).on(1), new Misbehaviour.Stall(EVER_MILLIS));
    try (House house = house(swallow)) {
      house.reach("idle", 5);
      ask(house);
      assertEquals(List.of("OVERDUE"), house.notes);
      assertEquals(1, house.stage.service().connections(), "once may happen");
      ask(house);
      assertEquals(List.of("OVERDUE", "OVERDUE"), house.notes);
      house.time.runFor(5 * House.SECOND);
      assertEquals(2, house.stage.service().connections());
      house.reach("idle", 5);
      house.wanted.clear();
      ask(house);
      assertTrue(house.wanted.size() > 0, "the next is answered");
      assertEquals(2, house.notes.size());
    }
  }
}
