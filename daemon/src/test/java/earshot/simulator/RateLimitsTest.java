package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** A minute's worth of requests and tokens, shared by everybody who talks to a deployment. */
class RateLimitsTest {

  private static final String ASK = "{'type':'response.create'}";

  private static Script script(int requests, int tokens) {
    return Script.answering(Answer.say("Yes.")).with(Terms.USUAL.withRates(requests, tokens));
  }

  @Test
  void connectionsBeyondTheLimitAreRefusedUntilSomeGrewBack() throws Exception {
    var first = new TestClient(script(2, 0));
    first.connect(TestClient.GA);
    first.connect(TestClient.GA);
    var refused =
        assertThrows(
            RefusedUpgrade.class,
            () -> first.service.connect(TestClient.GA, new TestClient(script(2, 0))));
    assertEquals(429, refused.status());
    assertEquals("30", refused.headers().get("Retry-After"));
    assertTrue(refused.body().contains("rate_limit_exceeded"), refused.body());
    first.run(30);
    first.service.connect(TestClient.GA, new TestClient(script(2, 0)));
  }

  @Test
  void aResponseWithoutTokensLeftFailsAndSaysWhen() {
    TestClient client = TestClient.connected(script(0, 100), TestClient.BETA);
    String words = "x".repeat(300);
    String item =
        "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'"
            + words
            + "'}]}}";
    client.say(item.replace('\'', '"'));
    client.say(ASK.replace('\'', '"'));
    client.run(10);
    assertEquals("completed", client.last("response.done").at("/response/status").asText());
    JsonNode tokens = client.last("rate_limits.updated").at("/rate_limits/0");
    assertEquals("tokens", tokens.path("name").asText());
    assertEquals(100, tokens.path("limit").asInt());
    assertTrue(tokens.path("remaining").asInt() < 25, tokens.toString());
    client.say(ASK.replace('\'', '"'));
    client.run(1);
    JsonNode failed = client.last("response.done").path("response");
    assertEquals("failed", failed.path("status").asText());
    JsonNode error = failed.at("/status_details/error");
    assertEquals("rate_limit_exceeded", error.path("code").asText());
    assertEquals("tokens", error.path("type").asText());
    assertTrue(
        error.path("message").asText().matches(".*Please try again in \\d+\\.\\d\\ds\\."),
        error.toString());
    client.run(60);
    client.say(ASK.replace('\'', '"'));
    client.run(10);
    assertEquals("completed", client.last("response.done").at("/response/status").asText());
  }

  @Test
  void completionsShareTheLimitOfTheirModel() {
    var chat = new TestChat(script(1, 0));
    String ask =
        "'model':'gpt-audio-1.5','modalities':['text','audio'],'audio':{'voice':'alloy','format':'wav'},'messages':[{'role':'user','content':'hello'}]";
    chat.ask(ask, 10);
    assertEquals(200, chat.status);
    chat.ask(ask, 10);
    assertEquals(429, chat.status);
    assertEquals("50", chat.answerHeaders.get("Retry-After"));
    assertEquals("rate_limit_exceeded", chat.error().path("code").asText());
    chat.ask(ask.replace("gpt-audio-1.5", "gpt-audio-mini"), 10);
    assertEquals(200, chat.status);
    chat.time.runFor(50 * TestClient.SECOND);
    chat.ask(ask, 10);
    assertEquals(200, chat.status);
  }
}
