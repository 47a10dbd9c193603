package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chat Completions on virtual time: what is answered, what is refused, what goes wrong. */
class ChatTest {

  private static final String SPOKEN =
      "'model':'gpt-audio-1.5','modalities':['text','audio'],'audio':{'voice':'alloy','format':'%s'}";
  private static final String STREAM =
      SPOKEN.formatted("pcm16") + ",'stream':true,'stream_options':{'include_usage':true}";
  private static final String TOOLS =
      ",'tools':[{'type':'function','function':{'name':'get_time','parameters':{'type':'object'}}}]";

  private static final String HELLO = ",'messages':[{'role':'user','content':'hello'}]";

  private static String question(String clip) {
    short[] sound = Voices.clip(clip);
    String data = Base64.getEncoder().encodeToString(ChatSound.wav(sound, sound.length));
    return ",'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'"
        + data
        + "','format':'wav'}}]}]";
  }

  @Test
  void aSpokenQuestionIsAnsweredAloudAsAStream() {
    var chat = new TestChat(Script.usual());
    chat.ask(STREAM + question("question-weather"));
    assertTrue(chat.ended, "the stream ends");
    assertEquals("[DONE]", chat.pieces.getLast());
    var sound = new ByteArrayOutputStream();
    var words = new StringBuilder();
    for (JsonNode chunk : chat.chunks()) {
      JsonNode audio = chunk.at("/choices/0/delta/audio");
      sound.writeBytes(Base64.getDecoder().decode(audio.path("data").asText()));
      words.append(audio.path("transcript").asText());
    }
    Answer.Say said = (Answer.Say) answerTo("weather").parts().getFirst();
    short[] meant = Voices.clips(said.clips());
    assertEquals(said.words(), words.toString());
    assertArrayEquals(ChatSound.raw(meant, 0, meant.length), sound.toByteArray());
    List<JsonNode> chunks = chat.chunks();
    assertEquals("stop", chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText());
    JsonNode usage = chunks.getLast().path("usage");
    assertTrue(usage.at("/completion_tokens_details/audio_tokens").asInt() > 0);
    assertTrue(usage.at("/prompt_tokens_details/audio_tokens").asInt() > 0);
    assertFalse(usage.path("prompt_tokens_details").has("cached_tokens"));
  }

  private static Answer answerTo(String word) {
    for (Script.Cue cue : Script.usual().cues()) {
      if (cue.words().contains(word)) return cue.answer();
    }
    throw new AssertionError("nothing is said to " + word);
  }

  @Test
  void aWholeAnswerIsAWavFile() {
    var chat = new TestChat(Script.answering(Answer.clips("greeting")));
    chat.ask(SPOKEN.formatted("wav") + HELLO);
    assertEquals(200, chat.status);
    JsonNode message = chat.body().at("/choices/0/message");
    assertTrue(message.path("content").isNull());
    byte[] wav = Base64.getDecoder().decode(message.at("/audio/data").asText());
    assertArrayEquals(Voices.clip("greeting"), ChatSound.ofWav(wav));
    assertEquals(Voices.words("greeting"), message.at("/audio/transcript").asText());
  }

  @Test
  void whatWasSaidIsNamedByItsSoundUntilThatExpires() {
    var chat = new TestChat(Script.answering(Answer.clips("greeting")));
    chat.ask(SPOKEN.formatted("pcm16") + HELLO);
    String id = chat.body().at("/choices/0/message/audio/id").asText();
    String next =
        SPOKEN.formatted("pcm16")
            + ",'messages':[{'role':'user','content':'hello'},{'role':'assistant','audio':{'id':'"
            + id
            + "'}},{'role':'user','content':'again'}]";
    chat.ask(next);
    assertEquals(200, chat.status);
    assertTrue(chat.body().at("/usage/prompt_tokens_details/audio_tokens").asInt() > 0);
    chat.time.runFor(3_600 * TestClient.SECOND);
    chat.ask(next);
    assertEquals(400, chat.status);
    assertEquals("messages[1].audio.id", chat.error().path("param").asText());
  }

