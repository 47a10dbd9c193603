package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Voices;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that refuses connections and says for how long, on virtual time. */
class BusyServiceTest {

  /** The connection is lost, and the next one is refused so, once. */
  private static House refusing(int status, int seconds, long seed) {
    var plan = new House.Plan();
    plan.seed = seed;
    plan.script =
        plan.script.with(
            When.at(Point.UPGRADE).on(2),
            new Misbehaviour.Refuse(status, "", Map.of("Retry-After", Integer.toString(seconds))));
    return new House(plan);
  }

  @ParameterizedTest
  @CsvSource({"429, 7, 1", "429, 20, 2", "503, 7, 3", "503, 25, 4", "429, 0, 5"})
  void whatWasAskedMeanwhileIsKeptAndAnsweredWhenTheTimeIsOver(int status, int seconds, long seed) {
    try (House house = refusing(status, seconds, seed)) {
      house.reach("idle", 5);
      house.stage.wire().cut();
      house.time.runFor(2 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      long asked = house.time.nanos();
      house.reach("speaking", 30);
      assertEquals(2, house.stage.service().connections() - 1, "not before, and once");
      assertTrue(house.time.nanos() - asked <= 30 * House.SECOND);
      house.reach("idle", 20);
      assertEquals(java.util.List.of(), house.notes);
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 9", "503, 22"})
  void whatWasAskedBeforeIsKeptToo(int status, int seconds) {
    try (House house = refusing(status, seconds, 1)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.stage.wire().cut();
      house.reach("speaking", 30);
      house.reach("idle", 20);
      assertEquals(java.util.List.of(), house.notes);
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 40", "503, 60", "429, 3600"})
  void whatWouldBeAnsweredTooLateIsDeclinedAndNotAnsweredThen(int status, int seconds) {
    try (House house = refusing(status, seconds, 1)) {
      house.reach("idle", 5);
      house.stage.wire().cut();
      house.time.runFor(2 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      house.time.runFor((seconds + 200) * House.SECOND);
      assertEquals(java.util.List.of("DECLINED"), house.notes);
      assertEquals(java.util.List.of(), house.spokeAtNanos);
      assertEquals("idle", house.state());
    }
  }
}
