package earshot.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the server sends, watched on its way to the WebSocket library, which sets no bounds of its
 * own: the answer to the upgrade must be one, and no message may be larger than agreed. Used by the
 * thread that reads; changes no byte.
 */
final class GuardedInput extends InputStream {

  static final int MAX_MESSAGE_BYTES = 16 << 20;
  private static final int MAX_ANSWER_BYTES = 32 << 10;
  private static final int CONTINUATION = 0;
  private static final int FIRST_CONTROL_OPCODE = 8;

  /** A refusal is not longer, and its words are not waited for longer. */
  private static final int MAX_REFUSAL_BYTES = 4 << 10;

  private static final int REFUSAL_MILLIS = 1_000;

  /** Bounds how long a read may wait from now on. */
  interface Hurry {
    void within(int millis) throws IOException;
  }

  private final InputStream in;
  private final Hurry hurry;

  private byte[] answer = new byte[1024];
  private int answerLength;
  private int answerRead;
  private int headLength;

  private final byte[] header = new byte[10];
  private int headerLength;
  private long payloadLeft;
  private long messageBytes;

  GuardedInput(InputStream in, Hurry hurry) {
    this.in = in;
    this.hurry = hurry;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) return 0;
    if (headLength == 0) readAnswer();
    if (answerRead < answerLength) {
      // What came in one piece with the answer is watched when its turn comes, not as a part of it.
      boolean head = answerRead < headLength;
      int count = Math.min(length, (head ? headLength : answerLength) - answerRead);
      System.arraycopy(answer, answerRead, target, offset, count);
      if (!head) watchFrames(target, offset, count);
      answerRead += count;
      if (answerRead == answerLength) answer = new byte[0];
      return count;
    }
    int count = in.read(target, offset, length);
    if (count > 0) watchFrames(target, offset, count);
    return count;
  }

  @Override
  public int available() throws IOException {
    return answerRead < answerLength ? answerLength - answerRead : in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Reads until the empty line, and refuses here what the library would read without a bound. */
  private void readAnswer() throws IOException {
    int end;
    while ((end = endOfHead()) < 0) {
      if (answerLength == MAX_ANSWER_BYTES) {
        throw new Misanswer("its answer to the upgrade does not end");
      }
      if (answerLength == answer.length) answer = Arrays.copyOf(answer, 2 * answer.length);
      int count = in.read(answer, answerLength, answer.length - answerLength);
      if (count < 0) {
        if (answerLength > 0) throw new Misanswer("its answer to the upgrade ended in the middle");
        throw new EOFException("the connection ended before an answer came");
      }
      answerLength += count;
      if (!startsLikeHttp()) throw new Misanswer("its answer to the upgrade is not HTTP");
    }
    String[] lines = new String(answer, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
    int status = status(lines[0]);
    if (status != 101) {
      throw new Refusal(
          status,
          value(lines, "retry-after-ms"),
          value(lines, "retry-after"),
          value(lines, "location") != null,
          refusalCode(end, value(lines, "content-length")));
    }
    headLength = end;
  }

  /** What stands in the refusal's body, as far as that comes soon. */
  private @Nullable String refusalCode(int head, @Nullable String contentLength) {
    boolean told = contentLength != null && contentLength.matches("[0-9]{1,9}");
    int length = told ? Integer.parseInt(contentLength) : MAX_REFUSAL_BYTES;
    byte[] body = Arrays.copyOfRange(answer, head, head + Math.min(length, MAX_REFUSAL_BYTES));
    int read = Math.min(body.length, answerLength - head);
    try {
      hurry.within(REFUSAL_MILLIS);
      while (read < body.length) {
        int count = in.read(body, read, body.length - read);
        if (count < 0) break;
        read += count;
      }
    } catch (IOException e) {
      // The status says enough.
    }
    return RefusalCode.in(body, 0, read);
  }

  private int endOfHead() {
    for (int i = 3; i < answerLength; i++) {
      if (answer[i] == '\n'
          && answer[i - 1] == '\r'
          && answer[i - 2] == '\n'
          && answer[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private boolean startsLikeHttp() {
    String expected = "HTTP/1.";
    int length = Math.min(answerLength, expected.length());
    return new String(answer, 0, length, StandardCharsets.ISO_8859_1)
        .equals(expected.substring(0, length));
  }

  private static int status(String statusLine) throws IOException {
    String[] parts = statusLine.split(" +", 3);
    if (parts.length < 2 || !parts[1].matches("[1-9][0-9][0-9]")) {
      throw new Misanswer("its answer to the upgrade has no status");
    }
    return Integer.parseInt(parts[1]);
  }

  private static @Nullable String value(String[] lines, String name) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return null;
  }

  private void watchFrames(byte[] bytes, int from, int count) throws IOException {
    int at = from;
    int end = from + count;
    while (at < end) {
      if (payloadLeft > 0) {
        int skipped = (int) Math.min(payloadLeft, end - at);
        payloadLeft -= skipped;
        at += skipped;
      } else {
        header[headerLength++] = bytes[at++];
        if (headerLength == headerBytes()) frameBegins();
      }
    }
  }

  /** How long the header is, as far as the bytes that are here tell. */
  private int headerBytes() {
    if (headerLength < 2) return 2;
    return switch (header[1] & 0x7F) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  private void frameBegins() throws IOException {
    int opcode = header[0] & 0x0F;
    long length = header[1] & 0x7F;
    if (headerLength > 2) {
      length = 0;
      for (int i = 2; i < headerLength; i++) length = length << 8 | header[i] & 0xFF;
    }
    boolean masked = (header[1] & 0x80) != 0;
    headerLength = 0;
    if (length < 0 || length > MAX_MESSAGE_BYTES) throw new Oversize();
    // A server's frame is never masked; the library refuses it after reading its four more bytes.
    payloadLeft = masked ? length + 4 : length;
    if (opcode >= FIRST_CONTROL_OPCODE) return;
    messageBytes = opcode == CONTINUATION ? messageBytes + length : length;
    if (messageBytes > MAX_MESSAGE_BYTES) throw new Oversize();
  }

  /** The server answered the upgrade with another status. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    final int status;
    final @Nullable String retryAfterMillis;
    final @Nullable String retryAfter;
    final boolean elsewhere;
    final @Nullable String code;

    Refusal(
        int status,
        @Nullable String retryAfterMillis,
        @Nullable String retryAfter,
        boolean elsewhere,
        @Nullable String code) {
      super("HTTP status " + status);
      this.status = status;
      this.retryAfterMillis = retryAfterMillis;
      this.retryAfter = retryAfter;
      this.elsewhere = elsewhere;
      this.code = code;
    }
  }

  /** The server answered the upgrade with something that is no answer. */
  static final class Misanswer extends IOException {
    private static final long serialVersionUID = 1;

    Misanswer(String message) {
      super(message);
    }
  }

  /** A message larger than this device is ready to hold. */
  static final class Oversize extends IOException {
    private static final long serialVersionUID = 1;

    Oversize() {
      super("a message of more than " + (MAX_MESSAGE_BYTES >> 20) + " MiB was coming");
    }
  }
}
