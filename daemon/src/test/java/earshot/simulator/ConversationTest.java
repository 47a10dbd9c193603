package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Pcm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void soundComesAtItsPaceAndInBursts() {
    for (double pace : new double[] {1, 2, 4, 20}) {
      var delivery = Delivery.USUAL.withPace(pace).withBurst(1000);
      var client =
          TestClient.connected(Script.answering(Answer.sound(10)).with(delivery), TestClient.GA);
      client.ask("Go on").run(20);
      var times = new java.util.TreeMap<Long, Integer>();
      for (int i = 0; i < client.events.size(); i++) {
        String type = client.events.get(i).path("type").asText();
        if (type.equals("response.output_audio.delta")) {
          times.merge(client.atNanos.get(i), 1, Integer::sum);
        }
      }
      assertEquals(10, times.size(), "bursts at " + pace);
      assertTrue(times.values().stream().allMatch(count -> count == 10), times.toString());
      assertEquals(9 / pace, (times.lastKey() - times.firstKey()) / 1e9, 0.001);
    }
  }

  @Test
  void whatWasSaidAndHeardCanBeHadAndRecorded(@TempDir Path dir) throws Exception {
    var client = TestClient.connected(Script.answering(Answer.sound(5)), TestClient.GA);
    client.service.recording(dir.resolve("heard"));
    client.say(PUSH_TO_TALK).append(Voices.clip("question-hello"));
    client.say("{'type':'input_audio_buffer.commit'}").say("{'type':'response.create'}").run(1);
    client.say("{'type':'response.cancel'}");
    String item = client.lastReply().at("/output/0/id").asText();
    client.say(
        "{'type':'conversation.item.truncate','item_id':'%s','content_index':0,'audio_end_ms':100}"
            .formatted(item));
    assertArrayEquals(client.sound(item), client.service.said(item));
    assertTrue(client.service.said(item).length > Pcm.RATE);
    try (var files = Files.list(dir.resolve("heard"))) {
      Path file = files.findFirst().orElseThrow();
      short[] question = Voices.clip("question-hello");
      assertArrayEquals(Sound.PCM.encode(question, 0, question.length), Files.readAllBytes(file));
    }
    assertEquals(
        client.events.size(),
        client.service.log().stream().filter(each -> !each.fromClient()).count());
  }

  @Test
  void cuttingWhatIsStillBeingSaidStaysCut() {
    var client = TestClient.connected(Script.answering(Answer.clips("story")), TestClient.GA);
    client.ask("Go on").run(1);
    String item = client.last("response.output_item.added").at("/item/id").asText();
    client.say(
        "{'type':'conversation.item.truncate','item_id':'%s','content_index':0,'audio_end_ms':200}"
            .formatted(item));
    client.run(20).say("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");
    JsonNode part = client.last("conversation.item.retrieved").at("/item/content/0");
    assertEquals(9600, part.path("audio").asText().length() / 4 * 3);
    assertTrue(part.path("transcript").isNull());
  }

  @Test
  void aTranscriptionSessionWritesDownAndSaysNothing() {
    for (boolean ga : new boolean[] {true, false}) {
      Upgrade upgrade = ga ? TestClient.GA : TestClient.BETA;
      var client =
          TestClient.connected(
              Script.usual(), new Upgrade("/v1/realtime?intent=transcription", upgrade.headers()));
      client.say(
          ga
              ? "{'type':'session.update','session':{'type':'transcription','audio':{'input':{'transcription':{'model':'gpt-4o-transcribe'}}}}}"
              : "{'type':'transcription_session.update','session':{'input_audio_transcription':{'model':'gpt-4o-transcribe'}}}");
      client.silence(500).speak(Voices.clip("question-story")).silence(1500).run(5);
      assertEquals(
          Voices.words("question-story"),
          client
              .last("conversation.item.input_audio_transcription.completed")
              .path("transcript")
              .asText());
      assertTrue(client.all("response.created").isEmpty());
      client.last(ga ? "session.updated" : "transcription_session.updated");
      assertTrue(client.all("error").isEmpty());
    }
  }

  @Test
  void theVoicesAreOneLoudnessAndSmall() {
    int samples = 0;
    for (String name : Voices.names()) {
      short[] clip = Voices.clip(name);
      samples += clip.length;
      assertEquals(-20, Pcm.levelDb(clip, 0, clip.length), 1.5, name);
    }
    assertTrue(samples * 2 < 1_800_000, samples + " samples");
    assertTrue(Voices.clip("story").length > 6 * Pcm.RATE);
    short[] babble = Voices.babble(30, 1);
    assertEquals(-20, Pcm.levelDb(babble, 0, babble.length), 3);
  }
}
