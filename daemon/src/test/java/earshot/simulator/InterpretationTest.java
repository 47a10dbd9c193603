package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The simulated translator, asked by hand. */
class InterpretationTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SECOND = 1_000_000_000L;

  private final SimTime time = new SimTime(0, 1_780_000_000_000L);
  private final List<JsonNode> heard = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();

  private final Client client =
      new Client() {
        @Override
        public void text(byte[] message) {
          try {
            heard.add(JSON.readTree(message));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void close(int code, String reason) {
          closed.add(code);
        }
      };

  private Session open(Script script, String path, Map<String, String> headers) {
    try {
      Session session =
          new SimulatedService(script, time, 1).connect(new Upgrade(path, headers), client);
      time.runFor(SECOND);
      return session;
    } catch (RefusedUpgrade e) {
      throw new AssertionError(e);
    }
  }

  private Session open() {
    return open(
        Script.usual(),
        "/v1/realtime/translations?model=gpt-realtime-translate",
        Map.of("Authorization", "Bearer k"));
  }

  private void say(Session session, String json) {
    session.text(json.replace('`', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void append(Session session, short[] sound, int samples) {
    var bytes = new byte[2 * samples];
    Pcm.toBytes(sound, 0, bytes, 0, Math.min(samples, sound.length));
    String base64 = Base64.getEncoder().encodeToString(bytes);
    say(session, "{`type`:`session.input_audio_buffer.append`,`audio`:`" + base64 + "`}");
  }

  private List<JsonNode> of(String type) {
    return heard.stream().filter(event -> event.path("type").asText().equals(type)).toList();
  }

  private String words(String type) {
    return of(type).stream().map(e -> e.path("delta").asText()).collect(Collectors.joining());
  }

  private JsonNode last() {
    return heard.getLast();
  }

  @Test
  void aSessionSaysWhatItIsAndWhatItIsSetTo() {
    Session session = open();
    assertEquals("session.created", last().path("type").asText());
    assertEquals("translation", last().at("/session/type").asText());
    say(
        session,
        "{`type`:`session.update`,`session`:{`audio`:{`output`:{`language`:`es`},`input`:"
            + "{`transcription`:{`model`:`w`},`noise_reduction`:{`type`:`near_field`}}}}}");
    assertEquals("session.updated", last().path("type").asText());
    assertEquals("es", last().at("/session/audio/output/language").asText());
    assertEquals("w", last().at("/session/audio/input/transcription/model").asText());
    assertEquals("near_field", last().at("/session/audio/input/noise_reduction/type").asText());
  }

  @Test
  void whoStopsFeedingItHearsNoMore() {
    Session session = open();
    short[] question = Voices.clip("question-weather");
    append(session, question, question.length + Pcm.RATE);
    time.runFor(60 * SECOND);
    int pieces = of("session.output_audio.delta").size();
    assertTrue(pieces > 0 && pieces < 6, pieces + " pieces");
    append(session, new short[0], 20 * Pcm.RATE);
    time.runFor(SECOND);
    assertTrue(of("session.output_audio.delta").size() > pieces + 5);
    List<Long> elapsed =
        of("session.output_audio.delta").stream().map(e -> e.path("elapsed_ms").asLong()).toList();
    assertEquals(elapsed.stream().sorted().toList(), elapsed);
    assertEquals(0, elapsed.getFirst() % 200);
  }

  @Test
  void aCloseLetsItFinishFirst() {
    Session session = open();
    say(
        session,
        "{`type`:`session.update`,`session`:{`audio`:{`input`:{`transcription`:{`model`:`w`}},"
            + "`output`:{`language`:`fr`}}}}");
    short[] question = Voices.clip("question-timer");
    append(session, question, question.length);
    say(session, "{`type`:`session.close`}");
    time.runFor(5 * SECOND);
    assertEquals(
        " (fr) " + Voices.words("question-timer"), words("session.output_transcript.delta"));
    assertEquals(" " + Voices.words("question-timer"), words("session.input_transcript.delta"));
    assertEquals("session.closed", last().path("type").asText());
    assertEquals(List.of(1000), closed);
  }

  @Test
  void theSpeakersWordsAreToldOnlyWhenAskedFor() {
    Session session = open();
    short[] question = Voices.clip("question-timer");
    append(session, question, question.length + Pcm.RATE);
    time.runFor(SECOND);
    assertEquals(List.of(), of("session.input_transcript.delta"));
    assertTrue(!of("session.output_transcript.delta").isEmpty());
  }

  @Test
  void whatIsNotOfATranslationIsRefused() {
    Session session = open();
    for (String wrong :
        List.of(
            "{`type`:`response.create`}",
            "{`type`:`input_audio_buffer.commit`}",
            "{`type`:`session.update`,`session`:{`type`:`translation`}}",
            "{`type`:`session.input_audio_buffer.append`,`audio`:`*`}",
            "{`type`:`session.input_audio_buffer.append`,`audio`:`AQAC`}",
            "{`type`")) {
      heard.clear();
      say(session, wrong);
      assertEquals("error", last().path("type").asText(), wrong);
    }
    session.binary(new byte[1]);
    assertEquals("invalid_event", last().at("/error/code").asText());
  }

  @Test
  void theDoorIsThatOfConversations() {
    Script strict = Script.usual().with(Terms.USUAL.withKeys("k"));
    open(
        strict,
        "/v1/realtime/translations?model=gpt-realtime-translate",
        Map.of("Authorization", "Bearer x"));
    assertEquals("invalid_api_key", last().at("/error/code").asText());
    assertEquals(List.of(3000), closed);
    var azure = new Upgrade("/openai/v1/realtime/translations?model=m", Map.of("api-key", "wrong"));
    RefusedUpgrade refused =
        assertThrows(
            RefusedUpgrade.class,
            () -> new SimulatedService(strict, time, 1).connect(azure, client));
    assertEquals(401, refused.status());
  }

  @Test
  void onlyATranslatorTranslates() {
    open(
        Script.usual(),
        "/v1/realtime/translations?model=gpt-realtime-2.1",
        Map.of("Authorization", "Bearer k"));
    assertEquals("invalid_model", last().at("/error/code").asText());
    assertEquals(List.of(4000), closed);
  }
}
