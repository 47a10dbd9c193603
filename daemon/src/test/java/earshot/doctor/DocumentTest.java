package earshot.doctor;

import earshot.document.Document;
import earshot.telemetry.Trouble;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** DOCTOR.md says what the doctor says. {@code -Dearshot.write=true} writes it anew. */
class DocumentTest {

  private static final Document DOCUMENT =
      new Document(Path.of("DOCTOR.md"), "<!-- findings -->\n", "<!-- end -->\n");

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
    DOCUMENT.says(table, DocumentTest.class);
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
