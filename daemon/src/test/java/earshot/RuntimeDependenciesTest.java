package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the program is shipped with is written down, so that nothing comes in unseen. */
class RuntimeDependenciesTest {

  private static final Path RESOLVED = Path.of("target/dependencies.txt");
  private static final Path CHECKED_IN = Path.of("runtime-dependencies.txt");
  private static final Path RENEWED = Path.of("target/runtime-dependencies.txt");

  /** {@code group:artifact:jar[:classifier]:version:scope}, as Maven lists them. */
  private static final Pattern LINE =
      Pattern.compile(
          "^\\s+([\\w.-]+):([\\w.-]+):jar:(?:([\\w.-]+):)?([\\w.-]+):\\w+", Pattern.MULTILINE);

  private static String line(MatchResult match) {
    String classifier = match.group(3) == null ? "" : ":" + match.group(3);
    return match.group(1) + ":" + match.group(2) + classifier + ":" + match.group(4);
  }

  @Test
  void theRuntimeDependenciesAreThoseWrittenDown() throws IOException {
    assumeTrue(Files.exists(RESOLVED), "the list is made by Maven");
    List<String> now =
        LINE.matcher(Files.readString(RESOLVED))
            .results()
            .map(RuntimeDependenciesTest::line)
            .filter(line -> !line.startsWith("earshot:"))
            .sorted()
            .toList();
    Files.write(RENEWED, now);
    assertEquals(
        String.join("\n", Files.readAllLines(CHECKED_IN)),
        String.join("\n", now),
        "The runtime dependencies have changed. If that is meant:"
            + " cp daemon/target/runtime-dependencies.txt daemon/runtime-dependencies.txt\n");
  }
}
