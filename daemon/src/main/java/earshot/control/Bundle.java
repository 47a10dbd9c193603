package earshot.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The pages of a report as a zip, and what of them nobody else may read. Blocks as files do. */
final class Bundle {

  /** Entries of the journal that hold what people said. */
  private static final Set<String> SPEECH = Set.of("heard", "translated");

  /** What an owner writes for the model, and addresses that may hold a name or a token. */
  private static final Pattern PRIVATE =
      Pattern.compile(
          "(?m)^((?:instructions|post_instructions|prompt|keywords|description|safety_identifier"
              + "|variables|metadata|headers|organization|project|language_prompt) = ).*?(  # .*)?$");

  private static final Pattern QUERY = Pattern.compile("(://[^\\s\"?]*\\?)[^\\s\"]*");
  private static final Pattern USER = Pattern.compile("(://)[^\\s\"/@]*@");

  private Bundle() {}

  static boolean isSpeech(String entry) {
    return SPEECH.contains(entry);
  }

  /** A configuration without what is its owner's own. */
  static String discreet(String toml) {
    String less = PRIVATE.matcher(toml).replaceAll("$1\"(left out)\"$2");
    return USER.matcher(QUERY.matcher(less).replaceAll("$1...")).replaceAll("$1...@");
  }

  static void write(Path file, Map<String, String> pages) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        zip.putNextEntry(new ZipEntry("earshot-report/" + page.getKey()));
        zip.write(page.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }
}