  @Test
  void functionsAreCalledInPiecesAndAnswered() {
    Answer two =
        new Answer(
            List.of(
                new Answer.Call("get_time", "{\"zone\":\"Europe/Vienna\"}"),
                new Answer.Call("get_time", "not JSON")));
    var chat =
        new TestChat(
            Script.answering(two).with(Script.Cue.after("get_time", Answer.say("It is {input}."))));
    chat.ask(STREAM + TOOLS + HELLO);
    var arguments = new StringBuilder();
    String finish = "";
    for (JsonNode chunk : chat.chunks()) {
      JsonNode call = chunk.at("/choices/0/delta/tool_calls/0");
      if (call.path("index").asInt() == 0) {
        arguments.append(call.at("/function/arguments").asText());
      }
      finish += chunk.at("/choices/0/finish_reason").asText("").replace("null", "");
    }
    assertEquals("{\"zone\":\"Europe/Vienna\"}", arguments.toString());
    assertEquals("tool_calls", finish);
    String called =
        ",'messages':[{'role':'user','content':'hello'},{'role':'assistant','tool_calls':[{'id':'call_1','type':'function','function':{'name':'get_time','arguments':'{}'}}]}";
    chat.ask(STREAM + TOOLS + called + ",{'role':'user','content':'well?'}]");
    assertEquals(400, chat.status);
    assertTrue(chat.error().path("message").asText().contains("call_1"));
    chat.ask(
        SPOKEN.formatted("wav")
            + TOOLS
            + called
            + ",{'role':'tool','tool_call_id':'call_1','content':'noon'}]");
    assertEquals("It is noon.", chat.body().at("/choices/0/message/audio/transcript").asText());
    chat.ask(STREAM + TOOLS + ",'tool_choice':'none'" + HELLO);
    for (JsonNode chunk : chat.chunks()) {
      assertTrue(chunk.at("/choices/0/delta/tool_calls").isMissingNode());
    }
  }

  @Test
  void whatIsWrongIsRefusedByItsName() {
    var chat = new TestChat(Script.usual().with(Terms.USUAL.withKeys("sk-test")));
    chat.refused(400, "unsupported_value", SPOKEN.formatted("wav") + ",'stream':true" + HELLO);
    chat.refused(400, "unknown_parameter", SPOKEN.formatted("wav") + ",'voice':'alloy'" + HELLO);
    chat.refused(400, "missing_required_parameter", "'model':'gpt-audio-1.5'");
    chat.refused(
        400,
        "missing_required_parameter",
        "'model':'gpt-audio-1.5','modalities':['text','audio']" + HELLO);
    chat.refused(400, "invalid_value", "'model':'gpt-audio-1.5'" + HELLO);
    chat.refused(
        400, "invalid_value", SPOKEN.formatted("wav") + ",'max_completion_tokens':5000" + HELLO);
    chat.refused(400, "invalid_value", SPOKEN.formatted("wav") + ",'tool_choice':'auto'" + HELLO);
    chat.refused(
        404, "null", SPOKEN.formatted("wav").replace("gpt-audio-1.5", "gpt-realtime") + HELLO);
    chat.headers = Map.of("Authorization", "Bearer sk-other");
    chat.refused(401, "invalid_api_key", SPOKEN.formatted("wav") + HELLO);
  }

  @Test
  void azureIsReachedByDeploymentOrByModel() {
    var chat =
        new TestChat(
            Script.answering(Answer.say("Hello."))
                .with(Terms.USUAL.withKeys("secret").withModels("mine")));
    chat.headers = Map.of("api-key", "secret");
    String audio =
        ",'modalities':['text','audio'],'audio':{'voice':'alloy','format':'wav'}" + HELLO;
    chat.path = "/openai/deployments/mine/chat/completions?api-version=2025-04-01-preview";
    chat.ask(audio.substring(1));
    assertEquals(200, chat.status);
    chat.path = "/openai/v1/chat/completions";
    chat.ask("'model':'mine'" + audio);
    assertEquals(200, chat.status);
    chat.refused(404, "DeploymentNotFound", "'model':'theirs'" + audio);
    chat.path = "/openai/deployments/mine/chat/completions";
    chat.refused(404, "404", audio.substring(1));
    chat.path = "/openai/v1/chat/completions";
    chat.headers = Map.of("api-key", "wrong");
    chat.refused(401, "401", "'model':'mine'" + audio);
  }

