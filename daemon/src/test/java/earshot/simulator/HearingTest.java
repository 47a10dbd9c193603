package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Pcm;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service finds out by itself when its user speaks. */
class HearingTest {

  private static final Script STORY = Script.answering(Answer.clips("story"));

  private static TestClient hearing(Script script, String detection) {
    var client = TestClient.connected(script, TestClient.GA);
    client.say(
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':"
            + detection
            + "}}}}");
    return client;
  }

  /** A second of silence, so many of sound, and no more. */
  private static TestClient secondsOfSpeech(TestClient client, double seconds) {
    return client.silence(1000).speak(Voices.babble(seconds, 9));
  }

  @Test
  void speechIsFramedAndAnswered() {
    var client =
        hearing(STORY, "{'type':'server_vad','silence_duration_ms':400,'prefix_padding_ms':200}");
    secondsOfSpeech(client, 2).silence(1000);
    JsonNode started = client.last("input_audio_buffer.speech_started");
    JsonNode stopped = client.last("input_audio_buffer.speech_stopped");
    long from = started.path("audio_start_ms").asLong();
    long to = stopped.path("audio_end_ms").asLong();
    assertTrue(from >= 800 && from < 1000, "began at " + from);
    assertTrue(to >= 3200 && to <= 3500, "ended at " + to);
    String item = started.path("item_id").asText();
    assertEquals(item, stopped.path("item_id").asText());
    assertEquals(item, client.last("input_audio_buffer.committed").path("item_id").asText());
    short[] all = Arrays.copyOf(new short[Pcm.RATE], 5 * Pcm.RATE);
    System.arraycopy(Voices.babble(2, 9), 0, all, Pcm.RATE, 2 * Pcm.RATE);
    short[] said = Arrays.copyOfRange(all, (int) Pcm.samples(from), (int) Pcm.samples(to));
    assertArrayEquals(said, client.service.heard(item));
    client.last("response.created");
  }

  @Test
  void silenceAndClicksAreNotSpeech() {
    var client = hearing(STORY, "{'type':'server_vad'}").silence(2000);
    var click = new short[Pcm.FRAME * 2];
    Arrays.fill(click, (short) 20_000);
    client.speak(click).silence(2000);
    assertTrue(client.all("input_audio_buffer.speech_started").isEmpty());
  }

  @Test
  void aHigherThresholdHearsOnlyLouderSpeech() {
    short[] quiet = Voices.babble(2, 9);
    for (int i = 0; i < quiet.length; i++) quiet[i] /= 10;
    var keen = hearing(STORY, "{'type':'server_vad','threshold':0.3}").speak(quiet);
    assertEquals(1, keen.all("input_audio_buffer.speech_started").size());
    var dull = hearing(STORY, "{'type':'server_vad','threshold':0.9}").speak(quiet);
    assertEquals(0, dull.all("input_audio_buffer.speech_started").size());
  }

  @Test
  void speakingOverTheAnswerCancelsIt() {
    var client = hearing(STORY, "{'type':'server_vad','interrupt_response':true}");
    client.say("{'type':'response.create'}").run(1).speak(Voices.babble(1, 9));
    assertEquals("turn_detected", client.lastReply().at("/status_details/reason").asText());
    int started = client.types().indexOf("input_audio_buffer.speech_started");
    assertTrue(started < client.types().indexOf("response.done"));
  }

  @Test
  void withoutInterruptionTheAnswerGoesOnAndNoSecondBegins() {
    var client =
        hearing(STORY, "{'type':'server_vad','interrupt_response':false,'create_response':true}");
    client.say("{'type':'response.create'}").run(1);
    client.speak(Voices.babble(0.5, 9)).silence(500).run(20);
    assertEquals("completed", client.lastReply().path("status").asText());
    assertEquals(1, client.all("response.created").size());
    assertTrue(client.all("error").isEmpty());
  }

  @Test
  void withoutCreationTheClientAsks() {
    var client = hearing(STORY, "{'type':'server_vad','create_response':false}");
    secondsOfSpeech(client, 1).silence(1000).run(5);
    client.last("input_audio_buffer.committed");
    assertTrue(client.all("response.created").isEmpty());
  }

  @Test
  void semanticDetectionWaitsAsEagerlyAsToldAndIsDeafOnAzure() {
    var hasty = hearing(STORY, "{'type':'semantic_vad','eagerness':'high'}");
    secondsOfSpeech(hasty, 1).silence(800);
    assertEquals(1, hasty.all("input_audio_buffer.speech_stopped").size());
    var patient = hearing(STORY, "{'type':'semantic_vad','eagerness':'low'}");
    secondsOfSpeech(patient, 1).silence(1500);
    assertEquals(0, patient.all("input_audio_buffer.speech_stopped").size());
    patient.silence(1000);
    assertEquals(1, patient.all("input_audio_buffer.speech_stopped").size());

    var azure =
        TestClient.connected(
            STORY, new Upgrade("/openai/v1/realtime?model=d", Map.of("api-key", "k")));
    azure.say(
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':{'type':'semantic_vad'}}}}}");
    secondsOfSpeech(azure, 1).silence(3000);
    assertEquals(
        "semantic_vad",
        azure.last("session.updated").at("/session/audio/input/turn_detection/type").asText());
    assertTrue(azure.all("input_audio_buffer.speech_started").isEmpty());
  }

  @Test
  void aLongSilenceAfterTheAnswerMakesItAskAgain() {
    var client =
        hearing(Script.answering(Answer.sound(4)), "{'type':'server_vad','idle_timeout_ms':6000}");
    client.say("{'type':'response.create'}");
    client.silence(9_000);
    assertTrue(client.all("input_audio_buffer.timeout_triggered").isEmpty());
    client.silence(2_500);
    JsonNode timeout = client.last("input_audio_buffer.timeout_triggered");
    long lasted = timeout.path("audio_end_ms").asLong() - timeout.path("audio_start_ms").asLong();
    assertEquals(6000, lasted, 100);
    assertEquals(2, client.all("response.created").size());
    assertEquals(
        timeout.path("item_id"), client.last("input_audio_buffer.committed").path("item_id"));
  }

  @Test
  void whoeverSpeaksInTimeIsNotAsked() {
    var client =
        hearing(Script.answering(Answer.sound(1)), "{'type':'server_vad','idle_timeout_ms':6000}");
    client.say("{'type':'response.create'}").silence(5_000).speak(Voices.babble(4, 9));
    assertTrue(client.all("input_audio_buffer.timeout_triggered").isEmpty());
  }

  @Test
  void hoursOfSilenceTakeNoRoom() {
    var buffer = new InputBuffer();
    var second = new short[Pcm.RATE];
    for (int i = 0; i < 3600; i++) {
      buffer.append(second, second.length);
      buffer.forget(buffer.written() - 1000);
    }
    assertEquals(3600L * Pcm.RATE, buffer.written());
    assertEquals(1000, buffer.written() - buffer.from());
  }
}
