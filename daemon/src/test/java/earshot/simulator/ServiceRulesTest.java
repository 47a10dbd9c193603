package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Pcm;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real service refuses, and what it does instead. */
class ServiceRulesTest {

  private static final Script LONG = Script.answering(Answer.sound(10));

  private static TestClient pushToTalk(Script script) {
    var client = TestClient.connected(script, TestClient.GA);
    client.say(
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}");
    return client;
  }

  private static void refused(TestClient client, String code, String param) {
    assertEquals(code, client.lastError().path("code").asText());
    assertEquals(param, client.lastError().path("param").asText());
    assertTrue(client.closes.isEmpty(), client.closes.toString());
  }

  @Test
  void aCommitUnderATenthOfASecondIsRefused() {
    var client = pushToTalk(LONG);
    client.append(new short[2376]).say("{'type':'input_audio_buffer.commit','event_id':'mine'}");
    refused(client, "input_audio_buffer_commit_empty", "null");
    assertEquals(
        "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 99.00ms of audio.",
        client.lastError().path("message").asText());
    assertEquals("mine", client.lastError().path("event_id").asText());
    client.append(new short[24]).say("{'type':'input_audio_buffer.commit'}");
    client.last("input_audio_buffer.committed");
  }

  @Test
  void aClearedBufferIsEmpty() {
    var client = pushToTalk(LONG);
    client.append(new short[24_000]).say("{'type':'input_audio_buffer.clear'}");
    client.say("{'type':'input_audio_buffer.commit'}");
    refused(client, "input_audio_buffer_commit_empty", "null");
  }

  @Test
  void thereIsOneActiveResponseAtMost() {
    var client = pushToTalk(LONG).say("{'type':'response.create'}").run(1);
    client.say("{'type':'response.create'}");
    refused(client, "conversation_already_has_active_response", "null");
    String active = client.last("response.created").at("/response/id").asText();
    assertTrue(client.lastError().path("message").asText().contains(active));
  }

  @Test
  void responsesBesideTheConversationLeaveNoTrace() {
    var client = pushToTalk(Script.answering(Answer.sound(5), Answer.say("aside")));
    client.say("{'type':'response.create'}").run(0.5);
    client.say(
        "{'type':'response.create','response':{'conversation':'none','output_modalities':['text'],'metadata':{'for':'me'},'input':[]}}");
    client.run(10);
    assertEquals(2, client.all("response.done").size());
    JsonNode aside = client.all("response.done").getFirst().path("response");
    assertEquals("me", aside.at("/metadata/for").asText());
    assertTrue(aside.path("conversation_id").isNull());
    String item = aside.at("/output/0/id").asText();
    assertFalse(
        client.all("conversation.item.added").stream()
            .anyMatch(event -> event.at("/item/id").asText().equals(item)));
  }

  @Test
  void cancellingNothingIsAnErrorAndNothingMore() {
    var client = pushToTalk(LONG).say("{'type':'response.cancel'}");
    refused(client, "response_cancel_not_active", "null");
  }

  @Test
  void aCancelledAnswerSaysNoMore() {
    var client = pushToTalk(LONG).say("{'type':'response.create'}").run(1);
    client.say("{'type':'response.cancel'}");
    JsonNode reply = client.lastReply();
    assertEquals("cancelled", reply.path("status").asText());
    assertEquals("client_cancelled", reply.at("/status_details/reason").asText());
    assertEquals("incomplete", reply.at("/output/0/status").asText());
    int deltas = client.all("response.output_audio.delta").size();
    client.run(20);
    assertEquals(deltas, client.all("response.output_audio.delta").size());
    assertEquals(1, client.all("response.done").size());
  }

  @Test
  void truncationForgetsTheWordsAndCannotReachPastTheEnd() {
    var client = pushToTalk(LONG).say("{'type':'response.create'}").run(1);
    client.say("{'type':'response.cancel'}");
    String item = client.lastReply().at("/output/0/id").asText();
    long millis = Pcm.millis(client.sound(item).length);
    String truncate =
        "{'type':'conversation.item.truncate','item_id':'" + item + "','content_index':0,";
    client.say(truncate + "'audio_end_ms':" + (millis + 1) + "}");
    refused(client, "invalid_value", "audio_end_ms");
    assertEquals(
        "Audio content of %dms is already shorter than %dms".formatted(millis, millis + 1),
        client.lastError().path("message").asText());

    client.say(truncate + "'audio_end_ms':500}");
    assertEquals(500, client.last("conversation.item.truncated").path("audio_end_ms").asInt());
    client.say("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");
    JsonNode part = client.last("conversation.item.retrieved").at("/item/content/0");
    assertTrue(part.path("transcript").isNull());
    assertEquals(24_000, part.path("audio").asText().length() / 4 * 3);

    client.say(truncate + "'audio_end_ms':501}");
    refused(client, "invalid_value", "audio_end_ms");
  }

