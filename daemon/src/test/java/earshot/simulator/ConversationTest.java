package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Turns by text and by voice, in both dialects, in the order the published captures show. */
class ConversationTest {

  private static final String PUSH_TO_TALK =
      "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}";

  @Test
  void aTextTurnRunsInTheOrderOfTheCaptures() {
    var client = TestClient.connected(Script.answering(Answer.say("It is well.")), TestClient.GA);
    client.say(
        "{'type':'session.update','session':{'type':'realtime','output_modalities':['text']}}");
    client.ask("How is it?").run(5);

    assertEquals(
        List.of(
            "session.created",
            "session.updated",
            "conversation.item.added",
            "conversation.item.done",
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated"),
        client.newTypes());
    assertEquals("It is well.", client.last("response.output_text.done").path("text").asText());
    assertEquals("completed", client.lastReply().path("status").asText());
  }

  @Test
  void aSpokenTurnIsTheClipSampleForSample() {
    var client = TestClient.connected(Script.usual(), TestClient.GA);
    client.say(PUSH_TO_TALK).say("{'type':'input_audio_buffer.clear'}");
    client.speak(Voices.clip("question-weather")).say("{'type':'input_audio_buffer.commit'}");
    client.say("{'type':'response.create'}").run(10);

    JsonNode reply = client.lastReply();
    assertEquals("completed", reply.path("status").asText());
    String item = reply.path("output").path(0).path("id").asText();
    assertArrayEquals(Voices.clip("weather"), client.sound(item));
    assertEquals(
        Voices.words("weather"),
        client.last("response.output_audio_transcript.done").path("transcript").asText());
    String heard = client.last("input_audio_buffer.committed").path("item_id").asText();
    assertArrayEquals(Voices.clip("question-weather"), client.service.heard(heard));
    assertEquals(
        heard, client.all("conversation.item.added").getLast().path("previous_item_id").asText());
  }

  @Test
  void betaSaysTheSameInItsOwnWords() {
    var client = TestClient.connected(Script.answering(Answer.clips("greeting")), TestClient.BETA);
    client.ask("Hello").run(10);
    assertEquals(
        List.of(
            "session.created",
            "conversation.item.created",
            "response.created",
            "response.output_item.added",
            "conversation.item.created",
            "response.content_part.added",
            "response.audio_transcript.delta",
            "response.audio.delta"),
        client.newTypes().subList(0, 8));
    JsonNode part = client.lastReply().path("output").path(0).path("content").path(0);
    assertEquals("audio", part.path("type").asText());
    assertEquals(Voices.words("greeting"), part.path("transcript").asText());
  }

  @Test
  void wordsRunAheadOfTheSound() {
    var client = TestClient.connected(Script.answering(Answer.clips("story")), TestClient.GA);
    client.ask("Go on").run(20);
    int lastWord = client.types().lastIndexOf("response.output_audio_transcript.delta");
    int lastSound = client.types().lastIndexOf("response.output_audio.delta");
    assertTrue(lastWord < lastSound - 5, lastWord + " and " + lastSound);
  }
}
