package earshot.simulator.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.SpecVersion.VersionFlag;
import earshot.protocol.PublishedProtocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our tables and the published closed schemas are two witnesses: on every example, on random events
 * made from either, and on thousands of spoilt ones they say the same. {@code -Dearshot.seed}
 * chooses others, {@code -Dearshot.mutations} more.
 */
class RulesAgreeWithSchemasTest {

  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final int MUTATIONS = Integer.getInteger("earshot.mutations", 2_500);

  private final PublishedProtocol published = PublishedProtocol.find();

  /** One dialect in one direction, judged by both. */
  private final class Witnesses {
    final String name;
    final boolean client;
    final Rules rules;
    final JsonNode source;
    final JsonSchema schema;
    final Random random = new Random(SEED);

    Witnesses(String dialect, String side) throws IOException {
      name = dialect + "/" + side;
      client = side.equals("client");
      rules = Rules.load(dialect);
      source = published.read(name + "-events.strict.schema.json");
      schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(source);
    }

    Map<String, Shape.Members> events() {
      return client ? rules.client() : rules.server();
    }

    @Nullable Fault fault(JsonNode event) {
      return client ? rules.checkClient(event) : rules.checkServer(event);
    }

    boolean accepts(JsonNode event) {
      return schema.validate(event, OutputFormat.BOOLEAN);
    }

    /** A translation needs little more than a handful of events. */
    int few() {
      return name.startsWith("translation") ? 2 : 10;
    }

    /** The schema of one type of event. */
    JsonNode definition(String type) {
      String place = source.path("x-event-types").path(type).textValue();
      return source.at(place.substring(1));
    }

    /** Fails when the two disagree; true when both accept. */
    boolean agreed(JsonNode event) {
      Fault fault = fault(event);
      boolean accepted = accepts(event);
      if (accepted != (fault == null)) {
        fail(
            "%s, seed %d: the rules say %s, the schema %s, of %s"
                .formatted(name, SEED, fault, accepted ? "fine" : schema.validate(event), event));
      }
      return accepted;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ga,client",
    "ga,server",
    "beta,client",
    "beta,server",
    "translation,client",
    "translation,server"
  })
  void theyKnowTheSameEvents(String dialect, String side) throws IOException {
    var both = new Witnesses(dialect, side);
    var types = new SchemaGenerator(both.source, both.random).types();
    assertEquals(new TreeSet<>(types), new TreeSet<>(both.events().keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "ga,client",
    "ga,server",
    "beta,client",
    "beta,server",
    "translation,client",
    "translation,server"
  })
  void everyPublishedExampleIsWellFormedForBoth(String dialect, String side) throws IOException {
    var both = new Witnesses(dialect, side);
    List<JsonNode> examples = published.lines(both.name + "-event-examples.jsonl");
    assertTrue(examples.size() > both.few());
    for (JsonNode example : examples) assertTrue(both.agreed(example), example::toString);
  }

  @ParameterizedTest
  @CsvSource({"2024-10,client", "2024-10,server", "2024-11,client", "2024-11,server"})
  void theyAgreeOnTheExamplesOfTheFirstBetas(String version, String side) throws IOException {
    var both = new Witnesses("beta", side);
    List<JsonNode> examples =
        published.lines("beta/" + version + "/" + side + "-event-examples.jsonl");
    assertTrue(examples.size() > 5);
    for (JsonNode example : examples) both.agreed(example);
  }

  @ParameterizedTest
  @CsvSource({
    "ga,client",
    "ga,server",
    "beta,client",
    "beta,server",
    "translation,client",
    "translation,server"
  })
  void eventsMadeFromEitherAreWellFormedForBoth(String dialect, String side) throws IOException {
    var both = new Witnesses(dialect, side);
    for (JsonNode event : valid(both, 30)) assertTrue(both.agreed(event), event::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "ga,client",
    "ga,server",
    "beta,client",
    "beta,server",
    "translation,client",
    "translation,server"
  })
  void theyAgreeAtEverySinglePlace(String dialect, String side) throws IOException {
    var both = new Witnesses(dialect, side);
    int probes = 0;
    int accepted = 0;
    for (var event : both.events().entrySet()) {
      List<JsonNode> all = new ArrayList<>(Probes.of(event.getValue()));
      all.addAll(Probes.of(both.source, both.definition(event.getKey())));
      for (JsonNode probe : all) if (both.agreed(probe)) accepted++;
      probes += all.size();
    }
    assertTrue(probes > 500 * both.few(), probes + " probes");
    assertTrue(accepted > probes / 20, accepted + " of " + probes + " accepted");
  }

  @ParameterizedTest
  @CsvSource({
    "ga,client",
    "ga,server",
    "beta,client",
    "beta,server",
    "translation,client",
    "translation,server"
  })
  void theyAgreeOnSpoiltEvents(String dialect, String side) throws IOException {
    var both = new Witnesses(dialect, side);
    List<JsonNode> pool = valid(both, 10);
    for (int i = 0; i < 10; i++) pool.addAll(published.lines(both.name + "-event-examples.jsonl"));
    var vocabulary = new SchemaGenerator(both.source, both.random).vocabulary();
    var mutations = new Mutations(both.random, vocabulary);
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      JsonNode event = pool.get(both.random.nextInt(pool.size()));
      JsonNode donor = pool.get(both.random.nextInt(pool.size()));
      if (both.agreed(mutations.mutant(event, donor))) accepted++;
    }
    // Were nearly all refused, or none, there would be little to agree on.
    assertTrue(accepted > MUTATIONS / 20 && accepted < MUTATIONS / 2, accepted + " accepted");
  }

  @Test
  void everyPublishedClientExampleIsWithinTheLimits() throws IOException {
    for (String dialect : List.of("ga", "beta")) {
      Rules rules = Rules.load(dialect);
      for (JsonNode example : published.lines(dialect + "/client-event-examples.jsonl")) {
        assertEquals(null, rules.checkLimits(example), example::toString);
      }
    }
  }

  /** So many events of every type, half of them made from the rules, half from the schema. */
  private static List<JsonNode> valid(Witnesses both, int eachType) {
    var fromRules = new RulesGenerator(both.random);
    var fromSchema = new SchemaGenerator(both.source, both.random);
    List<JsonNode> events = new ArrayList<>();
    both.events()
        .forEach(
            (type, members) -> {
              for (int i = 0; i < eachType; i++) {
                events.add(i % 2 == 0 ? fromRules.value(members) : fromSchema.event(type));
              }
            });
    return events;
  }
}
