package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house that can only be seen in the sources. */
class SourcesTest {

  private static final int LONGEST_FILE_LINES = 500;

  /** Put together here, so that this file does not find itself. */
  private static final Pattern LEFT_BEHIND =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|@Dis" + "abled");

  private static final Pattern OPENING =
      Pattern.compile(
          "/\\*\\*.*?\\*/\\s*(@\\w+[^\\n]*\\s+)*[^;{]*\\b(class|interface|record|enum|package)\\b",
          Pattern.DOTALL);

  @Test
  void noFileIsLongerThanOneCanRead() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path source : sources()) {
      int lines = Files.readAllLines(source).size();
      if (lines > LONGEST_FILE_LINES) faults.add(source + ": " + lines + " lines");
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path source : sources()) {
      var found = LEFT_BEHIND.matcher(Files.readString(source));
      if (found.find()) faults.add(source + ": " + found.group());
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void eachFileOpensWithItsJob() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path source : sources()) {
      if (source.toString().contains("/test/") || source.endsWith("module-info.java")) continue;
      if (!OPENING.matcher(Files.readString(source)).find()) faults.add(source.toString());
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    Path decisions = Path.of("decisions");
    String index = Files.readString(decisions.resolve("README.md"));
    try (Stream<Path> records = Files.list(decisions)) {
      assertEquals(
          List.of(),
          records
              .map(record -> record.getFileName().toString())
              .filter(name -> !name.equals("README.md") && !index.contains("(" + name + ")"))
              .toList());
    }
  }

  /** All sources of both modules; Maven runs the tests in the folder of theirs. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("hal", "daemon")) {
      Path root = Path.of("..", module, "src");
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    assertTrue(sources.size() > 10, "too few sources in " + Path.of("").toAbsolutePath());
    return sources;
  }
}
