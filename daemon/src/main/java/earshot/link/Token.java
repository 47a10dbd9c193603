package earshot.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What lets us in for a while, and for how long from now. Pure. Its text never shows it. */
record Token(String value, long lifeMillis) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_MILLIS = 24 * 3600 * 1000L;

  /**
   * Reads an answer in the form of OAuth (access_token, expires_in) or of client secrets (value,
   * expires_at). The exception holds nothing of the answer.
   */
  static Token read(byte[] body, long epochMillis) throws IOException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (IOException _) {
      // The parser's own words quote what it read.
      throw new IOException("the answer is not JSON");
    }
    boolean oauth = answer != null && answer.has("access_token");
    String value = answer == null ? "" : answer.path(oauth ? "access_token" : "value").asText("");
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IOException("the answer holds no token");
    }
    JsonNode until = answer.path(oauth ? "expires_in" : "expires_at");
    // One metadata service writes numbers as text.
    long seconds = until.asLong(-1);
    if (seconds < 0 || seconds > 100_000_000_000L) {
      throw new IOException("the answer does not say how long the token lives");
    }
    long millis = oauth ? seconds * 1000 : seconds * 1000 - epochMillis;
    return new Token(value, Math.clamp(millis, 0, LONGEST_MILLIS));
  }

  @Override
  public String toString() {
    return "a token for " + lifeMillis / 1000 + " s";
  }
}
