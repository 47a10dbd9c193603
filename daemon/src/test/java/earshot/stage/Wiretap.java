package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.protocol.PublishedProtocol;
import earshot.protocol.SchemaJudge;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds every client event of a run against the strict published schema of its dialect, where that
 * is at hand. Of the thousands of appends, which are made in one place from two fixed pieces, the
 * first are held against the schema and all others against those pieces.
 */
final class Wiretap implements SimWire.Tap {

  private static final int APPENDS_IN_FULL = 25;
  private static final String BEFORE = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"";
  private static final String AFTER = "\"}";

  /** A schema takes a while to read, and every house has a tap. */
  private static final Map<String, Optional<SchemaJudge>> JUDGES = new HashMap<>();

  private final @Nullable SchemaJudge judge;
  private int appends;
  private int events;

  Wiretap(String dialect) {
    judge = JUDGES.computeIfAbsent(dialect, Wiretap::judge).orElse(null);
  }

  private static Optional<SchemaJudge> judge(String dialect) {
    return PublishedProtocol.ifAtHand().map(p -> p.judge(dialect, "client", true));
  }

  @Override
  public void passed(boolean fromClient, byte[] message) {
    if (!fromClient) return;
    events++;
    if (isAppend(message) && ++appends > APPENDS_IN_FULL) {
      assertTrue(isBase64(message), () -> "not an append: " + text(message));
    } else if (judge != null) {
      judge.check(message);
    }
  }

  int events() {
    return events;
  }

  private static boolean isAppend(byte[] message) {
    if (message.length < BEFORE.length() + AFTER.length()) return false;
    for (int i = 0; i < BEFORE.length(); i++) {
      if (message[i] != BEFORE.charAt(i)) return false;
    }
    return true;
  }

  private static boolean isBase64(byte[] message) {
    int end = message.length - AFTER.length();
    if (message[end] != '"' || message[end + 1] != '}') return false;
    for (int i = BEFORE.length(); i < end; i++) {
      byte c = message[i];
      boolean good =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c == '+'
              || c == '/'
              || c == '=';
      if (!good) return false;
    }
    return true;
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.UTF_8);
  }
}
