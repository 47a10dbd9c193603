package earshot.realtime;

import static earshot.protocol.OpenAiJavaJudge.BETA_IS_OLDER_THAN;
import static earshot.protocol.OpenAiJavaJudge.kind;
import static earshot.protocol.OpenAiJavaJudge.model;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.ObjectMappers;
import earshot.protocol.OpenAiJavaModel;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.ServerEvent.InputTranscribed;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Other people's models are a second witness, at hand where the published data is not: they know
 * all that we say, and understand all that we hear as we do. They have both dialects.
 */
class OpenAiJavaWitnessTest {

  private static final ObjectMapper THEIRS = ObjectMappers.jsonMapper();

  private static final long SEED = Long.getLong("earshot.seed", 20261121);

  /** Where they keep it, when it is not under the same name. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          entry("SessionCreated.model", "session.model"),
          entry("SessionUpdated.model", "session.model"),
          entry("SpeechStarted.audioStartMillis", "audioStartMs"),
          entry("SpeechStopped.audioEndMillis", "audioEndMs"),
          entry("InputTimedOut.audioStartMillis", "audioStartMs"),
          entry("InputTimedOut.audioEndMillis", "audioEndMs"),
          entry("ItemTruncated.audioEndMillis", "audioEndMs"),
          entry("AudioDelta.samples", "delta"),
          entry("InputTranscribed.chargedSeconds", "usage.seconds"),
          entry("ResponseCreated.responseId", "response.id"),
          entry("ResponseCreated.conversationId", "response.conversationId"),
          entry("ResponseDone.responseId", "response.id"),
          entry("ResponseDone.conversationId", "response.conversationId"),
          entry("ResponseDone.status", "response.status"),
          entry("ResponseDone.reason", "response.statusDetails.reason"),
          entry("ResponseDone.error", "response.statusDetails.error"),
          entry("ResponseDone.usage", "response.usage"),
          entry("ResponseDone.output", "response.output"),
          entry("RateLimitsUpdated.limits", "rateLimits"),
          entry("ServiceError.clientEventId", "eventId"),
          entry("Usage.total", "totalTokens"),
          entry("Usage.input", "inputTokens"),
          entry("Usage.output", "outputTokens"),
          entry("Usage.inputText", "inputTokenDetails.textTokens"),
          entry("Usage.inputAudio", "inputTokenDetails.audioTokens"),
          entry("Usage.inputImage", "inputTokenDetails.imageTokens"),
          entry("Usage.cachedText", "inputTokenDetails.cachedTokensDetails.textTokens"),
          entry("Usage.cachedAudio", "inputTokenDetails.cachedTokensDetails.audioTokens"),
          entry("Usage.cachedImage", "inputTokenDetails.cachedTokensDetails.imageTokens"),
          entry("Usage.outputText", "outputTokenDetails.textTokens"),
          entry("Usage.outputAudio", "outputTokenDetails.audioTokens"),
          entry("Item.parts", "content"));

  /** What they do not have, or have otherwise, and the other tests look at. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "SessionCreated.sessionId",
          "SessionCreated.expiresAtEpochSeconds",
          "SessionCreated.inEffect",
          "SessionUpdated.voice",
          "SessionUpdated.inEffect",
          "ResponseCreated.metadata",
          "ResponseDone.metadata",
          "Item.kind",
          "Item.role",
          "Item.phase",
          "Part.kind",
          "Part.image",
          "beta Usage.cachedText",
          "beta Usage.cachedAudio",
          "beta Usage.cachedImage");

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theyKnowAllThatWeSay(String name) throws Exception {
    Dialect dialect = Dialect.named(name);
    var events = new RandomClientEvents(SEED);
    var unknown = new TreeSet<String>();
    for (int i = 0; i < 1_000; i++) {
      byte[] message = dialect.write(events.event(), "event_" + i);
      Object theirs = THEIRS.readValue(message, model(name, true));
      validate(theirs);
      assertEquals(kind(THEIRS.readTree(message)), OpenAiJavaModel.kind(theirs));
      unknown.addAll(OpenAiJavaModel.unknown(theirs));
    }
    // Names that the user chooses are nobody's members.
    unknown.removeIf(member -> member.matches("(Headers|Metadata|Variables)\\.[ab]"));
    if (name.equals("beta")) unknown.removeAll(BETA_IS_OLDER_THAN);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void theyUnderstandWhatIsSaidHereAsWeDo() throws Exception {
    for (String said : ServerEventsByHand.GA) agree("ga", THEIRS.readTree(said));
    for (String said : ServerEventsByHand.BETA) agree("beta", THEIRS.readTree(said));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta", "beta/2024-10", "beta/2024-11"})
  void theyUnderstandEveryPublishedExampleAsWeDo(String dialect) throws Exception {
    List<JsonNode> examples = PublishedProtocol.find().examples(dialect, "server");
    int compared = 0;
    for (JsonNode example : examples) {
      // The one event that they do not know.
      if (kind(example).equals("TranscriptionSessionCreated")) continue;
      compared += agree(dialect, example);
    }
    assertTrue(compared > 80, compared + " members compared");
  }

  /** Fails where we and they differ; the number of members that were compared. */
  private static int agree(String name, JsonNode said) throws Exception {
    Dialect dialect = Dialect.named(name.split("/")[0]);
    ServerEvent ours = dialect.read(THEIRS.writeValueAsBytes(said));
    Object theirs = THEIRS.treeToValue(said, model(name, false));
    assertEquals(kind(said), OpenAiJavaModel.kind(theirs), said::toString);
    if (ours instanceof ServerEvent.Noted) return 0;
    List<String> faults = new ArrayList<>();
    int compared = compare(dialect.name(), (Record) ours, theirs, faults);
    assertEquals(List.of(), faults, said::toString);
    return compared;
  }

