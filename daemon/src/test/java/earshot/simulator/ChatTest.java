package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Wav;
import earshot.hal.sim.SimTime;
import earshot.protocol.PublishedProtocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions: what is asked is judged, and the answer is spoken, at once or in a stream. */
class ChatTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v1/chat/completions";
  private static final String SPOKEN =
      "'model':'gpt-audio-1.5','modalities':['text','audio'],'audio':{'voice':'alloy','format':'wav'}";
  private static final String STREAMED =
      "'model':'gpt-audio-1.5','modalities':['text','audio'],'audio':{'voice':'alloy','format':'pcm16'},"
          + "'stream':true,'stream_options':{'include_usage':true}";

  private final SimTime time = new SimTime(0, 1_800_000_000_000L);

  /** One answer, as its client hears it. */
  private static final class Heard implements ChatClient {
    int status;
    String body = "";
    final List<JsonNode> chunks = new ArrayList<>();
    boolean done;
    boolean ended;

    @Override
    public void answer(int code, Map<String, String> headers, byte[] bytes) {
      status = code;
      body = new String(bytes, StandardCharsets.UTF_8);
      ended = true;
    }

    @Override
    public void begin(Map<String, String> headers) {
      status = 200;
    }

    @Override
    public void piece(byte[] event) {
      String text = new String(event, StandardCharsets.UTF_8).strip().replaceFirst("^data: ", "");
      if (text.equals("[DONE]")) {
        done = true;
        return;
      }
      try {
        chunks.add(JSON.readTree(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void cut() {
      ended = true;
    }

    JsonNode tree() throws IOException {
      return JSON.readTree(body);
    }

    String code() throws IOException {
      return tree().at("/error/code").asText();
    }
  }

  private SimulatedService service(Script script) {
    return new SimulatedService(script.with(Terms.USUAL.withKeys("sk-real")), time, 7);
  }

  private Heard ask(
      SimulatedService service, String path, Map<String, String> headers, String body) {
    var heard = new Heard();
    byte[] bytes = ("{" + body.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
    service.chat(path, headers, bytes, heard);
    time.runFor(60_000_000_000L);
    assertTrue(heard.ended);
    return heard;
  }

  private Heard ask(SimulatedService service, String body) {
    return ask(service, PATH, Map.of("Authorization", "Bearer sk-real"), body);
  }

  private static String question(String clip) {
    String data = Base64.getEncoder().encodeToString(Wav.bytes(Voices.clip(clip)));
    return "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'"
        + data
        + "','format':'wav'}}]}";
  }

  @Test
  void aSpokenQuestionIsAnsweredInSoundAndWords() throws Exception {
    Heard heard =
        ask(service(Script.usual()), SPOKEN + ",'messages':[" + question("question-weather") + "]");
    JsonNode message = heard.tree().at("/choices/0/message");
    assertEquals(Voices.words("weather"), message.at("/audio/transcript").asText());
    byte[] wav = Base64.getDecoder().decode(message.at("/audio/data").asText());
    assertArrayEquals(
        Voices.clip("weather"), Wav.read(new ByteArrayInputStream(wav), "the answer"));
    assertTrue(heard.tree().at("/usage/prompt_tokens_details/audio_tokens").asInt() > 10);
    assertTrue(heard.tree().at("/usage/completion_tokens_details/audio_tokens").asInt() > 20);
  }

  @Test
  void aStreamBringsTheSameInPieces() throws Exception {
    Heard heard =
        ask(
            service(Script.usual()),
            STREAMED + ",'messages':[" + question("question-weather") + "]");
    var sound = new ByteArrayOutputStream();
    var words = new StringBuilder();
    for (JsonNode chunk : heard.chunks) {
      JsonNode audio = chunk.at("/choices/0/delta/audio");
      words.append(audio.path("transcript").asText());
      sound.write(Base64.getDecoder().decode(audio.path("data").asText()));
    }
    assertEquals(Voices.words("weather"), words.toString());
    assertEquals(2 * Voices.clip("weather").length, sound.size());
    assertTrue(heard.done);
    assertTrue(heard.chunks.getLast().path("usage").path("total_tokens").asInt() > 0);
  }

  @Test
  void anAnswerCanBeReferredToForAWhile() throws Exception {
    SimulatedService service = service(Script.usual());
    String first = "{'role':'user','content':'hello'}";
    Heard heard = ask(service, SPOKEN + ",'messages':[" + first + "]");
    String id = heard.tree().at("/choices/0/message/audio/id").asText();
    String second =
        SPOKEN
            + ",'messages':["
            + first
            + ",{'role':'assistant','audio':{'id':'"
            + id
            + "'}},"
            + first
            + "]";
    assertEquals(200, ask(service, second).status);
    time.runFor(3_700_000_000_000L);
    assertEquals(400, ask(service, second).status);
  }

  @Test
  void toolsAreCalledInPiecesAndHaveToBeAnswered() throws Exception {
    Script script =
        Script.answering(
            new Answer(
                List.of(
                    new Answer.Call("light", "{\"on\":true,\"room\":\"kitchen\"}"),
                    new Answer.Call("get_time", "{}"))),
            Answer.say("Done."));
    SimulatedService service = service(script);
    String tools =
        ",'tools':[{'type':'function','function':{'name':'light','parameters':{'type':'object'}}}]";
    String asked = "{'role':'user','content':'light, please'}";
    Heard heard = ask(service, STREAMED + tools + ",'messages':[" + asked + "]");
    var arguments = new StringBuilder();
    String callId = "";
    for (JsonNode chunk : heard.chunks) {
      JsonNode call = chunk.at("/choices/0/delta/tool_calls/0");
      if (call.path("index").asInt(-1) != 0) continue;
      if (call.has("id")) callId = call.path("id").asText();
      arguments.append(call.at("/function/arguments").asText());
    }
    assertEquals("{\"on\":true,\"room\":\"kitchen\"}", arguments.toString());
    String called =
        asked
            + ",{'role':'assistant','content':null,'tool_calls':[{'id':'"
            + callId
            + "','type':'function','function':{'name':'light','arguments':'{}'}}]}";
    String answer = ",{'role':'tool','tool_call_id':'" + callId + "','content':'ok'}";
    assertEquals(
        200, ask(service, SPOKEN + tools + ",'messages':[" + called + answer + "]").status);
    Heard unanswered = ask(service, SPOKEN + tools + ",'messages':[" + called + "," + asked + "]");
    assertEquals(400, unanswered.status);
    assertTrue(unanswered.body.contains(callId), unanswered.body);
    Heard stranger =
        ask(service, SPOKEN + ",'messages':[" + asked + answer.replace(callId, "call_x") + "]");
    assertEquals(400, stranger.status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'messages':[{'role':'user','content':'x'}]                     | missing_required_parameter | model",
        "'model':'m','messages':[]                                      | missing_required_parameter | messages",
        "'model':'m','colour':1,'messages':[{'role':'user'}]            | unknown_parameter | colour",
        "'model':'m','modalities':['audio'],'messages':[]               | invalid_value | modalities",
        "'model':'m','modalities':['text','audio'],'messages':[]        | missing_required_parameter | audio",
        "'model':'m','messages':[{'role':'user','content':'x'}]         | invalid_value | model",
        "'model':'m','modalities':['text','audio'],'audio':{'voice':'a','format':'wav'},'stream':true,'messages':[] | unsupported_value | audio.format",
        "'model':'m','modalities':['text','audio'],'audio':{'voice':'a','format':'wav'},'messages':[{'role':'cat'}] | invalid_value | messages[0].role",
      })
  void whatIsWrongIsNamed(String body, String code, String param) throws Exception {
    Heard heard = ask(service(Script.usual()), body);
    assertEquals(400, heard.status);
    assertEquals(code, heard.code());
    assertEquals(param, heard.tree().at("/error/param").asText());
  }

  @Test
  void everyDoorWantsItsOwnKey() throws Exception {
    SimulatedService service = service(Script.usual());
    String body = SPOKEN + ",'messages':[{'role':'user','content':'hello'}]";
    String azure = "/openai/v1/chat/completions";
    String deployment = "/openai/deployments/talk/chat/completions?api-version=2025-01-01-preview";
    for (String path : List.of(azure, deployment)) {
      assertEquals(200, ask(service, path, Map.of("api-key", "sk-real"), body).status);
      assertEquals(200, ask(service, path, Map.of("Authorization", "Bearer sk-real"), body).status);
      assertEquals(401, ask(service, path, Map.of("api-key", "sk-no"), body).status);
    }
    Heard refused = ask(service, PATH, Map.of("Authorization", "Bearer sk-no"), body);
    assertEquals(401, refused.status);
    assertEquals("invalid_api_key", refused.code());
    assertTrue(!refused.body.contains("sk-no"));
  }

  @Test
  void anAnswerThatIsTooLongIsCutAndSaysSo() throws Exception {
    Heard heard =
        ask(
            service(Script.answering(Answer.sound(20))),
            SPOKEN + ",'max_completion_tokens':50,'messages':[{'role':'user','content':'talk'}]");
    assertEquals("length", heard.tree().at("/choices/0/finish_reason").asText());
    assertTrue(heard.tree().at("/usage/completion_tokens").asInt() <= 52);
  }

  @Test
  void whatItSaysFitsThePublishedSchemas() throws Exception {
    PublishedProtocol published = PublishedProtocol.find();
    var whole = published.judge("rest/chat-completions.response.schema.json");
    var piece = published.judge("rest/chat-completions.stream-chunk.schema.json");
    String asked = ",'messages':[{'role':'user','content':'hello'}]";
    Script script =
        Script.answering(
            Answer.clips("greeting"),
            new Answer(
                List.of(
                    new Answer.Say("Yes.", List.of(), 0), new Answer.Call("light", "{\"a\":1}"))));
    for (int i = 0; i < 2; i++) {
      SimulatedService service = service(script);
      for (int answer = 0; answer <= i; answer++) {
        whole.check(ask(service, SPOKEN + asked).tree());
      }
      SimulatedService another = service(script);
      for (int answer = 0; answer <= i; answer++) {
        ask(another, STREAMED + asked).chunks.forEach(piece::check);
      }
    }
  }
}
