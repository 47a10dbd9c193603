package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Mcp;
import earshot.realtime.SessionSpec.Prompt;
import earshot.realtime.SessionSpec.Tool;
import earshot.realtime.SessionSpec.Tracing;
import earshot.simulator.rules.Rules;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever we say is well-formed, by the simulator's rules and by the published schemas. {@code
 * -Dearshot.seed} chooses other events.
 */
class ClientEventSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final String CUT = "(?<=cut )\\ud83c";
  private static final int EVENTS = 2_000;

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theRulesTakeEverythingWeMightSay(String name) throws IOException {
    Dialect dialect = Dialect.named(name);
    Rules rules = Rules.load(name);
    var events = new RandomClientEvents(SEED);
    Set<Class<?>> said = new HashSet<>();
    for (int i = 0; i < EVENTS; i++) {
      ClientEvent event = events.event();
      said.add(event.getClass());
      accepts(rules, dialect.write(event, "event_" + i));
    }
    assertEquals(Set.of(ClientEvent.class.getPermittedSubclasses()), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theClosedSchemaTakesEverythingWeMightSay(String name) {
    var schema = PublishedProtocol.strictClient(name);
    Dialect dialect = Dialect.named(name);
    var events = new RandomClientEvents(SEED);
    for (int i = 0; i < EVENTS; i++) schema.check(dialect.write(events.event(), "event_" + i));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void soundIsWellFormedWhateverItsLength(String name) throws IOException {
    var schema = PublishedProtocol.ifAtHand().map(data -> data.judge(name, "client", true));
    Rules rules = Rules.load(name);
    for (int samples : new int[] {0, 1, 2, 3, 479, 480, 24_000}) {
      byte[] message = Dialect.named(name).append(new short[samples], 0, samples);
      accepts(rules, message);
      schema.ifPresent(judge -> judge.check(message));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aSessionIsReadAsItWasWritten(String name) throws IOException, MalformedEvent {
    Dialect dialect = Dialect.named(name);
    var events = new RandomClientEvents(SEED);
    for (int i = 0; i < EVENTS; i++) {
      SessionSpec spec = events.session();
      JsonNode update = JSON.readTree(dialect.write(new ClientEvent.UpdateSession(spec), "e"));
      JsonNode told =
          JSON.createObjectNode()
              .put("type", "session.updated")
              .set("session", update.get("session"));
      var updated = (ServerEvent.SessionUpdated) dialect.read(JSON.writeValueAsBytes(told));
      assertEquals(sayable(spec, name), updated.inEffect(), told::toString);
    }
  }

  /** What of a session can be said in this dialect. */
  private static SessionSpec sayable(SessionSpec s, String dialect) {
    boolean ga = dialect.equals("ga");
    Integer most = s.maxOutputTokens();
    var detection = s.turnDetection();
    if (!ga && detection instanceof SessionSpec.ByServer d) {
      detection =
          new SessionSpec.ByServer(
              d.threshold(),
              d.prefixPaddingMillis(),
              d.silenceMillis(),
              d.createResponse(),
              d.interruptResponse(),
              null);
    }
    return new SessionSpec(
        null,
        s.audio(),
        ga && s.details().voiceId() != null ? null : s.voice(),
        wellFormed(s.instructions()),
        detection,
        s.transcription() == null
            ? null
            : new SessionSpec.Transcription(
                s.transcription().model(),
                s.transcription().language(),
                wellFormed(s.transcription().prompt()),
                ga ? s.transcription().languages() : List.of(),
                ga ? s.transcription().keywords() : List.of(),
                ga ? s.transcription().delay() : null),
        s.noiseReduction(),
        s.speed(),
        ga ? null : s.temperature(),
        !ga && most != null && most > 4096 ? (Integer) SessionSpec.UNBOUNDED : most,
        ga ? s.reasoningEffort() : null,
        s.tools().stream()
            .map(t -> new Tool(t.name(), t.description().replaceAll(CUT, "?"), t.parametersJson()))
            .toList(),
        sayable(s, ga));
  }

  private static Details sayable(SessionSpec s, boolean ga) {
    Details d = s.details();
    boolean hasTools = !s.tools().isEmpty() || ga && !d.mcp().isEmpty();
    Tracing t = d.tracing();
    Prompt p = d.prompt();
    return new Details(
        ga ? d.voiceId() : null,
        d.logprobs(),
        d.inputFormat(),
        d.outputFormat(),
        ga ? d.truncation() : null,
        t == null
            ? null
            : new Tracing(
                wellFormed(t.workflow()), wellFormed(t.group()), wellFormed(t.metadata())),
        p == null ? null : new Prompt(p.id(), p.version(), wellFormed(p.variables())),
        toolChoice(d.toolChoice() == null && hasTools ? "auto" : d.toolChoice(), ga),
        ga ? d.parallelToolCalls() : null,
        ga ? d.mcp().stream().map(ClientEventSchemaTest::withoutSecrets).toList() : List.of());
  }

  private static @Nullable String toolChoice(@Nullable String choice, boolean ga) {
    return !ga && choice != null && choice.contains(":") ? "required" : choice;
  }

  /** A service does not tell secrets, and we would not keep them. */
  private static Mcp withoutSecrets(Mcp m) {
    return new Mcp(
        m.label(),
        m.url(),
        m.connector(),
        wellFormed(m.description()),
        m.allowedTools(),
        m.unasked().isEmpty() ? m.approval() : "always",
        m.unasked(),
        Map.of(),
        null);
  }

  private static Map<String, String> wellFormed(Map<String, String> texts) {
    Map<String, String> fine = new HashMap<>(texts);
    fine.replaceAll((name, text) -> text.replaceAll(CUT, "?"));
    return Map.copyOf(fine);
  }

  private static @Nullable String wellFormed(@Nullable String text) {
    return text == null ? null : text.replaceAll(CUT, "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void anItemWithoutWhatMakesItOneIsOurMistake(String name) {
    Dialect dialect = Dialect.named(name);
    for (Item.Kind kind : Item.Kind.values()) {
      var item = new Item("id", kind, null, null, List.of(), null, null, null, null, null);
      var event = new ClientEvent.CreateItem(item, null);
      assertThrows(IllegalArgumentException.class, () -> dialect.write(event, "e"), kind::name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void halfASurrogatePairDoesNotStopTheRest(String name) throws IOException {
    var event = new ClientEvent.CreateItem(Item.userText(null, "cut \ud83c"), null);
    JsonNode sent = JSON.readTree(Dialect.named(name).write(event, "e"));
    assertEquals("cut ?", sent.at("/item/content/0/text").textValue());
  }

  private static void accepts(Rules rules, byte[] message) throws IOException {
    JsonNode event = JSON.readTree(message);
    assertNull(rules.checkClient(event), event::toString);
    assertNull(rules.checkLimits(event), event::toString);
    assertTrue(event.has("type"));
  }
}