  @Test
  void itemsStandWhereTheyAreAskedTo() {
    var client = pushToTalk(LONG);
    create(client, "b", "");
    create(client, "c", "");
    create(client, "a", "'previous_item_id':'root',");
    create(client, "bb", "'previous_item_id':'b',");
    List<String> before =
        client.all("conversation.item.added").stream()
            .map(event -> event.path("previous_item_id").asText())
            .toList();
    assertEquals(List.of("null", "b", "null", "b"), before);

    create(client, "x", "'previous_item_id':'nobody',");
    refused(client, "item_create_invalid_previous_item_id", "previous_item_id");
    create(client, "b", "");
    refused(client, "item_create_duplicate_item_id", "item.id");
    create(client, "an_id_of_more_than_thirty-two_chars", "");
    refused(client, "string_above_max_length", "item.id");
    client.say("{'type':'conversation.item.delete','item_id':'b'}");
    assertEquals("b", client.last("conversation.item.deleted").path("item_id").asText());
    client.say("{'type':'conversation.item.delete','item_id':'b'}");
    refused(client, "item_delete_invalid_item_id", "item_id");
  }

  private static void create(TestClient client, String id, String where) {
    client.say(
        "{'type':'conversation.item.create',%s'item':{'id':'%s','type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]}}"
            .formatted(where, id));
  }

  @Test
  void theVoiceStaysOnceItHasBeenHeard() {
    var client = pushToTalk(Script.answering(Answer.sound(1)));
    String update =
        "{'type':'session.update','session':{'type':'realtime','instructions':'%s','audio':{'output':{'voice':'%s'}}}}";
    client.say(update.formatted("One", "marin"));
    assertEquals(
        "marin", client.last("session.updated").at("/session/audio/output/voice").asText());
    client.say("{'type':'response.create'}").run(5);
    client.say(update.formatted("Two", "cedar"));
    refused(client, "cannot_update_voice", "session.audio.output.voice");
    client.say(update.formatted("Three", "marin"));
    client.say("{'type':'session.update','session':{'type':'realtime'}}");
    assertEquals("Three", client.last("session.updated").at("/session/instructions").asText());
  }

  @Test
  void malformedEventsAreNamedAndHaveNoEffect() {
    var client = pushToTalk(LONG);
    client.say("{'type':'session.update','session':{'type':'realtime','modalities':['text']}}");
    refused(client, "unknown_parameter", "session.modalities");
    client.say("{'type':'session.update','session':{'instructions':'x'}}");
    refused(client, "missing_required_parameter", "session.type");
    client.say("{'type':'session.updat'}");
    refused(client, "invalid_value", "type");
    client.say(
        "{'type':'session.update','session':{'type':'realtime','output_modalities':['audio','text']}}");
    refused(client, "invalid_value", "session.output_modalities");
    client.say("{'type':");
    refused(client, "invalid_json", "null");
    client.session().binary(new byte[3]);
    refused(client, "invalid_event", "null");
    client.say("{'type':'input_audio_buffer.append','audio':'###'}");
    refused(client, "invalid_value", "audio");
    client.say("{'type':'input_audio_buffer.append','audio':'AAAA','speed':1}");
    refused(client, "unknown_parameter", "speed");
    assertEquals(1, client.all("session.updated").size());
  }

  @Test
  void aToolsResultNeedsItsCall() {
    String output =
        "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'%s','output':'42'}}";
    var script =
        Script.answering(Answer.call("count", "{\"what\":\"sheep\"}"))
            .with(Script.Cue.after("count", Answer.say("There are {input}.")));
    var client = pushToTalk(script).say(output.formatted("call_none"));
    refused(client, "invalid_tool_call_id", "item.call_id");

    client.say("{'type':'response.create'}").run(2);
    JsonNode call = client.lastReply().at("/output/0");
    assertEquals("count", call.path("name").asText());
    assertEquals("{\"what\":\"sheep\"}", call.path("arguments").asText());
    client.say(output.formatted(call.path("call_id").asText()));
    client.say("{'type':'response.create'}").run(5);
    assertEquals("There are 42.", client.lastReply().at("/output/0/content/0/transcript").asText());
  }

