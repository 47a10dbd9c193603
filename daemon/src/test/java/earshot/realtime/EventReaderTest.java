package earshot.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import earshot.realtime.ServerEvent.Status;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.ByServer;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Mcp;
import earshot.realtime.SessionSpec.NoiseReduction;
import earshot.realtime.SessionSpec.Tool;
import earshot.realtime.SessionSpec.Transcription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published examples do not show, and what must be read where they are not at hand. */
class EventReaderTest {

  private static ServerEvent read(String dialect, String json) throws MalformedEvent {
    return Dialect.named(dialect).read(json.replace('`', '"').getBytes(UTF_8));
  }

  private static <E extends ServerEvent> E read(Class<E> type, String json) throws MalformedEvent {
    return assertInstanceOf(type, read("ga", json));
  }

  @Test
  void whatIsSaidInEitherDialectIsTheSame() throws MalformedEvent {
    String members = "`response_id`:`r`,`item_id`:`i`,`content_index`:2";
    for (String[] names :
        new String[][] {
          {"response.text.delta", "response.output_text.delta", "`delta`:`a`"},
          {"response.text.done", "response.output_text.done", "`text`:`a`"},
          {"response.audio.done", "response.output_audio.done", "`x`:`a`"},
          {
            "response.audio_transcript.delta",
            "response.output_audio_transcript.delta",
            "`delta`:`a`"
          },
          {
            "response.audio_transcript.done",
            "response.output_audio_transcript.done",
            "`transcript`:`a`"
          }
        }) {
      String event = "{`type`:`%s`," + members + "," + names[2] + "}";
      // Services in between mix them, so that either dialect reads both.
      for (String dialect : List.of("ga", "beta")) {
        assertEquals(
            read(dialect, event.formatted(names[0])), read(dialect, event.formatted(names[1])));
      }
    }
    assertEquals(
        read("beta", "{`type`:`conversation.item.created`,`item`:{`id`:`i`,`type`:`message`}}"),
        read("ga", "{`type`:`conversation.item.added`,`item`:{`id`:`i`,`type`:`message`}}"));
  }

  @Test
  void soundIsReadWhereverItsTypeStandsAndHoweverItEnds() throws MalformedEvent {
    for (String json :
        new String[] {
          "{`type`:`response.audio.delta`,`response_id`:`r`,`item_id`:`i`,`delta`:`AQACAA==`}",
          "{`delta`:`AQACAA==`,`response_id`:`r`,`item_id`:`i`,`type`:`response.audio.delta`}",
          "{`type`:`response.output_audio.delta`,`response_id`:`r`,`item_id`:`i`,`delta`:`AQACAA`}",
          "{`type`:`response.output_audio.delta`,`response_id`:`r`,`item_id`:`i`,`delta`:`AQACAP8=`}"
        }) {
      var delta = read(ServerEvent.AudioDelta.class, json);
      assertArrayEquals(new short[] {1, 2}, delta.samples(), json);
      assertEquals(0, delta.contentIndex());
    }
  }

