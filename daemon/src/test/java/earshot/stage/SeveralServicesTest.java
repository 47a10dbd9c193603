package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.link.LinkState;
import earshot.simulator.Answer;
import earshot.simulator.Exchange;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another service takes over when the first is away, and the first comes back, on virtual time. */
class SeveralServicesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static House.Plan two(String dialect) {
    var plan = new House.Plan();
    plan.dialect = dialect;
    plan.fallbacks = List.of(Script.usual());
    return plan;
  }

  private static int target(House house) {
    LinkState link = house.stage.appliance().loop().linkState();
    return link.targetOf(link.number());
  }

  private static void talk(House house) {
    house.hold(Voices.clip("question-weather"));
    house.reach("speaking", 10);
    house.reach("idle", 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theSecondAnswersWhileTheFirstIsAwayAndTheFirstTakesOverAgain(String dialect) {
    try (House house = new House(two(dialect))) {
      house.reach("idle", 5);
      house.stage.wire(0).unplug();
      house.reach("unavailable", 1);
      house.reach("idle", 10);
      assertEquals(1, target(house));
      talk(house);
      assertEquals(1, house.stage.service(1).connections());
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      house.wanted.clear();
      house.stage.wire(0).plug();
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 10);
      long gone = house.time.nanos();
      while (house.state().equals("speaking")) {
        assertEquals(1, target(house), "not in the middle of an answer");
        house.time.runFor(100 * House.MILLIS);
      }
      house.reach("idle", 60);
      house.time.runFor(120 * House.SECOND);
      assertEquals(0, target(house), "back after " + (house.time.nanos() - gone) / House.SECOND);
      assertArrayEquals(Voices.clip("story"), house.wanted.all());
      talk(house);
      assertEquals(1, house.stage.service(1).connections());
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
    }
  }

  /** Sessions cannot be resumed: the next one is told in words what was said before. */
  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theNextServiceKnowsWhatWasSaid(String dialect) throws Exception {
    try (House house = new House(two(dialect))) {
      house.reach("idle", 5);
      talk(house);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.time.runFor(2 * House.SECOND);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.reach("idle", 10);
      house.stage.wire(0).unplug();
      house.reach("unavailable", 1);
      house.reach("idle", 10);
      house.time.runFor(House.SECOND);
      List<String> told = told(house.stage.service(1).log());
      assertEquals("user " + Voices.words("question-weather"), told.get(0));
      assertEquals("assistant " + Voices.words("weather"), told.get(1));
      assertEquals("user " + Voices.words("question-story"), told.get(2));
      String cut = told.get(3).replace("...", "");
      assertTrue(("assistant " + Voices.words("story")).startsWith(cut), told.get(3));
      assertTrue(cut.length() < Voices.words("story").length() / 2, told.get(3));
      assertEquals(4, told.size());
      assertEquals(List.of(), house.complaints);
    }
  }

  private static List<String> told(List<Exchange> log) throws IOException {
    List<String> told = new ArrayList<>();
    for (Exchange each : log) {
      JsonNode event = JSON.readTree(each.bytes());
      if (!event.path("type").asText().equals("conversation.item.create")) continue;
      JsonNode item = event.path("item");
      told.add(item.path("role").asText() + " " + item.at("/content/0/text").asText());
    }
    return told;
  }

  @Test
  void aRefusedKeyIsNoReasonToBeSilentWhenAnotherServiceIsThere() {
    var plan = two("ga");
    plan.script =
        Script.usual().with(When.at(Point.UPGRADE), new Misbehaviour.Refuse(401, "", Map.of()));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      talk(house);
      house.time.runFor(600 * House.SECOND);
      assertEquals(1, house.stage.service(0).connections(), "a refused key is not tried again");
      assertEquals(1, target(house));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60})
  void aSessionIsReplacedInAPauseBeforeItsLimit(int minutes) {
    var plan = new House.Plan();
    plan.keep = false;
    plan.script =
        Script.answering(Answer.sound(5)).with(Terms.USUAL.withSessionMillis(minutes * 60_000L));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      int connections = 1;
      int replaced = 0;
      while (house.time.nanos() < 3 * 3600 * House.SECOND) {
        house.hold(Voices.clip("question-weather"));
        house.reach("speaking", 10);
        while (house.state().equals("speaking")) house.time.runFor(100 * House.MILLIS);
        house.reach("idle", 20);
        house.time.runFor(10 * House.SECOND);
        if (house.stage.service().connections() > connections) replaced++;
        connections = house.stage.service().connections();
        assertEquals("idle", house.state(), "there is a session at every moment");
      }
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
      assertTrue(replaced >= 180 / minutes, replaced + " times");
    }
  }
}