  @Test
  void anAnswerEndsAtItsLimit() {
    var chat = new TestChat(Script.answering(Answer.sound(30)));
    chat.ask(SPOKEN.formatted("pcm16") + ",'max_completion_tokens':400" + HELLO);
    assertEquals("length", chat.body().at("/choices/0/finish_reason").asText());
    assertEquals(400, chat.body().at("/usage/completion_tokens").asInt());
  }

  @Test
  void aLongBeginningReadBeforeIsCached() {
    var chat = new TestChat(Script.answering(Answer.say("Yes.")));
    String system = ",'messages':[{'role':'system','content':'" + "words ".repeat(1000) + "'}";
    String ask = SPOKEN.formatted("pcm16") + system + ",{'role':'user','content':'%s'}]";
    chat.ask(ask.formatted("one"));
    assertFalse(chat.body().at("/usage/prompt_tokens_details").has("cached_tokens"));
    chat.ask(ask.formatted("a second"));
    assertEquals(1408, chat.body().at("/usage/prompt_tokens_details/cached_tokens").asInt());
  }

  @Test
  void aStreamBreaksWhereTheScriptSays() {
    When third = new When(Point.CHAT_PIECE, 1, 0, 3, 0, 0);
    Script talk = Script.answering(Answer.sound(2));
    var cut = new TestChat(talk.with(third, new Misbehaviour.Cut()));
    cut.ask(STREAM + HELLO);
    assertTrue(cut.cut);
    assertEquals(3, cut.pieces.size());
    cut.ask(STREAM + HELLO);
    assertTrue(cut.ended, "only the first is cut");

    var stalled = new TestChat(talk.with(third, new Misbehaviour.Stall(50_000)));
    stalled.ask(STREAM + HELLO, 40);
    assertEquals(3, stalled.pieces.size());
    stalled.time.runFor(30 * TestClient.SECOND);
    assertTrue(stalled.ended);

    var garbage = new TestChat(talk.with(third, new Misbehaviour.Garbage("{\"id\":")));
    garbage.ask(STREAM + HELLO);
    assertTrue(garbage.pieces.contains("{\"id\":"));
    assertTrue(garbage.ended);

    var open = new TestChat(talk.with(When.at(Point.CHAT_END), new Misbehaviour.Withhold()));
    open.ask(STREAM + HELLO);
    for (JsonNode chunk : open.chunks()) {
      assertTrue(chunk.at("/choices/0/finish_reason").isNull() || chunk.path("choices").isEmpty());
    }

    var filtered =
        new TestChat(
            talk.with(When.at(Point.CHAT_END), new Misbehaviour.Incomplete("content_filter")));
    filtered.ask(SPOKEN.formatted("wav") + HELLO);
    assertEquals("content_filter", filtered.body().at("/choices/0/finish_reason").asText());
  }

  @Test
  void aBusyServiceRefusesTheFirstRequestOnly() {
    var busy =
        new Misbehaviour.Refuse(
            429, "{\"error\":{\"message\":\"slow down\"}}", Map.of("Retry-After", "7"));
    var chat =
        new TestChat(Script.answering(Answer.say("Hello.")).with(When.at(Point.CHAT).on(1), busy));
    chat.ask(STREAM + HELLO);
    assertEquals(429, chat.status);
    assertEquals("7", chat.answerHeaders.get("Retry-After"));
    chat.ask(STREAM + HELLO);
    assertTrue(chat.ended);
  }

  @Test
  void whoHangsUpHearsNothingMore() {
    var chat = new TestChat(Script.answering(Answer.sound(10)));
    ChatCall call = chat.open(STREAM + HELLO);
    chat.time.runFor(TestClient.SECOND);
    int heard = chat.pieces.size();
    assertTrue(heard > 1);
    call.gone();
    chat.time.runFor(60 * TestClient.SECOND);
    assertEquals(heard, chat.pieces.size());
    assertFalse(chat.ended);
    assertNull(chat.whole);
  }
}