  @Test
  void anAnswerEndsAtItsLimit() {
    var client = pushToTalk(LONG);
    client.say("{'type':'response.create','response':{'max_output_tokens':50}}").run(20);
    JsonNode reply = client.lastReply();
    assertEquals("incomplete", reply.path("status").asText());
    assertEquals("max_output_tokens", reply.at("/status_details/reason").asText());
    assertTrue(client.sound(reply.at("/output/0/id").asText()).length < 10 * Pcm.RATE / 2);
  }

  @Test
  void tokensAreCountedByRuleAndTheHistoryEachTimeAgain() {
    var client = pushToTalk(Script.answering(Answer.sound(10)));
    client.say("{'type':'session.update','session':{'type':'realtime','instructions':''}}");
    client.append(new short[Pcm.RATE * 6]).say("{'type':'input_audio_buffer.commit'}");
    client.say("{'type':'response.create'}").run(20);
    JsonNode first = client.lastReply().path("usage");
    assertEquals(60, first.path("input_tokens").asInt());
    assertEquals(200, first.at("/output_token_details/audio_tokens").asInt());
    int words = first.at("/output_token_details/text_tokens").asInt();
    assertEquals(0, first.at("/input_token_details/cached_tokens").asInt());

    client.append(new short[Pcm.RATE]).say("{'type':'input_audio_buffer.commit'}");
    client.say("{'type':'response.create'}").run(20);
    JsonNode second = client.lastReply().path("usage");
    assertEquals(60 + 200 + words + 10, second.path("input_tokens").asInt());
    assertEquals(words, second.at("/input_token_details/text_tokens").asInt());
    assertEquals(0, second.at("/input_token_details/cached_tokens").asInt());

    client.say("{'type':'response.create'}").run(20);
    JsonNode third = client.lastReply().path("usage");
    assertEquals(
        270 / 64 * 64, third.at("/input_token_details/cached_tokens_details/audio_tokens").asInt());
    assertEquals(
        third.path("input_tokens").asInt() + third.path("output_tokens").asInt(),
        third.path("total_tokens").asInt());
  }

  @Test
  void aSessionEndsAfterItsTime() {
    var client =
        TestClient.connected(LONG.with(Terms.USUAL.withSessionMillis(60_000)), TestClient.GA);
    long expires = client.last("session.created").at("/session/expires_at").asLong();
    assertEquals(1_800_000_060L, expires);
    client.run(61);
    assertEquals("session_expired", client.lastError().path("code").asText());
    assertEquals(List.of("1001 "), client.closes);
  }

  @Test
  void telephoneSoundIsUnderstoodAndSpoken() {
    var client = TestClient.connected(Script.usual(), TestClient.BETA);
    client.say(
        "{'type':'session.update','session':{'turn_detection':null,'input_audio_format':'g711_ulaw','output_audio_format':'g711_alaw'}}");
    short[] question = Voices.clip("question-timer");
    byte[] law = Sound.ULAW.encode(question, 0, question.length);
    String audio = java.util.Base64.getEncoder().encodeToString(law);
    client.say("{'type':'input_audio_buffer.append','audio':'" + audio + "'}");
    client.say("{'type':'input_audio_buffer.commit'}").say("{'type':'response.create'}").run(20);
    String item = client.lastReply().at("/output/0/id").asText();
    assertEquals(
        Voices.words("timer"), client.lastReply().at("/output/0/content/0/transcript").asText());
    long bytes = client.sound(item).length * 2L;
    assertEquals(Voices.clip("timer").length / 3.0, bytes, 10);
    double inDb = Pcm.levelDb(question, 0, question.length);
    short[] decoded = Sound.ULAW.decode(law);
    assertEquals(inDb, Pcm.levelDb(decoded, 0, decoded.length), 1);
  }

  @Test
  void lawsKeepEveryLevel() {
    for (Sound law : List.of(Sound.ULAW, Sound.ALAW)) {
      for (int level = -32_768; level < 32_768; level += 7) {
        var three = new short[3];
        Arrays.fill(three, (short) level);
        int back = law.decode(law.encode(three, 0, 3))[0];
        int allowed = Math.max(16, Math.abs(level) / 16);
        assertEquals(level, back, allowed, law + " at " + level);
      }
    }
  }

