package earshot.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.protocol.PublishedProtocol;
import earshot.protocol.SchemaJudge;
import earshot.realtime.SessionSpec.NoiseReduction;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of a translation, against what has been published and by hand. */
class TranslationDialectTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Three samples: 1, 2 and -1. */
  private static final String SOUND = "AQACAP//";

  private final Dialect dialect = new TranslationDialect("es");

  private ServerEvent read(String json) throws MalformedEvent {
    return dialect.read(json.replace('`', '"').getBytes(UTF_8));
  }

  private static SessionSpec spec(
      @Nullable String transcriber, @Nullable NoiseReduction noiseReduction) {
    return new SessionSpec(
        "m",
        true,
        null,
        null,
        new SessionSpec.ByRelease(),
        transcriber == null ? null : new SessionSpec.Transcription(transcriber, "de", "x"),
        noiseReduction,
        null,
        null,
        null,
        null,
        List.of());
  }

  private JsonNode written(SessionSpec spec) throws IOException {
    return JSON.readTree(dialect.write(new ClientEvent.UpdateSession(spec), "e"));
  }

  @Test
  void everythingOfASessionIsSaidEvenWhatIsOff() throws IOException {
    assertEquals(
        JSON.readTree(
            """
            {"event_id":"e","type":"session.update","session":{"audio":{
              "input":{"transcription":null,"noise_reduction":null},"output":{"language":"es"}}}}
            """),
        written(spec(null, null)));
    assertEquals(
        JSON.readTree(
            """
            {"event_id":"e","type":"session.update","session":{"audio":{
              "input":{"transcription":{"model":"w"},"noise_reduction":{"type":"far_field"}},
              "output":{"language":"es"}}}}
            """),
        written(spec("w", NoiseReduction.FAR_FIELD)));
  }

  @Test
  void whatIsWrittenIsAsTheSchemaSays() throws IOException {
    SchemaJudge judge = PublishedProtocol.strictClient("translation");
    judge.check(written(spec(null, null)));
    judge.check(written(spec("w", NoiseReduction.NEAR_FIELD)));
    for (int samples : new int[] {0, 1, 2, 3, 480, 4800}) {
      judge.check(dialect.append(new short[samples], 0, samples));
    }
  }

  @Test
  void whatSpeaksOfTurnsIsNotWritten() {
    assertThrows(
        IllegalArgumentException.class, () -> dialect.write(new ClientEvent.CommitInput(), "e"));
  }

  @Test
  void soundGoesOutAsItIs() throws IOException {
    JsonNode append = JSON.readTree(dialect.append(new short[] {9, 1, 2, -1, 9}, 1, 3));
    assertEquals("session.input_audio_buffer.append", append.path("type").asText());
    assertEquals(SOUND, append.path("audio").asText());
    assertArrayEquals(
        new byte[] {1, 0, 2, 0, -1, -1}, Base64.getDecoder().decode(append.path("audio").asText()));
  }

  @Test
  void soundAndWordsComeWithTheirPlaceInTime() throws MalformedEvent {
    var spoken =
        assertInstanceOf(
            ServerEvent.TranslationSpoken.class,
            read(
                "{`event_id`:`e`,`delta`:`"
                    + SOUND
                    + "`,`sample_rate`:24000,`channels`:1,`format`:`pcm16`,`elapsed_ms`:1200,"
                    + "`type`:`session.output_audio.delta`}"));
    assertArrayEquals(new short[] {1, 2, -1}, spoken.samples());
    assertEquals(1200L, spoken.elapsedMillis());
    assertEquals(
        new ServerEvent.TranslationWorded(" escuch", 1400L),
        read("{`type`:`session.output_transcript.delta`,`delta`:` escuch`,`elapsed_ms`:1400}"));
    assertEquals(
        new ServerEvent.SpeakerWorded(" hear", null),
        read("{`type`:`session.input_transcript.delta`,`delta`:` hear`,`elapsed_ms`:null}"));
  }

  @Test
  void whatNeedNotBeSaidMayBeNull() throws MalformedEvent {
    var spoken =
        (ServerEvent.TranslationSpoken)
            read(
                "{`type`:`session.output_audio.delta`,`delta`:`"
                    + SOUND
                    + "`,`sample_rate`:null,`channels`:null,`format`:null,`elapsed_ms`:null}");
    assertEquals(3, spoken.samples().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{`type`:`session.output_audio.delta`}",
        "{`type`:`session.output_audio.delta`,`delta`:7}",
        "{`type`:`session.output_audio.delta`,`delta`:`***`}",
        "{`type`:`session.output_audio.delta`,`delta`:`AQAC`,`sample_rate`:16000}",
        "{`type`:`session.output_audio.delta`,`delta`:`AQAC`,`channels`:2}",
        "{`type`:`session.output_audio.delta`,`delta`:`AQAC`,`format`:`opus`}",
        "{`type`:`session.output_transcript.delta`,`delta`:null}",
        "{`type`:`session.output_transcript.delta`,`delta`:`x`} 1",
        "{`type`:`session.output_transcript.delta`,`delta`:`x`",
        "{`type`:7}",
        "[]",
        ""
      })
  void whatIsNoEventIsRefused(String json) {
    assertThrows(MalformedEvent.class, () -> read(json));
  }

  @Test
  void everyPublishedExampleIsReadForWhatItIs() throws MalformedEvent, JsonProcessingException {
    Map<String, ServerEvent> read = new TreeMap<>();
    for (JsonNode example : PublishedProtocol.find().examples("translation", "server")) {
      String type = example.path("type").asText();
      String json = example.toString();
      // What stands for sound in the example is a word.
      if (type.endsWith("audio.delta")) json = json.replace("Base64EncodedAudioDelta", SOUND);
      read.put(type, read(json));
    }
    assertEquals(7, read.size());
    assertEquals(new ServerEvent.Noted("session.closed"), read.get("session.closed"));
    assertEquals(
        new ServerEvent.SpeakerWorded(" hear", 1200L), read.get("session.input_transcript.delta"));
    assertEquals(
        new ServerEvent.TranslationWorded(" escuch", 1200L),
        read.get("session.output_transcript.delta"));
    var spoken =
        assertInstanceOf(
            ServerEvent.TranslationSpoken.class, read.get("session.output_audio.delta"));
    assertArrayEquals(new short[] {1, 2, -1}, spoken.samples());
    assertEquals(1200L, spoken.elapsedMillis());
    var created = assertInstanceOf(ServerEvent.SessionCreated.class, read.get("session.created"));
    assertEquals("sess_123", created.sessionId());
    assertEquals("gpt-realtime-translate", created.model());
    assertEquals(1714857600L, created.expiresAtEpochSeconds());
    assertEquals(
        new SessionSpec.Transcription("gpt-realtime-whisper", "en", null),
        created.inEffect().transcription());
    assertEquals(NoiseReduction.NEAR_FIELD, created.inEffect().noiseReduction());
    var updated = assertInstanceOf(ServerEvent.SessionUpdated.class, read.get("session.updated"));
    assertEquals("gpt-realtime-translate", updated.model());
    var error = assertInstanceOf(ServerEvent.ErrorReported.class, read.get("error"));
    assertEquals("invalid_event", error.error().code());
    assertEquals("event_567", error.error().clientEventId());
  }
}
