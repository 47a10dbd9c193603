package earshot.simulator.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.protocol.PublishedProtocol;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rules ga = Rules.load("ga");
  private final Rules beta = Rules.load("beta");

  /** What the limits say of an event whose shape is right. */
  private static @Nullable Fault check(Rules rules, String json) throws JsonProcessingException {
    JsonNode event = JSON.readTree(json.replace('`', '"'));
    assertNull(rules.checkClient(event));
    return rules.checkLimits(event);
  }

  private static void assertMissing(String param, @Nullable Fault fault) {
    assertEquals(Fault.missing(param), fault);
  }

  @Test
  void gaSpeaksOrWritesButNotBoth() throws JsonProcessingException {
    String update =
        "{`type`:`session.update`,`session`:{`type`:`realtime`,`output_modalities`:%s}}";
    assertNull(check(ga, update.formatted("[`audio`]")));
    assertNull(check(ga, update.formatted("[`text`]")));
    Fault expected =
        new Fault(
            "invalid_value",
            "session.output_modalities",
            "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and ['audio'].");
    assertEquals(expected, check(ga, update.formatted("[`audio`,`text`]")));
    assertEquals(expected, check(ga, update.formatted("[`text`,`audio`]")));
    assertNotNull(check(ga, update.formatted("[]")));
    assertNotNull(
        check(ga, "{`type`:`response.create`,`response`:{`output_modalities`:[`audio`,`text`]}}"));
  }

  @Test
  void betaDoesNotSpeakWithoutWriting() throws JsonProcessingException {
    String update = "{`type`:`session.update`,`session`:{`modalities`:%s}}";
    assertNull(check(beta, update.formatted("[`text`,`audio`]")));
    assertNull(check(beta, update.formatted("[`text`]")));
    assertEquals(
        new Fault(
            "invalid_value",
            "session.modalities",
            "Invalid modalities: ['audio']. Supported combinations are: ['text'] and ['audio', 'text']."),
        check(beta, update.formatted("[`audio`]")));
    assertEquals(
        new Fault(
            "invalid_type",
            "session.modalities",
            "Invalid type for 'session.modalities': expected an array of strings, but got a string instead."),
        check(beta, update.formatted("`text`")));
    assertNotNull(
        check(beta, "{`type`:`transcription_session.update`,`session`:{`modalities`:null}}"));
  }

  @Test
  void pcmNeedsItsRate() throws JsonProcessingException {
    String update =
        "{`type`:`session.update`,`session`:{`type`:`realtime`,`audio`:{`%s`:{`format`:{`type`:`%s`%s}}}}}";
    assertMissing(
        "session.audio.input.format.rate", check(ga, update.formatted("input", "audio/pcm", "")));
    assertMissing(
        "session.audio.output.format.rate", check(ga, update.formatted("output", "audio/pcm", "")));
    assertNull(check(ga, update.formatted("input", "audio/pcm", ",`rate`:24000")));
    assertNull(check(ga, update.formatted("input", "audio/pcmu", "")));
    assertMissing(
        "response.audio.output.format.rate",
        check(
            ga,
            "{`type`:`response.create`,`response`:{`audio`:{`output`:{`format`:{`type`:`audio/pcm`}}}}}"));
  }

  @Test
  void anIdHasAtMost32Characters() throws JsonProcessingException {
    String call =
        "{`type`:`conversation.item.create`,`item`:{`id`:`%s`,`type`:`function_call_output`,`call_id`:`%s`,`output`:``}}";
    String longest = "i".repeat(32);
    String tooLong = "i".repeat(39);
    for (Rules rules : new Rules[] {ga, beta}) {
      assertNull(check(rules, call.formatted(longest, longest)));
      assertEquals(
          new Fault(
              "string_above_max_length",
              "item.id",
              "Invalid 'item.id': string too long. Expected a string with maximum length 32, but got a string with length 39 instead."),
          check(rules, call.formatted(tooLong, longest)));
      Fault fault = check(rules, call.formatted(longest, tooLong));
      assertNotNull(fault);
      assertEquals("item.call_id", fault.param());
    }
  }

  @Test
  void itemsOfAResponseHaveTheSameLimits() throws JsonProcessingException {
    Fault fault =
        check(
            ga,
            "{`type`:`response.create`,`response`:{`input`:[{`type`:`item_reference`,`id`:`a`},{`type`:`item_reference`,`id`:`%s`}]}}"
                .formatted("i".repeat(33)));
    assertNotNull(fault);
    assertEquals("response.input[1].id", fault.param());
  }

  @Test
  void aTextHasAtMost256000Characters() throws JsonProcessingException {
    String item =
        "{`type`:`conversation.item.create`,`item`:{`type`:`message`,`role`:`user`,`content`:[{`type`:`input_text`,`text`:`%s`}]}}";
    for (Rules rules : new Rules[] {ga, beta}) {
      assertNull(check(rules, item.formatted("🎤".repeat(256_000))));
      Fault fault = check(rules, item.formatted("x".repeat(256_001)));
      assertNotNull(fault);
      assertEquals("string_above_max_length", fault.code());
      assertEquals("item.content[0].text", fault.param());
    }
  }

  @Test
  void whatTheAssistantSaidCannotBePutBackAsSound() throws JsonProcessingException {
    String item =
        "{`type`:`conversation.item.create`,`item`:{`type`:`message`,`role`:`%s`,`content`:[{`type`:`%s`,`audio`:`AAAA`}]}}";
    assertMissing("item.content[0].text", check(ga, item.formatted("assistant", "output_audio")));
    assertMissing("item.content[0].text", check(beta, item.formatted("assistant", "input_audio")));
    assertNull(check(ga, item.formatted("user", "input_audio")));
    assertNull(check(beta, item.formatted("user", "input_audio")));
  }

  @Test
  void anAppendHasAtMost15MebibytesOfAudio() {
    ObjectNode append = JSON.createObjectNode().put("type", "input_audio_buffer.append");
    assertNull(ga.checkLimits(append.put("audio", "A".repeat(20 * 1024 * 1024))));
    Fault fault = ga.checkLimits(append.put("audio", "A".repeat(20 * 1024 * 1024 + 4)));
    assertNotNull(fault);
    assertEquals("string_above_max_length", fault.code());
    assertEquals("audio", fault.param());
  }

  @Test
  void numbersHaveTheirRanges() throws JsonProcessingException {
    assertNull(check(beta, "{`type`:`session.update`,`session`:{`temperature`:0.6}}"));
    assertNotNull(check(beta, "{`type`:`session.update`,`session`:{`temperature`:1.3}}"));
    assertNull(
        check(beta, "{`type`:`session.update`,`session`:{`max_response_output_tokens`:`inf`}}"));
    assertNotNull(
        check(beta, "{`type`:`session.update`,`session`:{`max_response_output_tokens`:0}}"));
    String truncate =
        "{`type`:`conversation.item.truncate`,`item_id`:`a`,`content_index`:0,`audio_end_ms`:%d}";
    assertNull(check(ga, truncate.formatted(0)));
    assertEquals(
        new Fault(
            "invalid_value",
            "audio_end_ms",
            "Invalid 'audio_end_ms': below minimum value. Expected a value >= 0, but got -1 instead."),
        check(ga, truncate.formatted(-1)));
  }

  /** The words that were seen of the real service, where we have them. */
  @Test
  void faultsSayWhatTheRealServiceSays() throws IOException {
    Set<String> observed = new HashSet<>();
    for (JsonNode error : PublishedProtocol.find().read("errors.json")) {
      observed.add(
          error.path("code").asText()
              + " "
              + error.path("param").asText()
              + " "
              + error.path("message").asText());
    }
    String session = "{`type`:`session.update`,`session`:{%s}}";
    JsonNode[] refused = {
      JSON.readTree(session.formatted("`type`:`realtime`,`modalities`:[]").replace('`', '"')),
      JSON.readTree(session.formatted("").replace('`', '"'))
    };
    for (JsonNode event : refused) assertObserved(observed, ga.checkClient(event));
    assertObserved(
        observed,
        check(ga, session.formatted("`type`:`realtime`,`output_modalities`:[`text`,`audio`]")));
    assertObserved(observed, check(beta, session.formatted("`modalities`:[`audio`]")));
    assertObserved(
        observed,
        check(
            ga,
            "{`type`:`conversation.item.create`,`item`:{`type`:`function_call_output`,`output`:``,`call_id`:``,`id`:`%s`}}"
                .formatted("i".repeat(39))));
    assertObserved(
        observed,
        check(
            ga,
            "{`type`:`conversation.item.create`,`item`:{`type`:`message`,`role`:`assistant`,`content`:[{`type`:`output_audio`}]}}"));
  }

  private static void assertObserved(Set<String> observed, @Nullable Fault fault) {
    assertNotNull(fault);
    String said = fault.code() + " " + fault.param() + " " + fault.message();
    assertTrue(observed.contains(said), said);
  }
}
