package earshot.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The first lines of an HTTP/1.1 request. Reading blocks. */
record HttpHead(String method, String target, Map<String, String> headers) {

  private static final int LARGEST = 32 * 1024;

  static HttpHead read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int matched = 0; // characters of the blank line's CR LF CR LF
    while (matched < 4) {
      int octet = in.read();
      if (octet < 0) throw new EOFException("the peer left before its request was whole");
      if (bytes.size() >= LARGEST) throw new IOException("the request's head is too long");
      bytes.write(octet);
      matched = octet == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : octet == '\r' ? 1 : 0;
    }
    String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
    String[] request = lines[0].split(" ");
    if (request.length != 3
        || request[0].isEmpty()
        || request[1].isEmpty()
        || !request[2].startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP request");
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    // The last two are what is left of the blank line that ends the head.
    for (int i = 1; i < lines.length - 2; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) throw new IOException("not an HTTP header");
      String value = lines[i].substring(colon + 1).strip();
      headers.merge(lines[i].substring(0, colon), value, (a, b) -> a + ", " + b);
    }
    return new HttpHead(request[0], request[1], headers);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  boolean asksForWebSocket() {
    return header("Upgrade").equalsIgnoreCase("websocket");
  }

  /** Headers carry keys. */
  @Override
  public String toString() {
    return method + " " + target.replaceFirst("\\?.*", "?...");
  }

  /** The head of an answer whose body comes in pieces. */
  static byte[] streamed(Map<String, String> headers) {
    var text = new StringBuilder("HTTP/1.1 200 OK\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    text.append("Transfer-Encoding: chunked\r\n\r\n");
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] response(int status, Map<String, String> headers, byte[] body) {
    var text = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (status != 101) text.append("Content-Length: ").append(body.length).append("\r\n");
    byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    var all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static String reason(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 413 -> "Content Too Large";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
