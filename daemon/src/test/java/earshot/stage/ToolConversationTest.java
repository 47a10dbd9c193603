package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.SessionSpec.Tool;
import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Script.Cue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole conversations with tools, and with a service that is busy, on virtual time. */
class ToolConversationTest {

  private final List<String> called = new ArrayList<>();
  private final List<BiConsumer<String, String>> late = new ArrayList<>();

  private House.Plan plan(String dialect, Script script) {
    var plan = new House.Plan();
    plan.dialect = dialect;
    plan.script = script;
    plan.offered = List.of(new Tool("get_time", "The time.", "{\"type\":\"object\"}"));
    plan.tools =
        (callId, name, arguments, done) -> {
          called.add(name + " " + arguments);
          done.accept(callId, "it is noon");
        };
    return plan;
  }

  private static Script calling(String... functions) {
    var parts = new ArrayList<Answer.Part>();
    for (String function : functions) parts.add(new Answer.Call(function, "{}"));
    return Script.usual()
        .with(Cue.on("never", Answer.say("no")))
        .with(Cue.after("get_time", Answer.say("The tool said: {input}.")))
        .hearing()
        .with(Cue.on("time", new Answer(parts)));
  }

  private static void ask(House house) {
    house.reach("idle", 5);
    house.stage.ask("What time is it?", "a1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aToolsAnswerIsSpoken(String dialect) {
    try (House house = new House(plan(dialect, calling("get_time")))) {
      ask(house);
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of("get_time {}"), called);
      assertEquals(List.of("The tool said: it is noon."), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void severalToolsAreFollowedByOneAnswer(String dialect) {
    try (House house = new House(plan(dialect, calling("light", "get_time")))) {
      ask(house);
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of("light {}", "get_time {}"), called);
      assertEquals(1, house.assistantSaid.size());
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aPressWhileAToolWorksIsHeardAndTheToolsResultDropped(String dialect) {
    var plan = plan(dialect, calling("get_time"));
    plan.tools = (callId, name, arguments, done) -> late.add(done);
    try (House house = new House(plan)) {
      ask(house);
      house.reach("working", 10);
      house.hold(earshot.simulator.Voices.clip("question-weather"));
      late.forEach(done -> done.accept("call_of_yesterday", "late"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of(earshot.simulator.Voices.words("weather")), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aBusyServiceIsAskedAgainUntilItAnswers(String dialect) {
    var busy =
        new Misbehaviour.Fail(
            "tokens", "rate_limit_exceeded", "Rate limit reached. Please try again in 4.78s.");
    Script script =
        Script.usual()
            .with(When.at(Point.RESPONSE).in(1), busy)
            .with(When.at(Point.RESPONSE).in(2), busy);
    try (House house = new House(plan(dialect, script))) {
      house.reach("idle", 5);
      long asked = house.time.nanos();
      house.stage.ask("hello", "a1");
      house.reach("speaking", 30);
      assertTrue(house.time.nanos() - asked > 2 * 4780 * House.MILLIS);
      house.reach("idle", 20);
      assertEquals(2, house.notes.size(), house.notes.toString());
      assertTrue(house.notes.getFirst().startsWith("AGAIN_LATER"), house.notes.toString());
      assertEquals(List.of(), house.complaints);
    }
  }
}
