package earshot.simulator;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one event that comes fifty times a second without building a tree: exactly {@code
 * type}, {@code audio} and perhaps {@code event_id}, plain strings. Anything else, right or wrong,
 * is left to the slow way. Not for sharing between threads.
 */
final class FastAppend {

  private static final byte[] TYPE = "input_audio_buffer.append".getBytes();
  private static final int LONGEST_ID = 512;

  private byte[] text = {};
  private int at;
  private int from;
  private int to;

  /** The sound's bytes, or null if this is not such an event. */
  byte @Nullable [] read(byte[] message) {
    text = message;
    at = 0;
    int audioFrom = -1;
    int audioTo = -1;
    boolean typed = false;
    boolean named = false;
    if (!skip('{')) return null;
    do {
      if (!string()) return null;
      int name = to - from;
      byte first = name == 0 ? 0 : text[from];
      if (!skip(':')) return null;
      if (first == 't' && name == 4 && !typed) {
        if (!string() || !isType()) return null;
        typed = true;
      } else if (first == 'a' && name == 5 && audioFrom < 0) {
        if (!matches("audio") || !string()) return null;
        audioFrom = from;
        audioTo = to;
      } else if (first == 'e' && name == 8 && !named) {
        if (!matches("event_id") || !string() || to - from > LONGEST_ID) return null;
        named = true;
      } else {
        return null;
      }
    } while (skip(','));
    if (!skip('}') || !typed || audioFrom < 0) return null;
    blanks();
    if (at != text.length) return null;
    try {
      ByteBuffer audio = ByteBuffer.wrap(text, audioFrom, audioTo - audioFrom);
      ByteBuffer sound = Base64.getDecoder().decode(audio);
      byte[] bytes = sound.array();
      return sound.remaining() == bytes.length ? bytes : Arrays.copyOf(bytes, sound.remaining());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isType() {
    if (to - from != TYPE.length) return false;
    for (int i = 0; i < TYPE.length; i++) if (text[from + i] != TYPE[i]) return false;
    return true;
  }

  /** Whether the name before the colon that was just read is this one. */
  private boolean matches(String name) {
    for (int i = 0; i < name.length(); i++) if (text[from + i] != name.charAt(i)) return false;
    return true;
  }

  private void blanks() {
    while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\t')) at++;
  }

  private boolean skip(char expected) {
    blanks();
    if (at >= text.length || text[at] != expected) return false;
    at++;
    return true;
  }

  /** A string of plain ASCII without escapes. */
  private boolean string() {
    if (!skip('"')) return false;
    from = at;
    while (at < text.length) {
      byte b = text[at];
      if (b == '"') {
        to = at++;
        return true;
      }
      if (b == '\\' || b < 0x20) return false;
      at++;
    }
    return false;
  }
}
