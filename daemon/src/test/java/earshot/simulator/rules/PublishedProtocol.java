package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The published schemas and examples, which are no part of the project: tests without them are
 * skipped.
 */
record PublishedProtocol(Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static PublishedProtocol find() {
    Path directory = Path.of(System.getProperty("earshot.protocol", "../../shared/protocol"));
    Assumptions.assumeTrue(
        Files.isDirectory(directory), "the published protocol data is not at hand in " + directory);
    return new PublishedProtocol(directory);
  }

  JsonNode read(String file) throws IOException {
    return JSON.readTree(directory.resolve(file).toFile());
  }

  List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(file))) {
      if (!line.isBlank()) events.add(JSON.readTree(line));
    }
    return events;
  }
}
