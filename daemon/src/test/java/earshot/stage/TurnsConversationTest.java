package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.Mode;
import earshot.link.LinkState;
import earshot.memory.Bill;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.Tool;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.Script.Cue;
import earshot.simulator.Voices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same conversation turn by turn, over chat completions, on virtual time. */
class TurnsConversationTest {

  private static House.Plan turns(Mode mode) {
    var plan = new House.Plan();
    plan.mode = mode;
    plan.turns = true;
    return plan;
  }

  private static void talk(House house) {
    house.hold(Voices.clip("question-weather"));
    house.reach("speaking", 10);
    house.reach("idle", 20);
  }

  @Test
  void aQuestionByButtonIsAnsweredSampleBySample() {
    try (House house = new House(turns(Mode.HOLD))) {
      house.reach("idle", 5);
      talk(house);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      assertEquals(List.of(Voices.words("weather")), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
      assertEquals(0, house.stage.service().connections(), "no session was ever open");
      long day = house.stage.bill().of(Bill.Period.DAY, house.time.epochMillis()).pico();
      assertTrue(day > 0, "and it is on the bill");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"TAP", "OPEN"})
  void whoIsNotHeardByTheServiceIsHeardHere(Mode mode) {
    try (House house = new House(turns(mode))) {
      house.reach("idle", 5);
      if (mode == Mode.TAP) {
        house.stage.board().button().press();
        house.time.runFor(100 * House.MILLIS);
        house.stage.board().button().release();
      }
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("speaking", 15);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("timer"), house.wanted.all());
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void anOpenMicrophoneInterrupts() {
    try (House house = new House(turns(Mode.OPEN))) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-story"));
      house.reach("speaking", 15);
      house.time.runFor(2 * House.SECOND);
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("listening", 3);
      house.reach("speaking", 15);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void aBargeInCutsTheAnswerAndTheNextRequestTellsOnlyWhatWasHeard() {
    try (House house = new House(turns(Mode.HOLD))) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.time.runFor(1500 * House.MILLIS);
      talk(house);
      assertEquals(1, house.cuts.size());
      assertEquals(List.of(), house.complaints);
      assertEquals(2, house.assistantSaid.size());
      String told = lastRequest(house, 0);
      assertTrue(!told.contains("\"audio\":{\"id\""), "what was cut is told in words");
      String begun = Voices.words("story").substring(0, 10);
      assertTrue(told.contains(begun), told.replaceAll("[A-Za-z0-9+/=]{200,}", "(sound)"));
      String end = Voices.words("story").substring(Voices.words("story").length() - 12);
      assertTrue(!told.contains(end), "and not what nobody heard");
    }
  }

  @Test
  void anAnswerThatWasHeardWholeIsTheOneOfItsSound() {
    var plan = turns(Mode.HOLD);
    plan.keep = false;
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      talk(house);
      talk(house);
      assertTrue(lastRequest(house, 0).contains("\"audio\":{\"id\":\"audio_"));
      house.time.runFor(2 * 3600 * House.SECOND);
      talk(house);
      String told = lastRequest(house, 0);
      assertTrue(told.contains(Voices.words("weather")), "an id that has expired is not used");
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
    }
  }

  @Test
  void toolsAreCalledAndAnswered() {
    var plan = turns(Mode.HOLD);
    List<String> called = new ArrayList<>();
    plan.offered = List.of(new Tool("get_time", "The time.", "{\"type\":\"object\"}"));
    plan.tools =
        (callId, name, arguments, done) -> {
          called.add(name + arguments);
          done.accept(callId, "noon");
        };
    plan.script =
        Script.answering(Answer.say("Nothing."))
            .with(Cue.after("get_time", Answer.say("It is {input}.")))
            .with(
                Cue.on(
                    "time",
                    new Answer(
                        List.of(
                            new Answer.Say("Let me see.", List.of(), 0),
                            new Answer.Call("get_time", "{\"zone\":\"here\"}"),
                            new Answer.Call("get_time", "{}")))));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.ask("What time is it?", "a1");
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of("get_time{\"zone\":\"here\"}", "get_time{}"), called);
      assertEquals(List.of("Let me see.It is noon."), house.assistantSaid);
      assertEquals(List.of(), house.complaints);
    }
  }

  @Test
  void itTakesOverWhenThereIsNoSessionAndGivesBackBetweenTurns() {
    var plan = new House.Plan();
    plan.fallbacks = List.of(Script.usual());
    plan.fallbackTurns = true;
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      talk(house);
      house.stage.wire(0).unplug();
      house.reach("unavailable", 1);
      house.reach("idle", 10);
      talk(house);
      assertEquals(1, target(house));
      String told = lastRequest(house, 1);
      assertTrue(told.contains(Voices.words("question-weather")), "it knows what was said before");
      house.stage.wire(0).plug();
      house.time.runFor(180 * House.SECOND);
      assertEquals(0, target(house));
      talk(house);
      assertEquals(3, house.assistantSaid.size());
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
    }
  }

  /** The last request for a completion, as it went to this service. */
  private static String lastRequest(House house, int place) {
    return house.stage.service(place).log().stream()
        .filter(e -> e.fromClient() && e.dialect().equals("chat"))
        .reduce((a, b) -> b)
        .orElseThrow()
        .text();
  }

  private static int target(House house) {
    LinkState link = house.stage.appliance().loop().linkState();
    return link.targetOf(link.number());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aBusyServiceIsAskedAgain(int status) {
    var plan = turns(Mode.HOLD);
    plan.script =
        Script.usual()
            .with(
                When.at(Point.CHAT).on(1),
                new Misbehaviour.Refuse(status, "{}", Map.of("Retry-After", "3")));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.reach("speaking", 20);
      house.reach("idle", 20);
      assertTrue(house.notes.getFirst().startsWith("AGAIN_LATER"), house.notes.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404})
  void aRefusalForGoodParks(int status) {
    var plan = turns(Mode.HOLD);
    plan.script =
        Script.usual().with(When.at(Point.CHAT), new Misbehaviour.Refuse(status, "{}", Map.of()));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.time.runFor(20 * House.SECOND);
      assertEquals("parked", house.stage.appliance().loop().linkState().name());
      assertEquals("unavailable", house.state());
    }
  }

  /** Wherever the net breaks, the next question is answered. */
  @Test
  void aCutAnywhereLeavesItReadyForTheNextQuestion() {
    for (int pieces = 1; pieces < 40; pieces += 3) {
      var plan = turns(Mode.HOLD);
      plan.script =
          Script.answering(Answer.sound(4))
              .with(Delivery.USUAL.withPace(2))
              .with(When.at(Point.CHAT_PIECE).on(1).afterDeltas(pieces), new Misbehaviour.Cut());
      try (House house = new House(plan)) {
        house.reach("idle", 5);
        house.stage.ask("a story", "a1");
        house.time.runFor(8 * House.SECOND);
        assertTrue(house.wanted.size() > 0, "something of it was heard");
        house.reach("idle", 60);
        house.stage.ask("once more", "a2");
        house.reach("speaking", 60);
        house.reach("idle", 60);
      }
    }
  }

  @Test
  void rubbishInTheStreamIsPassedOver() {
    for (String rubbish :
        List.of(
            "data: {\n\n", "data: []\n\n", ": a comment\n\n", "data: {\"choices\":7}\r\n\r\n")) {
      var plan = turns(Mode.HOLD);
      plan.script =
          Script.answering(Answer.clips("weather"))
              .with(When.at(Point.CHAT_PIECE).afterDeltas(3), new Misbehaviour.Garbage(rubbish));
      try (House house = new House(plan)) {
        house.reach("idle", 5);
        talk(house);
        assertArrayEquals(Voices.clip("weather"), house.wanted.all(), rubbish);
      }
    }
  }

  @Test
  void semanticDetectionIsHeardHereToo() {
    var plan = turns(Mode.TAP);
    plan.detection = new SessionSpec.BySemantics("auto", true, true);
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.board().button().press();
      house.time.runFor(100 * House.MILLIS);
      house.stage.board().button().release();
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("speaking", 15);
    }
  }
}
