package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything that can go wrong on purpose, does, where it was told to. */
class MisbehaviourTest {

  private static final Script LONG = Script.answering(Answer.sound(10));

  private static TestClient with(When when, Misbehaviour.Act act) {
    return TestClient.connected(LONG.with(when, act), TestClient.GA);
  }

  @Test
  void anUpgradeIsRefusedOnceAndThenNot() throws Exception {
    var refuse = new Misbehaviour.Refuse(429, "later", Map.of("Retry-After", "3"));
    var client = new TestClient(LONG.with(When.at(Point.UPGRADE).on(1), refuse));
    var refused =
        assertThrows(RefusedUpgrade.class, () -> client.service.connect(TestClient.GA, client));
    assertEquals(429, refused.status());
    assertEquals("3", refused.headers().get("Retry-After"));
    client.service.connect(TestClient.GA, client);
  }

  @Test
  void theFirstEventNeverComes() {
    var client = with(When.at(Point.OPEN), new Misbehaviour.Withhold()).run(60);
    assertTrue(client.events.isEmpty());
  }

  @Test
  void aConnectionIsCutAfterSoManyPieces() {
    var client = with(When.at(Point.DELTA).afterDeltas(7), new Misbehaviour.Cut());
    client.say("{'type':'response.create'}").run(20);
    assertEquals(7, client.all("response.output_audio.delta").size());
    assertEquals(List.of("cut"), client.closes);
    assertTrue(client.all("response.done").isEmpty());
  }

  @Test
  void aConnectionIsClosedSomeTimeAfterItBegan() {
    var client = with(When.at(Point.CREATED).after(5_000), new Misbehaviour.Close(1012, "restart"));
    client.run(4);
    assertTrue(client.closes.isEmpty());
    client.run(2);
    assertEquals(List.of("1012 restart"), client.closes);
  }

  @Test
  void aStallHoldsEverythingBackAndLosesNothing() {
    var client = with(When.at(Point.DELTA).in(2).afterDeltas(3), new Misbehaviour.Stall(2_000));
    client.say("{'type':'response.create'}").run(10).say("{'type':'response.create'}").run(10);
    assertEquals(2, client.all("response.done").size());
    long longest = 0;
    for (int i = client.types().lastIndexOf("response.created") + 1;
        i < client.events.size();
        i++) {
      longest = Math.max(longest, client.atNanos.get(i) - client.atNanos.get(i - 1));
    }
    assertEquals(2, longest / 1e9, 0.1);
    String item = client.lastReply().at("/output/0/id").asText();
    assertEquals(240_000, client.sound(item).length);
  }

  @Test
  void aHalfOpenConnectionHearsAndSaysNothing() {
    var client = with(When.at(Point.COMMIT), new Misbehaviour.HalfOpen());
    client.say(
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}");
    client.append(new short[4800]).say("{'type':'input_audio_buffer.commit'}");
    int came = client.events.size();
    client.say("{'type':'response.create'}").say("{'type':").run(10);
    assertEquals(came, client.events.size());
    assertEquals(List.of("deaf"), client.oddities);
    assertTrue(client.closes.isEmpty());
  }

  @Test
  void garbageAndErrorsComeAndGo() {
    var script =
        LONG.with(When.at(Point.RESPONSE), new Misbehaviour.Garbage("{\"type\":"))
            .with(When.at(Point.UPDATE), new Misbehaviour.SayError("server_error", null, "Oh no."));
    var client = TestClient.connected(script, TestClient.GA);
    client.say("{'type':'session.update','session':{'type':'realtime'}}");
    assertEquals("Oh no.", client.lastError().path("message").asText());
    client.say("{'type':'response.create'}").run(10);
    assertEquals(List.of("{\"type\":"), client.oddities);
    assertEquals("completed", client.lastReply().path("status").asText());
  }

  @Test
  void aResponseThatIsNeverDoneIsStillActiveUntilItIsCancelled() {
    var client = with(When.at(Point.DONE), new Misbehaviour.Withhold());
    client.say("{'type':'response.create'}").run(30);
    assertTrue(client.all("response.done").isEmpty());
    client.say("{'type':'response.create'}");
    assertEquals(
        "conversation_already_has_active_response", client.lastError().path("code").asText());
    client.say("{'type':'response.cancel'}");
    assertEquals("cancelled", client.lastReply().path("status").asText());
  }

