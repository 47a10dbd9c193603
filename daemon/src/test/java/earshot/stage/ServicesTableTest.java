package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.config.Config.Mode;
import earshot.protocol.FrameJudge;
import earshot.protocol.FrameJudge.Frame;
import earshot.protocol.OpenAiJavaJudge;
import earshot.protocol.PublishedProtocol;
import earshot.protocol.RulesJudge;
import earshot.protocol.SchemasJudge;
import earshot.realtime.Provider;
import earshot.realtime.SessionSpec.Tool;
import earshot.simulator.Answer;
import earshot.simulator.Exchange;
import earshot.simulator.Script;
import earshot.simulator.Script.Cue;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every service of the README's table, in the form in which its makers document it: address,
 * headers and dialect. Each holds a turn by button, one by an open microphone, one that is
 * interrupted, one with a tool and one in writing; and in those very turns every frame of both
 * sides is as the simulator's rules, openai-java's models and the published schemas say.
 */
class ServicesTableTest {

  private static final String KEY = "sk-test";
  private static final ObjectMapper JSON = new ObjectMapper();

  enum Row {
    BETA("gpt-4o-realtime-preview", Provider.CUSTOM, "beta", null, false),
    BETA_2024_10("gpt-4o-realtime-preview-2024-10-01", Provider.CUSTOM, "beta", null, false),
    BETA_2024_12("gpt-4o-realtime-preview-2024-12-17", Provider.CUSTOM, "beta", null, false),
    BETA_MINI("gpt-4o-mini-realtime-preview-2024-12-17", Provider.CUSTOM, "beta", null, false),
    AZURE_PREVIEW("DEPLOYMENT", Provider.AZURE, "beta", "resource-in-east-us-2", false),
    AZURE("DEPLOYMENT", Provider.AZURE, "ga", "resource-in-sweden-central", false),
    GA_2_1("gpt-realtime-2.1", Provider.OPENAI, "ga", null, false),
    GA_2_1_MINI("gpt-realtime-2.1-mini", Provider.OPENAI, "ga", null, false),
    GA_2("gpt-realtime-2", Provider.OPENAI, "ga", null, false),
    GA_1_5("gpt-realtime-1.5", Provider.OPENAI, "ga", null, false),
    GA("gpt-realtime", Provider.OPENAI, "ga", null, false),
    GA_MINI("gpt-realtime-mini", Provider.OPENAI, "ga", null, false),
    CHAT_1_5("gpt-audio-1.5", Provider.OPENAI, "ga", null, true),
    CHAT("gpt-audio", Provider.OPENAI, "ga", null, true),
    CHAT_PREVIEW("gpt-4o-audio-preview", Provider.CUSTOM, "ga", null, true);

    final String model;
    final Provider provider;
    final String dialect;
    final @Nullable String resource;
    final boolean turns;

    Row(String model, Provider provider, String dialect, @Nullable String resource, boolean turns) {
      this.model = model;
      this.provider = provider;
      this.dialect = dialect;
      this.resource = resource;
      this.turns = turns;
    }

    House.Plan plan(Mode mode) {
      var plan = new House.Plan();
      plan.mode = mode;
      plan.model = model;
      plan.provider = provider;
      plan.dialect = dialect;
      plan.azureResource = resource;
      plan.turns = turns;
      plan.key = KEY;
      if (provider == Provider.CUSTOM)
        plan.url = URI.create("wss://compatible.example/v1/realtime");
      plan.script = Script.usual().with(Terms.USUAL.withKeys(KEY));
      return plan;
    }
  }

  /** The kinds of turns that each service has to hold. */
  enum Turn {
    BY_BUTTON(ServicesTableTest::byButton),
    BY_AN_OPEN_MICROPHONE(ServicesTableTest::byAnOpenMicrophone),
    INTERRUPTED(ServicesTableTest::interrupted),
    WITH_A_TOOL(ServicesTableTest::withATool),
    IN_WRITING(ServicesTableTest::inWriting);

    /** Holds it, and tells all that was said meanwhile. */
    final Function<Row, List<Exchange>> talk;

    Turn(Function<Row, List<Exchange>> talk) {
      this.talk = talk;
    }
  }

  private static final FrameJudge RULES = new RulesJudge();
  private static final FrameJudge MODELS = new OpenAiJavaJudge();

  /** Each is held first, and then every frame of it is judged, of both sides. */
  @TestFactory
  Stream<DynamicContainer> everyServiceHoldsEveryTurn() {
    return Stream.of(Row.values())
        .map(
            row ->
                dynamicContainer(
                    row.name(),
                    Stream.of(Turn.values())
                        .map(turn -> dynamicContainer(turn.name(), held(row, turn)))));
  }

