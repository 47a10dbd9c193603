package earshot.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import earshot.telemetry.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** DOCTOR.md says what the doctor says. {@code -Dearshot.write=true} writes it anew. */
class DocumentTest {

  private static final Path DOCUMENT = Path.of("DOCTOR.md");
  private static final String BEGIN = "<!-- findings -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void theDocumentHasEveryFindingInTheDoctorsOwnWords() throws Exception {
    List<Found> all =
        Stream.concat(
                Arrays.stream(Finding.values()).map(Found::of),
                Arrays.stream(Trouble.values()).map(trouble -> Found.of(trouble, "")))
            .sorted(Comparator.comparing(Found::part).thenComparing(Found::severity))
            .toList();
    String table =
        "| part | finding | | what is wrong | what to try |\n|---|---|---|---|---|\n"
            + all.stream().map(DocumentTest::row).collect(Collectors.joining());
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    if (Boolean.getBoolean("earshot.write")) {
      Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
    } else {
      assertEquals(
          document.substring(begin, end),
          table,
          "write it anew: mvn -pl hal,daemon test -Dtest=earshot.doctor.DocumentTest"
              + " -Dearshot.write=true -Dsurefire.failIfNoSpecifiedTests=false");
    }
  }

  private static String row(Found each) {
    return "| %s | `%s` | %s | %s | %s |%n"
        .formatted(
            each.part().word(),
            each.id(),
            each.severity().word(),
            each.what(),
            each.remedy().replace("|", "\\|"));
  }
}
