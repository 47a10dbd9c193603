package earshot.simulator.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rules ga = Rules.load("ga");
  private final Rules beta = Rules.load("beta");

  private static JsonNode event(String json) {
    try {
      return JSON.readTree(json.replace('`', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void assertFault(
      @Nullable Fault fault, String code, @Nullable String param, String message) {
    assertEquals(new Fault(code, param, message), fault);
  }

  @ParameterizedTest
  @CsvSource({"ga,11,46", "beta,12,35", "translation,3,7"})
  void everyEventOfTheDialectHasARule(String dialect, int clientTypes, int serverTypes) {
    Rules rules = Rules.load(dialect);
    assertEquals(clientTypes, rules.clientTypes().size());
    assertEquals(serverTypes, rules.serverTypes().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta", "translation"})
  void whatIsMadeFromTheRulesIsWellFormed(String dialect) {
    Rules rules = Rules.load(dialect);
    var generator = new RulesGenerator(new Random(7));
    for (int i = 0; i < 100; i++) {
      for (Shape.Members members : rules.client().values()) {
        JsonNode event = generator.value(members);
        assertNull(rules.checkClient(event), event::toString);
      }
      for (Shape.Members members : rules.server().values()) {
        JsonNode event = generator.value(members);
        assertNull(rules.checkServer(event), event::toString);
      }
    }
  }

  /** Every fault must come with its words: a hole in the diagnosis would throw. */
  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void whateverIsSpoiltIsFineOrNamed(String dialect) {
    Rules rules = Rules.load(dialect);
    var random = new Random(8);
    var generator = new RulesGenerator(random);
    var mutations = new Mutations(random, rules.client().keySet());
    int faults = 0;
    for (Map<String, Shape.Members> side : List.of(rules.client(), rules.server())) {
      for (int i = 0; i < 60; i++) {
        for (Shape.Members members : side.values()) {
          JsonNode event = generator.value(members);
          JsonNode mutant = mutations.mutant(event, event);
          Fault fault =
              side == rules.client() ? rules.checkClient(mutant) : rules.checkServer(mutant);
          rules.checkLimits(mutant);
          if (fault == null) continue;
          faults++;
          assertTrue(fault.message().endsWith("."), fault::message);
        }
      }
    }
    assertTrue(faults > 1_000, faults + " faults");
  }

  @Test
  void aMemberOfTheOtherDialectIsAnUnknownParameter() {
    assertFault(
        ga.checkClient(
            event("{`type`:`session.update`,`session`:{`type`:`realtime`,`modalities`:[`text`]}}")),
        "unknown_parameter",
        "session.modalities",
        "Unknown parameter: 'session.modalities'.");
  }

  @Test
  void aSessionWithoutItsTypeIsAMissingParameterWhateverElseIsWrong() {
    assertFault(
        ga.checkClient(event("{`type`:`session.update`,`session`:{`modalities`:[`text`]}}")),
        "missing_required_parameter",
        "session.type",
        "Missing required parameter: 'session.type'.");
  }

  @Test
  void anUnknownEventIsToldWhichOnesThereAre() {
    Fault fault = ga.checkClient(event("{`type`:`session.close`}"));
    assertNotNull(fault);
    assertEquals("invalid_value", fault.code());
    assertEquals("type", fault.param());
    String start =
        "Invalid value: 'session.close'. Supported values are: 'session.update', 'input_audio_buffer.append', ";
    assertTrue(fault.message().startsWith(start), fault.message());
    assertTrue(fault.message().endsWith(", and 'output_audio_buffer.clear'."), fault.message());
  }

  @Test
  void anEventWithoutATypeIsNoEvent() {
    assertFault(
        ga.checkClient(event("{`audio`:`AAAA`}")),
        "invalid_event",
        null,
        "The 'type' field is missing.");
    assertFault(
        ga.checkClient(event("[]")),
        "invalid_event",
        null,
        "Invalid event: expected an object, but got an array instead.");
    assertFault(
        ga.checkClient(event("{`type`:7}")),
        "invalid_type",
        "type",
        "Invalid type for 'type': expected " + typesInWords() + ", but got an integer instead.");
  }

  private String typesInWords() {
    return Diagnosis.quoted(ga.clientTypes(), "or");
  }

  @Test
  void aWrongWordIsToldTheRightOnes() {
    assertFault(
        beta.checkClient(
            event("{`type`:`session.update`,`session`:{`input_audio_format`:`pcm24`}}")),
        "invalid_value",
        "session.input_audio_format",
        "Invalid value: 'pcm24'. Supported values are: 'pcm16', 'g711_ulaw', and 'g711_alaw'.");
  }

  @Test
  void aWrongRateIsToldTheRightOne() {
    assertFault(
        ga.checkClient(
            event(
                "{`type`:`session.update`,`session`:{`type`:`realtime`,`audio`:{`input`:{`format`:{`type`:`audio/pcm`,`rate`:16000}}}}}")),
        "invalid_value",
        "session.audio.input.format.rate",
        "Invalid value: 16000. Supported values are: 24000.");
  }

  @Test
  void aWrongTypeIsToldTheRightOnes() {
    assertFault(
        ga.checkClient(event("{`type`:`input_audio_buffer.append`,`audio`:[1]}")),
        "invalid_type",
        "audio",
        "Invalid type for 'audio': expected a string, but got an array instead.");
    assertFault(
        ga.checkClient(
            event(
                "{`type`:`session.update`,`session`:{`type`:`realtime`,`max_output_tokens`:true}}")),
        "invalid_type",
        "session.max_output_tokens",
        "Invalid type for 'session.max_output_tokens': expected 'inf' or an integer, but got a boolean instead.");
    assertFault(
        ga.checkClient(
            event(
                "{`type`:`conversation.item.truncate`,`item_id`:`i`,`content_index`:0,`audio_end_ms`:1.5}")),
        "invalid_type",
        "audio_end_ms",
        "Invalid type for 'audio_end_ms': expected an integer, but got a decimal instead.");
  }

  @Test
  void aNumberOutOfItsRangeIsToldTheBound() {
    assertFault(
        ga.checkClient(
            event(
                "{`type`:`session.update`,`session`:{`type`:`realtime`,`audio`:{`output`:{`speed`:3}}}}")),
        "invalid_value",
        "session.audio.output.speed",
        "Invalid 'session.audio.output.speed': above maximum value. Expected a value <= 1.5, but got 3 instead.");
  }

  @Test
  void anEventIdMayHave512Characters() {
    ObjectNode event = JSON.createObjectNode().put("type", "input_audio_buffer.clear");
    assertNull(ga.checkClient(event.put("event_id", "🎤".repeat(512))));
    assertFault(
        ga.checkClient(event.put("event_id", "x".repeat(513))),
        "string_above_max_length",
        "event_id",
        "Invalid 'event_id': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.");
  }

  @Test
  void inAUnionTheValueItselfChoosesWhatItIsMeasuredBy() {
    String item = "{`type`:`conversation.item.create`,`item`:%s}";
    assertFault(
        ga.checkClient(event(item.formatted("{`type`:`massage`}"))),
        "invalid_value",
        "item.type",
        "Invalid value: 'massage'. Supported values are: 'message', 'function_call', 'function_call_output', 'mcp_approval_request', 'mcp_approval_response', 'mcp_list_tools', and 'mcp_call'.");
    assertFault(
        ga.checkClient(event(item.formatted("{`type`:`message`,`content`:[]}"))),
        "missing_required_parameter",
        "item.role",
        "Missing required parameter: 'item.role'.");
    assertFault(
        ga.checkClient(
            event(
                item.formatted(
                    "{`type`:`message`,`role`:`assistant`,`content`:[{`type`:`output_text`},{`type`:`text`}]}"))),
        "invalid_value",
        "item.content[1].type",
        "Invalid value: 'text'. Supported values are: 'output_text' and 'output_audio'.");
    assertFault(
        ga.checkClient(event(item.formatted("{`type`:`function_call_output`,`output`:`4`}"))),
        "missing_required_parameter",
        "item.call_id",
        "Missing required parameter: 'item.call_id'.");
    assertFault(
        ga.checkClient(event(item.formatted("null"))),
        "invalid_type",
        "item",
        "Invalid type for 'item': expected an object, but got null instead.");
  }

  @Test
  void aTurnDetectionIsMeasuredByItsType() {
    String update =
        "{`type`:`session.update`,`session`:{`type`:`realtime`,`audio`:{`input`:{`turn_detection`:%s}}}}";
    assertNull(ga.checkClient(event(update.formatted("null"))));
    assertFault(
        ga.checkClient(event(update.formatted("{`type`:`semantic_vad`,`threshold`:0.5}"))),
        "unknown_parameter",
        "session.audio.input.turn_detection.threshold",
        "Unknown parameter: 'session.audio.input.turn_detection.threshold'.");
    assertFault(
        ga.checkClient(event(update.formatted("{`type`:`none`}"))),
        "invalid_value",
        "session.audio.input.turn_detection.type",
        "Invalid value: 'none'. Supported values are: 'server_vad' and 'semantic_vad'.");
  }

  @Test
  void aHugeWrongValueIsQuotedOnlyInPart() {
    String huge = "🎤".repeat(100_000);
    ObjectNode append = JSON.createObjectNode().put("type", "input_audio_buffer.append");
    JsonNode[] events = {
      JSON.createObjectNode().put("type", huge),
      append.deepCopy().put("audio", "").put(huge, true),
      event(
          "{`type`:`session.update`,`session`:{`type`:`realtime`,`audio`:{`output`:{`speed`:1%s}}}}"
              .formatted("0".repeat(900)))
    };
    for (JsonNode event : events) {
      Fault fault = ga.checkClient(event);
      assertNotNull(fault);
      assertTrue(fault.message().length() < 1_000, fault.message());
      assertTrue(UTF_8.newEncoder().canEncode(fault.message()), fault.message());
    }
  }

  /** It happens 50 times for each second of talk, in simulated hours. */
  @Test
  void anAppendIsCheckedWithoutGarbage() throws JMException {
    JsonNode append =
        JSON.createObjectNode()
            .put("type", "input_audio_buffer.append")
            .put("event_id", "event_1")
            .put("audio", "A".repeat(1_280));
    int checks = 20_000;
    int faults = 0;
    long before = 0;
    for (int i = -checks; i < checks; i++) {
      if (i == 0) before = allocatedBytes();
      if (ga.checkClient(append) != null || ga.checkLimits(append) != null) faults++;
    }
    long bytes = allocatedBytes() - before;
    assertEquals(0, faults);
    // An iterator over the members, and nothing that grows with the audio.
    assertTrue(bytes / checks < 200, bytes / checks + " bytes for one append");
  }

  /**
   * What this thread has allocated so far; by name, for the module has no other use for its type.
   */
  private static long allocatedBytes() throws JMException {
    var threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
    var server = ManagementFactory.getPlatformMBeanServer();
    return (Long) server.getAttribute(threading, "CurrentThreadAllocatedBytes");
  }

  @Test
  void thereAreNoRulesForAnotherDialect() {
    var e = assertThrows(IllegalArgumentException.class, () -> Rules.load("gamma"));
    assertEquals(
        "no rules for the dialect 'gamma': there are ga, beta and translation", e.getMessage());
  }
}
