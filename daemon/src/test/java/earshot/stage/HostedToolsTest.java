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

/** Tools that the service calls by itself: no question of its leaves a turn hanging. */
class HostedToolsTest {

  private static Mcp server(String approval, List<String> approved, String url) {
    return new Mcp("home", url, null, null, List.of(), approval, approved, Map.of(), null);
  }

  private static Mcp server(String approval, String... approved) {
    return server(approval, List.of(approved), "https://tools.example/mcp");
  }

  private static House house(Mcp server, String label, @Nullable String output, Answer... more) {
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
    answers.add(new Answer(List.of(new Answer.Hosted(label, "lamp", "{\"on\":true}", output))));
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
