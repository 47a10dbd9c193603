package earshot.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one word that is taken out of the body of an HTTP refusal: {@code error.code}, when it is a
 * word. The rest is the server's own text, and may quote a secret. Pure.
 */
public final class RefusalCode {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WORD = "[A-Za-z0-9_]{1,64}";

  private RefusalCode() {}

  /** Null where there is none, or the body is not what services send. */
  public static @Nullable String in(String body) {
    // It may stand between the sizes of a transfer in chunks.
    int from = body.indexOf('{');
    int to = body.lastIndexOf('}');
    if (from < 0 || to < from) return null;
    try {
      JsonNode read = JSON.readTree(body.substring(from, to + 1));
      String code = read.path("error").path("code").asText("");
      return code.matches(WORD) ? code : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  static @Nullable String in(byte[] body, int at, int length) {
    return in(new String(body, at, length, StandardCharsets.UTF_8));
  }
}