  private static Stream<DynamicTest> held(Row row, Turn turn) {
    List<Frame> frames = new ArrayList<>();
    return Stream.of(
        dynamicTest("is held", () -> frames.addAll(frames(turn.talk.apply(row)))),
        dynamicTest("is as the simulator's rules say", () -> judge(frames, RULES)),
        dynamicTest("is as openai-java's models say", () -> judge(frames, MODELS)),
        dynamicTest(
            "is as the published schemas say",
            () -> judge(frames, new SchemasJudge(PublishedProtocol.find()))));
  }

  private static List<Frame> frames(List<Exchange> log) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (Exchange each : log) {
      if (each.text().equals("[DONE]")) continue;
      frames.add(new Frame(each.dialect(), each.fromClient(), JSON.readTree(each.bytes())));
    }
    return frames;
  }

  private static void judge(List<Frame> frames, FrameJudge judge) throws Exception {
    assertTrue(frames.stream().anyMatch(Frame::fromClient), "the client has said something");
    assertFalse(frames.stream().allMatch(Frame::fromClient), "the service has said something");
    Map<String, String> faults = new TreeMap<>();
    for (Frame frame : frames) {
      for (String fault : judge.faults(frame)) faults.putIfAbsent(fault, frame.toString());
    }
    assertEquals(Map.of(), faults);
  }

  private static List<Exchange> fine(House house) {
    assertEquals(List.of(), house.complaints);
    assertEquals(List.of(), house.ignored);
    assertEquals(List.of(), house.notes.stream().filter(n -> !n.equals("INTERRUPTED")).toList());
    return List.copyOf(house.stage.service().log());
  }

  private static List<Exchange> byButton(Row row) {
    try (House house = new House(row.plan(Mode.HOLD))) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("weather"), house.wanted.all());
      return fine(house);
    }
  }

  private static List<Exchange> byAnOpenMicrophone(Row row) {
    try (House house = new House(row.plan(Mode.OPEN))) {
      house.reach("idle", 5);
      house.stage.board().microphones().say(Voices.clip("question-timer"));
      house.reach("speaking", 15);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("timer"), house.wanted.all());
      return fine(house);
    }
  }

  private static List<Exchange> interrupted(Row row) {
    try (House house = new House(row.plan(Mode.HOLD))) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.time.runFor(2 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(1, house.cuts.size());
      assertTrue(house.wanted.size() > Voices.clip("weather").length + 24_000, "both were heard");
      return fine(house);
    }
  }

  private static List<Exchange> withATool(Row row) {
    var plan = row.plan(Mode.HOLD);
    List<String> called = new ArrayList<>();
    plan.offered = List.of(new Tool("get_time", "The time.", "{\"type\":\"object\"}"));
    plan.tools =
        (callId, name, arguments, done) -> {
          called.add(name);
          done.accept(callId, "noon");
        };
    plan.script =
        Script.answering(Answer.say("Nothing."))
            .with(Terms.USUAL.withKeys(KEY))
            .with(Cue.after("get_time", Answer.say("It is {input}.")))
            .with(Cue.on("time", Answer.call("get_time", "{}")));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.stage.ask("What time is it?", "a1");
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of("get_time"), called);
      assertEquals(List.of("It is noon."), house.assistantSaid);
      return fine(house);
    }
  }

  private static List<Exchange> inWriting(Row row) {
    try (House house = new House(row.plan(Mode.HOLD))) {
      house.reach("idle", 5);
      house.stage.ask("hello", "a1");
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertArrayEquals(Voices.clip("greeting"), house.wanted.all());
      return fine(house);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatIsRefusedParksItAndSaysSo(Row row) {
    var plan = row.plan(Mode.HOLD);
    plan.key = "sk-wrong";
    try (House house = new House(plan)) {
      house.time.runFor(300 * House.SECOND);
      assertEquals("parked", house.stage.appliance().loop().linkState().name());
      assertTrue(house.stage.service().connections() <= 1, "and is not tried again");
    }
  }

  @Test
  void theReadmeHasTheSameTable() throws Exception {
    String readme = Files.readString(Path.of("../README.md"));
    String table = readme.substring(readme.indexOf("<!-- services -->"));
    table = table.substring(0, table.indexOf("\n\n", 30));
    for (Row row : Row.values()) {
      String said = row.provider == Provider.AZURE ? row.dialect + " | `azure" : row.model + "`";
      assertTrue(table.contains(said), row + " is not in the README's table: " + said);
    }
  }
}