  @Test
  void responsesFailAndStayIncomplete() {
    for (Upgrade dialect : List.of(TestClient.GA, TestClient.BETA)) {
      var script =
          LONG.with(
                  When.at(Point.RESPONSE).in(1),
                  new Misbehaviour.Fail("tokens", "rate_limit_exceeded", "Try again in 4.78s."))
              .with(
                  When.at(Point.DELTA).in(2).afterDeltas(5),
                  new Misbehaviour.Incomplete("content_filter"));
      var client = TestClient.connected(script, dialect);
      client.say("{'type':'response.create'}").run(5);
      JsonNode failed = client.lastReply();
      assertEquals("failed", failed.path("status").asText());
      assertEquals("rate_limit_exceeded", failed.at("/status_details/error/code").asText());
      client.say("{'type':'response.create'}").run(5);
      JsonNode incomplete = client.lastReply();
      assertEquals("content_filter", incomplete.at("/status_details/reason").asText());
      assertEquals("incomplete", incomplete.at("/output/0/status").asText());
    }
  }

  @Test
  void soundGetsStuckWhereTheDeliverySays() {
    var stalls = List.of(new Delivery.Stall(0, 3_000, 700), new Delivery.Stall(2, 1_000, 50));
    var client =
        TestClient.connected(
            LONG.with(Delivery.USUAL.withPace(20).withStalls(stalls)), TestClient.GA);
    client.say("{'type':'response.create'}").run(10);
    long begun = client.atNanos.get(client.types().indexOf("response.output_item.added"));
    long done = client.atNanos.get(client.types().indexOf("response.done"));
    assertEquals(0.7 + 9.9 / 20, (done - begun) / 1e9, 0.01);
  }

  @Test
  void eventsComeTwiceInTheWrongOrderAndForNobody() {
    var script =
        LONG.with(When.at(Point.DELTA).afterDeltas(2).once(), new Misbehaviour.Repeat(1))
            .with(When.at(Point.DELTA).afterDeltas(4).once(), new Misbehaviour.Stray());
    var client = TestClient.connected(script, TestClient.GA);
    client.say("{'type':'response.create'}").run(20);
    List<JsonNode> deltas = client.all("response.output_audio.delta");
    long ids = client.events.stream().map(d -> d.path("event_id").asText()).distinct().count();
    long items = deltas.stream().map(d -> d.path("item_id").asText()).distinct().count();
    assertEquals(client.events.size() - 1, ids);
    assertEquals(2, items);

    client = with(When.at(Point.RESPONSE).once(), new Misbehaviour.Swap());
    client.say("{'type':'response.create'}").run(20);
    int added = client.types().indexOf("response.output_item.added");
    assertEquals("response.output_item.added", client.types().get(added));
    assertTrue(
        client.types().indexOf("conversation.item.added") < added, client.types().toString());
  }

  @Test
  void whatIsAddedWhileItRunsHappensAsOftenAsItSaysOrUntilItBehaves() {
    var client = TestClient.connected(LONG, TestClient.GA);
    client.service.misbehave(
        new Misbehaviour(When.at(Point.RESPONSE).once(), new Misbehaviour.Empty()));
    client.say("{'type':'response.create'}").run(5);
    assertEquals(0, client.lastReply().path("output").size());
    client.say("{'type':'response.create'}").run(20);
    assertEquals(1, client.lastReply().path("output").size());
    var always = new Misbehaviour(When.at(Point.RESPONSE), new Misbehaviour.Empty());
    client.service.misbehave(always);
    client.service.behave();
    client.say("{'type':'response.create'}").run(20);
    assertEquals(1, client.lastReply().path("output").size());
    client.service.misbehave(new Misbehaviour(When.at(Point.NOW), new Misbehaviour.Expire()));
    client.run(1);
    assertEquals("session_expired", client.lastError().path("code").asText());
    assertEquals(1, client.closes.size());
  }
}