  private static int compare(
      String dialect, Record ours, @Nullable Object theirs, List<String> faults)
      throws ReflectiveOperationException {
    int compared = 0;
    for (RecordComponent component : ours.getClass().getRecordComponents()) {
      String name = ours.getClass().getSimpleName() + "." + component.getName();
      if (NOT_COMPARED.contains(name) || NOT_COMPARED.contains(dialect + " " + name)) continue;
      component.getAccessor().setAccessible(true);
      Object our = component.getAccessor().invoke(ours);
      Object their = OpenAiJavaModel.get(theirs, ELSEWHERE.getOrDefault(name, component.getName()));
      compared++;
      if (name.equals("Part.text") && their == null) {
        their = OpenAiJavaModel.get(theirs, "transcript");
      }
      // Theirs has no message here, and ours says so in its own words.
      if (name.equals("ServiceError.message") && their == null) continue;
      // By seconds instead: the other component.
      if (our == null && ours instanceof InputTranscribed t && t.chargedSeconds() != null) continue;
      if (our instanceof short[]) {
        // The examples' sound is a word, whose end is no whole sample.
        String sound = Leaves.of(our).getFirst();
        String whole = sound.substring(0, sound.length() / 4 * 4 - (sound.endsWith("=") ? 4 : 0));
        if (!String.valueOf(their).startsWith(whole))
          faults.add(name + ": " + sound + ", " + their);
      } else if (our instanceof Record record) {
        compared += compare(dialect, record, their, faults);
      } else if (our instanceof List<?> list) {
        List<?> theirList = their instanceof List<?> l ? l : List.of();
        if (list.size() != theirList.size()) faults.add(name + ": " + list + ", " + theirList);
        for (int i = 0; i < Math.min(list.size(), theirList.size()); i++) {
          compared += compare(dialect, (Record) list.get(i), theirList.get(i), faults);
        }
      } else if (!comparable(our).equals(comparable(their))) {
        faults.add("%s: we read %s, they %s".formatted(name, our, their));
      }
    }
    return compared;
  }

  /** As a word; nothing and zero are one, for a count that is not said is zero to us. */
  private static String comparable(@Nullable Object value) {
    return switch (value) {
      case null -> "0.0";
      case Enum<?> e -> e.name().toLowerCase(Locale.ROOT);
      case Number n -> Double.toString(n.doubleValue());
      default -> value.toString();
    };
  }

  private static void validate(Object theirs) {
    switch (theirs) {
      case com.openai.models.realtime.RealtimeClientEvent e -> e.validate();
      case com.openai.models.beta.realtime.RealtimeClientEvent e -> e.validate();
      default -> throw new AssertionError(theirs.getClass());
    }
  }
}