  @Test
  void aFailedResponseTellsWhy() throws MalformedEvent {
    var done =
        read(
            ServerEvent.ResponseDone.class,
            "{`type`:`response.done`,`response`:{`id`:`r`,`status`:`failed`,`status_details`:{`type`:`failed`,`error`:{`type`:`tokens`,`code`:`rate_limit_exceeded`,`message`:`Please try again in 4.78s`}},`output`:[],`usage`:null,`conversation_id`:null,`metadata`:{`for`:`the lamp`}}}");
    assertEquals(
        new ServerEvent.ResponseDone(
            "r",
            Status.FAILED,
            null,
            new ServiceError(
                "tokens", "rate_limit_exceeded", "Please try again in 4.78s", null, null),
            null,
            List.of(),
            null,
            Map.of("for", "the lamp")),
        done);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "completed, COMPLETED",
        "cancelled, CANCELLED",
        "incomplete, INCOMPLETE",
        "failed, FAILED",
        "in_progress, IN_PROGRESS",
        "-, COMPLETED"
      })
  void everyWayToEndIsRead(@Nullable String status, Status expected) throws MalformedEvent {
    String member = status == null ? "" : ",`status`:`" + status + "`";
    var done =
        read(
            ServerEvent.ResponseDone.class,
            "{`type`:`response.done`,`response`:{`id`:`r`" + member + "}}");
    assertEquals(expected, done.status());
    assertNull(done.usage());
    assertEquals(Map.of(), done.metadata());
  }

  @Test
  void theEndOfAResponseIsReadAlthoughAnItemCannotBe() throws MalformedEvent {
    var done =
        read(
            ServerEvent.ResponseDone.class,
            "{`type`:`response.done`,`response`:{`id`:`r`,`output`:[7,{`id`:`i`,`type`:`message`}],`usage`:{`input_tokens`:-7,`output_tokens`:9}}}");
    assertEquals(1, done.output().size());
    assertEquals(new Usage(9, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0), done.usage());
  }

  @Test
  void aThoughtAloudIsToldFromAnAnswer() throws MalformedEvent {
    var done =
        read(
            ServerEvent.ItemDone.class,
            "{`type`:`conversation.item.done`,`item`:{`id`:`i`,`type`:`message`,`role`:`assistant`,`phase`:`commentary`,`content`:[{`type`:`output_audio`,`transcript`:`Hm`}]}}");
    assertEquals("commentary", done.item().phase());
    assertEquals(List.of(new Item.Part(Item.PartKind.OUTPUT_AUDIO, "Hm")), done.item().parts());
  }

  @Test
  void aTranscriptIsChargedByTokensOrBySecondsOrNotAtAll() throws MalformedEvent {
    String said =
        "{`type`:`conversation.item.input_audio_transcription.completed`,`item_id`:`i`,`transcript`:`a`%s}";
    var free = read(ServerEvent.InputTranscribed.class, said.formatted(""));
    assertEquals(new ServerEvent.InputTranscribed("i", 0, "a", null, null), free);
    var seconds =
        read(
            ServerEvent.InputTranscribed.class,
            said.formatted(",`usage`:{`type`:`duration`,`seconds`:3}"));
    assertEquals(new ServerEvent.InputTranscribed("i", 0, "a", null, 3.0), seconds);
    var tokens =
        read(
            ServerEvent.InputTranscribed.class,
            said.formatted(
                ",`usage`:{`type`:`tokens`,`total_tokens`:22,`input_tokens`:13,`output_tokens`:9,`input_token_details`:{`audio_tokens`:13}}"));
    assertEquals(new Usage(22, 13, 9, 0, 13, 0, 0, 0, 0, 0, 0), tokens.usage());
    assertNull(tokens.chargedSeconds());
  }

  @Test
  void theSessionIsReadInEitherForm() throws MalformedEvent {
    var spec =
        new SessionSpec(
            "m",
            true,
            "marin",
            "Be brief.",
            new ByServer(0.4, 100, 600, true, false, 6000),
            new Transcription("whisper-1", "de", null),
            NoiseReduction.FAR_FIELD,
            1.25,
            null,
            SessionSpec.UNBOUNDED,
            "low",
            List.of(new Tool("lamp", "Turns the lamp.", "{\"type\":\"object\"}")),
            new Details(
                null,
                false,
                AudioFormat.PCM,
                AudioFormat.PCM,
                null,
                null,
                null,
                null,
                null,
                List.of(
                    new Mcp(
                        "x", null, null, null, List.of(), "always", List.of(), Map.of(), null))));
    String detection =
        "`turn_detection`:{`type`:`server_vad`,`threshold`:0.4,`prefix_padding_ms`:100,`silence_duration_ms`:600,`create_response`:true,`interrupt_response`:false,`idle_timeout_ms`:6000}";
    String rest =
        "`id`:`s`,`model`:`m`,`instructions`:`Be brief.`,`reasoning`:{`effort`:`low`},`expires_at`:99,`tools`:[{`type`:`mcp`,`server_label`:`x`},{`type`:`function`,`name`:`lamp`,`description`:`Turns the lamp.`,`parameters`:{`type`:`object`}}]";
    String nested =
        "{`type`:`session.created`,`session`:{%s,`output_modalities`:[`audio`],`max_output_tokens`:`inf`,`audio`:{`input`:{%s,`transcription`:{`model`:`whisper-1`,`language`:`de`},`noise_reduction`:{`type`:`far_field`}},`output`:{`voice`:`marin`,`speed`:1.25}}}}";
    String flat =
        "{`type`:`session.created`,`session`:{%s,`modalities`:[`text`,`audio`],`max_response_output_tokens`:`inf`,%s,`input_audio_transcription`:{`model`:`whisper-1`,`language`:`de`},`input_audio_noise_reduction`:{`type`:`far_field`},`voice`:`marin`,`speed`:1.25}}";
    for (String form : List.of(nested, flat)) {
      var created = read(ServerEvent.SessionCreated.class, form.formatted(rest, detection));
      assertEquals(new ServerEvent.SessionCreated("s", "m", 99, spec), created);
    }
  }

  @Test
  void aSessionThatSaysNothingIsAtItsDefaults() throws MalformedEvent {
    var updated = read(ServerEvent.SessionUpdated.class, "{`type`:`session.updated`}");
    assertEquals(
        new SessionSpec(
            null, true, null, null, new ByRelease(), null, null, null, null, null, null, List.of()),
        updated.inEffect());
    assertNull(updated.voice());
  }

  @Test
  void aCodeMayBeANumber() throws MalformedEvent {
    var reported =
        read(
            ServerEvent.ErrorReported.class,
            "{`type`:`error`,`error`:{`type`:`server_error`,`code`:429}}");
    assertEquals(
        new ServiceError("server_error", "429", "the service gave no reason", null, null),
        reported.error());
  }

  @Test
  void whatIsNotKnownIsNamed() throws MalformedEvent {
    assertEquals(
        new ServerEvent.Unknown("response.cancelled"), read("ga", "{`type`:`response.cancelled`}"));
    assertEquals(
        new ServerEvent.Noted("conversation.created"),
        read("beta", "{`type`:`conversation.created`}"));
  }

  @Test
  void whatAnEventCannotDoWithoutIsMissed() {
    for (String json :
        new String[] {
          "{`type`:`response.created`,`response`:{}}",
          "{`type`:`response.output_text.delta`,`response_id`:`r`,`item_id`:`i`}",
          "{`type`:`conversation.item.truncated`,`content_index`:0}",
          "{`type`:`input_audio_buffer.committed`}"
        }) {
      var e = assertThrows(MalformedEvent.class, () -> read("ga", json));
      assertEquals(true, String.valueOf(e.getMessage()).endsWith(" is missing"), json);
    }
  }

  @Test
  void thereIsNoThirdDialect() {
    assertThrows(IllegalArgumentException.class, () -> Dialect.named("gamma"));
  }
}
