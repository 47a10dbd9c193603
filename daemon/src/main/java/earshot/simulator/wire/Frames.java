package earshot.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket frames as a server reads and writes them. Reads on the thread that calls it and blocks
 * there; puts fragments together; strict. Negotiates no extension.
 */
final class Frames {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  private static final int LARGEST_MESSAGE = 16 << 20;

  /** A whole message or a control frame. */
  record Message(int opcode, byte[] payload) {

    int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }
  }

  /** The peer broke a rule; the code is what the close frame shall say. */
  static final class Violation extends IOException {
    private static final long serialVersionUID = 1;
    final int closeCode;

    Violation(int closeCode, String what) {
      super(what);
      this.closeCode = closeCode;
    }
  }

  private final InputStream in;
  private @Nullable ByteArrayOutputStream fragments;
  private int fragmentsOpcode;

  Frames(InputStream in) {
    this.in = in;
  }

  Message read() throws IOException {
    while (true) {
      int first = octet();
      int second = octet();
      boolean last = (first & 0x80) != 0;
      int opcode = first & 0x0f;
      if ((first & 0x70) != 0) throw new Violation(1002, "a reserved bit is set");
      if ((second & 0x80) == 0) throw new Violation(1002, "a client must mask its frames");
      byte[] payload = payload(second & 0x7f, opcode >= CLOSE);
      switch (opcode) {
        case CLOSE, PING, PONG -> {
          if (!last) throw new Violation(1002, "a fragmented control frame");
          if (opcode == CLOSE) checkClose(payload);
          return new Message(opcode, payload);
        }
        case TEXT, BINARY -> {
          if (fragments != null) throw new Violation(1002, "a new message inside another");
          if (last) return whole(opcode, payload);
          fragments = new ByteArrayOutputStream();
          fragmentsOpcode = opcode;
          fragments.writeBytes(payload);
        }
        case 0 -> {
          ByteArrayOutputStream begun = fragments;
          if (begun == null) throw new Violation(1002, "a continuation of nothing");
          if (begun.size() + payload.length > LARGEST_MESSAGE) {
            throw new Violation(1009, "the message is too big");
          }
          begun.writeBytes(payload);
          if (last) {
            fragments = null;
            return whole(fragmentsOpcode, begun.toByteArray());
          }
        }
        default -> throw new Violation(1002, "an unknown opcode");
      }
    }
  }

  private byte[] payload(int shortLength, boolean control) throws IOException {
    long length = shortLength;
    if (control && shortLength > 125) throw new Violation(1002, "a control frame is too long");
    if (shortLength == 126) length = octet() << 8 | octet();
    if (shortLength == 127) {
      length = 0;
      for (int i = 0; i < 8; i++) length = length << 8 | octet();
    }
    if (length < 0 || length > LARGEST_MESSAGE) throw new Violation(1009, "the frame is too big");
    byte[] mask = exactly(4);
    byte[] payload = exactly((int) length);
    for (int i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
    return payload;
  }

  private static void checkClose(byte[] payload) throws Violation {
    if (payload.length == 1) throw new Violation(1002, "half a close code");
    int code = new Message(CLOSE, payload).closeCode();
    boolean known =
        code >= 1000 && code <= 1014 && code != 1004 && code != 1006 || code >= 3000 && code < 5000;
    if (!known) throw new Violation(1002, "a close code that must not be sent");
  }

  private static Message whole(int opcode, byte[] payload) throws Violation {
    if (opcode == TEXT && !isAscii(payload)) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
      } catch (CharacterCodingException e) {
        throw new Violation(1007, "the text is not UTF-8");
      }
    }
    return new Message(opcode, payload);
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) if (b < 0) return false;
    return true;
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) throw new EOFException("the peer is gone");
    return octet;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) throw new EOFException("the peer is gone");
    return bytes;
  }

  /** One whole, unmasked frame. */
  static byte[] frame(int opcode, byte[] payload) {
    int length = payload.length;
    int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    var frame = new byte[head + length];
    frame[0] = (byte) (0x80 | opcode);
    if (head == 2) {
      frame[1] = (byte) length;
    } else if (head == 4) {
      frame[1] = 126;
      frame[2] = (byte) (length >> 8);
      frame[3] = (byte) length;
    } else {
      frame[1] = 127;
      ByteBuffer.wrap(frame).putLong(2, length);
    }
    System.arraycopy(payload, 0, frame, head, length);
    return frame;
  }

  static byte[] close(int code, String reason) {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, 123);
    var payload = new byte[2 + length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(words, 0, payload, 2, length);
    return frame(CLOSE, payload);
  }
}
