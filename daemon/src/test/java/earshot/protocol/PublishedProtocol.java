package earshot.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The published schemas and examples, which are no part of the project: tests without them are
 * skipped. {@code -Dearshot.protocol} tells where they are.
 */
public record PublishedProtocol(Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The data, or the calling test is skipped. */
  public static PublishedProtocol find() {
    Optional<PublishedProtocol> data = ifAtHand();
    Assumptions.assumeTrue(
        data.isPresent(), () -> "the published protocol data is not at hand in " + place());
    return data.orElseThrow();
  }

  /** For a test that does without it what can be done without it. */
  public static Optional<PublishedProtocol> ifAtHand() {
    return Files.isDirectory(place())
        ? Optional.of(new PublishedProtocol(place()))
        : Optional.empty();
  }

  private static Path place() {
    return Path.of(System.getProperty("earshot.protocol", "../../shared/protocol"));
  }

  /** The judge of what we send in this dialect: no member that is not in the schema. */
  public static SchemaJudge strictClient(String dialect) {
    return find().judge(dialect, "client", true);
  }

  /** The judge of what a service sends in this dialect: it may say more than the schema knows. */
  public static SchemaJudge openServer(String dialect) {
    return find().judge(dialect, "server", false);
  }

  public SchemaJudge judge(String dialect, String side, boolean strict) {
    return judge(dialect + "/" + side + "-events." + (strict ? "strict." : "") + "schema.json");
  }

  /** The judge of one schema file, such as those under {@code rest}. */
  public SchemaJudge judge(String file) {
    return new SchemaJudge(
        file, JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(read(file)));
  }

  /**
   * The published examples of a dialect ("ga", "beta", or an early one such as "beta/2024-10") in
   * one direction, "client" or "server".
   */
  public List<JsonNode> examples(String dialect, String side) {
    return lines(dialect + "/" + side + "-event-examples.jsonl");
  }

  public JsonNode read(String file) {
    try {
      return JSON.readTree(directory.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<JsonNode> lines(String file) {
    try {
      List<JsonNode> events = new ArrayList<>();
      for (String line : Files.readAllLines(directory.resolve(file))) {
        if (!line.isBlank()) events.add(JSON.readTree(line));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
