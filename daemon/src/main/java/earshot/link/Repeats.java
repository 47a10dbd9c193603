package earshot.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Knows messages that came twice: every event has an id of its own, so the same bytes are the same
 * event. Used by one thread, the connection's reader.
 */
final class Repeats {

  /** What is sent again is sent again soon. */
  private static final int REMEMBERED = 32;

  private static final byte[] ID = "\"event_id\"".getBytes(StandardCharsets.US_ASCII);

  private final byte[][] last = new byte[REMEMBERED][];
  private final int[] hashes = new int[REMEMBERED];
  private int next;

  /** Whether this message came before; remembers it if not. */
  boolean repeated(byte[] message) {
    int hash = Arrays.hashCode(message);
    for (int i = 0; i < REMEMBERED; i++) {
      if (hashes[i] == hash && Arrays.equals(last[i], message)) return names(message);
    }
    last[next] = message;
    hashes[next] = hash;
    next = (next + 1) % REMEMBERED;
    return false;
  }

  /** Some services give their events no ids: two that are alike may be two. */
  private static boolean names(byte[] message) {
    for (int at = 0; at + ID.length <= message.length; at++) {
      if (Arrays.equals(message, at, at + ID.length, ID, 0, ID.length)) return true;
    }
    return false;
  }
}