  @Test
  void beginsWithTheUsersOwnWordsWhenAsked() {
    var client = pushToTalk(Script.usual().hearing("Tell me a story about bees."));
    client.say(
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'transcription':{'model':'gpt-4o-transcribe'}}}}}");
    client.append(Voices.babble(1, 3)).say("{'type':'input_audio_buffer.commit'}").run(1);
    JsonNode completed = client.last("conversation.item.input_audio_transcription.completed");
    assertEquals("Tell me a story about bees.", completed.path("transcript").asText());
    client.say("{'type':'response.create'}").run(20);
    assertEquals(
        Voices.words("story"), client.lastReply().at("/output/0/content/0/transcript").asText());
  }

  @Test
  void unknownSpeechIsAnsweredInOrderAndSilenceIsNotUnderstood() {
    var client = pushToTalk(Script.usual());
    client.append(Voices.babble(2, 5)).say("{'type':'input_audio_buffer.commit'}");
    client.say("{'type':'response.create'}").run(20);
    assertEquals(
        Voices.words("weather"), client.lastReply().at("/output/0/content/0/transcript").asText());
    client.append(new short[Pcm.RATE]).say("{'type':'input_audio_buffer.commit'}");
    client.say("{'type':'response.create'}").run(20);
    assertEquals(
        Voices.words("sorry"), client.lastReply().at("/output/0/content/0/transcript").asText());
  }

  @Test
  void everyQuestionAmongTheClipsIsUnderstoodThroughAQuietMicrophone() {
    for (String name : Voices.names()) {
      if (!name.startsWith("question-")) continue;
      short[] quiet = Arrays.copyOf(new short[7000], 7000 + Voices.clip(name).length + 9000);
      for (int i = 0; i < Voices.clip(name).length; i++) {
        quiet[7000 + i] = (short) (Voices.clip(name)[i] / 5);
      }
      assertEquals(Voices.words(name), Recogniser.words(quiet));
    }
    assertEquals("", Recogniser.words(new short[48_000]));
    assertEquals(null, Recogniser.words(Voices.clip("story")));
  }

  @Test
  void upgradesThatCannotBeAreRefusedEachInItsWay() {
    assertEquals("401", refusedUpgrade("/openai/v1/realtime?model=d", Map.of()));
    assertEquals(
        "401",
        refusedUpgrade(
            "/openai/v1/realtime?model=d&api-version=2025-04-01", Map.of("api-key", "k")));
    assertEquals("404", refusedUpgrade("/openai/realtime?deployment=d", Map.of("api-key", "k")));
    assertEquals("404", refusedUpgrade("/elsewhere", Map.of()));
    assertEquals(
        "beta",
        refusedUpgrade("/openai/realtime?api-version=1&deployment=d", Map.of("api-key", "k")));
    assertEquals("ga", refusedUpgrade("/openai/v1/realtime?model=d&api-key=k", Map.of()));
    var bearer = Map.of("Authorization", "Bearer k");
    assertEquals(
        "3000 invalid_request_error.invalid_api_key",
        refusedUpgrade("/v1/realtime?model=m", Map.of()));
    assertEquals(
        "4000 invalid_request_error.missing_model", refusedUpgrade("/v1/realtime", bearer));
    assertEquals(
        "4000 invalid_request_error.invalid_model",
        refusedUpgrade("/v1/realtime?model=gpt-5", bearer));
    assertEquals(
        "ga",
        refusedUpgrade(
            "/v1/realtime?model=m",
            Map.of("sec-websocket-protocol", "realtime, openai-insecure-api-key.k")));
  }

  /** The status, the close or, where all is well, the dialect. */
  private static String refusedUpgrade(String path, Map<String, String> headers) {
    var client = new TestClient(LONG);
    try {
      client.service.connect(new Upgrade(path, headers), client);
    } catch (RefusedUpgrade e) {
      return "" + e.status();
    }
    client.run(1);
    if (!client.closes.isEmpty()) return client.closes.getFirst();
    return client.last("session.created").path("session").has("modalities") ? "beta" : "ga";
  }

  @Test
  void modelsThatAreNotThereAndBetaThatIsNoMore() {
    var terms = Terms.USUAL.withModels("gpt-realtime-2.1").withBeta(false);
    var client = TestClient.connected(LONG.with(terms), TestClient.BETA);
    assertEquals(List.of("4000 invalid_request_error.beta_api_shape_disabled"), client.closes);
    var other = new Upgrade("/v1/realtime?model=my-realtime", TestClient.GA.headers());
    client = TestClient.connected(LONG.with(terms), other);
    assertEquals(List.of("4004 invalid_request_error.model_not_found"), client.closes);
  }

  @Test
  void aClipIsSharedAndNeverChanged() {
    short[] before = Voices.clip("weather").clone();
    var client = pushToTalk(Script.answering(Answer.clips("weather")));
    client.say("{'type':'response.create'}").run(10);
    assertArrayEquals(before, Voices.clip("weather"));
  }
}
