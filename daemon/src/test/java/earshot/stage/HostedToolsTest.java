package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.AudioFormat;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Mcp;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.turn.TurnEffect;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that the service calls by itself: no question of its leaves a turn hanging. */
class HostedToolsTest {

  private static Mcp server(String approval, List<String> approved, String url) {
    return new Mcp("home", url, null, null, List.of(), approval, approved, Map.of(), null);
  }

  private static Mcp server(String approval, String... approved) {
    return server(approval, List.of(approved), "https://tools.example/mcp");
  }

  private static House house(Mcp server, String label, @Nullable String output, Answer... more) {
    return house(server, new Answer.Hosted(label, "lamp", "{\"on\":true}", output), more);
  }

  private static House house(Mcp server, Answer.Hosted hosted, Answer... more) {
    var plan = new House.Plan();
    plan.details =
        new Details(
            null,
            false,
            AudioFormat.PCM,
            AudioFormat.PCM,
            null,
            null,
            null,
            null,
            null,
            List.of(server));
    var answers = new java.util.ArrayList<Answer>();
    answers.add(new Answer(List.of(hosted)));
    answers.addAll(List.of(more));
    plan.script =
        Script.answering(answers.toArray(Answer[]::new))
            .with(Script.Cue.after("lamp", Answer.say("It says {input}.")));
    return new House(plan);
  }

  private static String ask(House house) {
    house.reach("idle", 5);
    house.time.runFor(House.SECOND);
    house.stage.ask("Switch the lamp on.", "a");
    long limit = house.time.nanos() + 15 * House.SECOND;
    while (house.stage.reply("a") == null && house.time.runNext(limit)) {}
    TurnEffect.Reply reply = house.stage.reply("a");
    if (reply == null) throw new AssertionError("nothing in time: " + house.state() + house.notes);
    house.reach("idle", 15);
    assertEquals(List.of(), house.complaints);
    assertEquals(List.of(), house.ignored);
    return reply.said();
  }

  private static String sent(House house) {
    var sent = new StringBuilder();
    for (var each : house.stage.service().log()) {
      if (each.fromClient() && each.text().contains("mcp_approval_response")) {
        sent.append(each.text());
      }
    }
    return sent.toString();
  }

  @Test
  void whatNeedsNoConsentIsCalledAndTheModelGoesOn() {
    try (House house = house(server("never"), "home", "on")) {
      assertEquals("It says on.", ask(house));
      assertEquals("", sent(house));
    }
  }

  @Test
  void whatIsApprovedOfIsNotAskedFor() {
    try (House house = house(server("always", "lamp"), "home", "on")) {
      assertEquals("It says on.", ask(house));
    }
  }

  /** A service may ask although the session has told it not to: the owner's word stands. */
  @ParameterizedTest
  @ValueSource(strings = {"always", "never"})
  void whatIsApprovedOfIsAllowedWhenItIsAskedForAllTheSame(String approval) {
    var hosted = new Answer.Hosted("home", "lamp", "{\"on\":true}", "on", true);
    String[] approved = approval.equals("always") ? new String[] {"lamp", "door"} : new String[0];
    try (House house = house(server(approval, approved), hosted)) {
      assertEquals("It says on.", ask(house));
      assertTrue(sent(house).contains("\"approve\":true"), sent(house));
      assertTrue(house.hosted.toString().contains("allowed"), house.hosted.toString());
      assertTrue(house.hosted.toString().contains("home/lamp was called"), "" + house.hosted);
    }
  }

  @Test
  void aToolThatWasAllowedAndFailsLeavesTheModelToSaySo() {
    var hosted = new Answer.Hosted("home", "lamp", "{\"on\":true}", null, true);
    try (House house = house(server("always", "lamp"), hosted)) {
      assertEquals("It says .", ask(house));
      assertTrue(sent(house).contains("\"approve\":true"), sent(house));
    }
  }

  @Test
  void whatIsNotAmongTheAllowedToolsIsRefusedThoughNobodyNeedsToBeAsked() {
    var hosted = new Answer.Hosted("home", "lamp", "{\"on\":true}", "on", true);
    Mcp other =
        new Mcp(
            "home",
            "https://tools.example/mcp",
            null,
            null,
            List.of("door"),
            "never",
            List.of(),
            Map.of(),
            null);
    try (House house = house(other, hosted, Answer.say("I may not do that."))) {
      assertEquals("I may not do that.", ask(house));
      assertTrue(sent(house).contains("\"approve\":false"), sent(house));
    }
  }

  /** Whoever presses before it has been called wants something else. */
  @Test
  void aPressBetweenTheYesAndTheCallIsAnsweredAndTheOldAnswerIsNot() {
    var hosted = new Answer.Hosted("home", "lamp", "{\"on\":true}", "on", true);
    try (House house = house(server("always", "lamp"), hosted, Answer.clips("weather"))) {
      house.reach("idle", 5);
      house.time.runFor(House.SECOND);
      house.stage.ask("Switch the lamp on.", "a");
      long limit = house.time.nanos() + 10 * House.SECOND;
      while (sent(house).isEmpty() && house.time.runNext(limit)) {}
      house.hold(earshot.simulator.Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of(), house.complaints);
      assertEquals(1, house.spokeAtNanos.size(), house.assistantSaid.toString());
    }
  }

  @Test
  void whatIsNotApprovedOfIsRefusedWithAReasonAndTheModelSaysSo() {
    Answer sorry = Answer.say("I may not do that.");
    try (House house = house(server("always"), "home", "on", sorry)) {
      assertEquals("I may not do that.", ask(house));
      assertTrue(sent(house).contains("\"approve\":false"), sent(house));
      assertTrue(sent(house).contains("consent"), sent(house));
      assertTrue(house.hosted.toString().contains("refused"), house.hosted.toString());
    }
  }

  @Test
  void aServerThatNobodyHasConfiguredGetsANo() {
    Answer sorry = Answer.say("There is no such thing.");
    try (House house = house(server("never"), "elsewhere", "on", sorry)) {
      assertEquals("There is no such thing.", ask(house));
      assertTrue(sent(house).contains("\"approve\":false"), sent(house));
    }
  }

  @Test
  void aToolThatFailsIsSeenAndTheModelGoesOn() {
    try (House house = house(server("never"), "home", null)) {
      assertEquals("It says .", ask(house));
      assertTrue(house.hosted.toString().contains("the tool is broken"), house.hosted.toString());
    }
  }

  @Test
  void aServerThatIsNotThereIsSeenAndTheTalkGoesOn() {
    Mcp gone = server("never", List.of(), "https://tools.invalid/mcp");
    try (House house = house(gone, "home", "on")) {
      assertEquals("It says on.", ask(house));
      assertTrue(house.hosted.toString().contains("does not tell"));
    }
  }

  @Test
  void aPressWhileAHostedToolWorksIsAnsweredLikeAnyOther() {
    try (House house = house(server("always"), "home", "on", Answer.clips("weather"))) {
      house.reach("idle", 5);
      house.stage.ask("Switch the lamp on.", "a");
      house.reach("waiting", 5);
      house.time.runFor(100 * House.MILLIS);
      house.hold(earshot.simulator.Voices.clip("question-weather"));
      house.reach("speaking", 10);
      house.reach("idle", 20);
      assertEquals(List.of(), house.complaints);
    }
  }
}
