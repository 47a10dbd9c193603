package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import org.junit.jupiter.api.Test;

/** The service's limits are kept to before it has to refuse. */
class PacedTest {

  private static House house() {
    var plan = new House.Plan();
    plan.script =
        Script.answering(Answer.sound(2))
            .with(Terms.USUAL.withRates(0, 2_000))
            .with(Delivery.USUAL.withPace(20));
    return new House(plan);
  }

  private static void askUntilThereIsNoRoom(House house) {
    house.reach("idle", 5);
    for (int i = 0; i < 40 && house.notes.isEmpty(); i++) {
      house.stage.ask("And then?", "a" + i);
      house.reach("waiting", 2);
      if (!house.notes.isEmpty()) return;
      house.reach("speaking", 20);
      house.reach("idle", 20);
    }
  }

  private static boolean refused(House house) {
    return house.stage.service().log().stream()
        .anyMatch(each -> !each.fromClient() && each.text().contains("rate_limit_exceeded"));
  }

  @Test
  void aQuestionForWhichThereIsNoRoomWaitsAndIsAnsweredWithoutBeingRefused() {
    try (House house = house()) {
      askUntilThereIsNoRoom(house);
      assertTrue(house.notes.toString().contains("AGAIN_LATER"), house.notes.toString());
      assertTrue(house.stage.appliance().loop().turnState().full());
      house.reach("speaking", 15);
      assertEquals(false, refused(house));
    }
  }

  @Test
  void whoPressesMeanwhileIsHeardAtOnce() {
    try (House house = house()) {
      askUntilThereIsNoRoom(house);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 30);
      house.reach("idle", 30);
    }
  }
}
