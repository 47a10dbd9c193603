package earshot.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From what stands in a file to the row of the table of keys. Pure. */
final class KeyPaths {

  private static final Pattern IN_A_LIST =
      Pattern.compile(
          "(?<=^service)\\.fallback\\[\\d{1,4}\\](?=\\.)|(?<=\\.mcp)\\[\\d{1,4}\\](?=\\.)");

  private KeyPaths() {}

  /** The name without the numbers of lists: {@code service.mcp.label}. */
  static String plain(String path) {
    return IN_A_LIST.matcher(path).replaceAll("");
  }

  /** The key of this plain name, or null. */
  static @Nullable Key at(String path) {
    for (Key key : Key.ALL) {
      if (key.path().equals(path)) {
        return key;
      }
    }
    return null;
  }
}
