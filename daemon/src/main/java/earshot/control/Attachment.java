package earshot.control;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A picture on its way in, in pieces that fit on a line; one for each client. Bounded, and there is
 * room for only a few at once. Used by the client's own thread.
 */
final class Attachment {

  static final int MOST_BYTES = 1 << 20;

  /** So many bytes of it are one piece. */
  static final int PIECE_BYTES = 45_000;

  private static final int AT_ONCE = 2;

  /** The room for the pictures of all clients. */
  static Semaphore room() {
    return new Semaphore(AT_ONCE);
  }

  private final Semaphore room;
  private @Nullable ByteArrayOutputStream held;

  Attachment(Semaphore room) {
    this.room = room;
  }

  void add(String base64) {
    ByteArrayOutputStream into = held;
    if (into == null) {
      if (!room.tryAcquire()) {
        throw new Refusal(
            Exit.UNAVAILABLE, "other pictures are on their way to the daemon", "again in a moment");
      }
      held = into = new ByteArrayOutputStream();
    }
    byte[] piece;
    try {
      piece = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw new Refusal(Exit.USAGE, "\"data\" is not base64", "earshot ask --image FILE TEXT");
    }
    if (into.size() + piece.length > MOST_BYTES) {
      drop();
      throw new Refusal(Exit.USAGE, tooLarge(), "a smaller one: 1024 pixels wide is plenty");
    }
    into.writeBytes(piece);
  }

  /** All of it; nothing is held any more. */
  byte[] take() {
    byte[] all = held == null ? new byte[0] : held.toByteArray();
    drop();
    return all;
  }

  void drop() {
    if (held == null) return;
    held = null;
    room.release();
  }

  static String tooLarge() {
    return "the picture is larger than " + MOST_BYTES / 1024 + " kB";
  }

  /** What kind of picture this is by its first bytes; null if it is none that services take. */
  static @Nullable String type(byte[] picture) {
    if (begins(picture, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
    if (begins(picture, 0xff, 0xd8, 0xff)) return "image/jpeg";
    return null;
  }

  private static boolean begins(byte[] picture, int... with) {
    if (picture.length < with.length) return false;
    for (int i = 0; i < with.length; i++) if ((picture[i] & 0xff) != with[i]) return false;
    return true;
  }

  /** As services want it. */
  static String dataUrl(String type, byte[] picture) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(picture);
  }
}
