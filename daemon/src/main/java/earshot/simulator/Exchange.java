package earshot.simulator;

import java.nio.charset.StandardCharsets;

/** One message as it went over a connection, for tests and recordings. */
public record Exchange(
    long atNanos, int connection, boolean fromClient, String dialect, byte[] bytes) {

  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return atNanos / 1_000_000
        + " ms, connection "
        + connection
        + (fromClient ? " < " : " > ")
        + text();
  }
}
