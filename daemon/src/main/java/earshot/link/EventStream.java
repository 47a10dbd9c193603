package earshot.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Server-sent events out of bytes as they come: the data of each event, whole. Other fields are
 * passed over. One thread; bounded.
 */
final class EventStream {

  /** One piece of sound is some ten kilobytes; what is far longer is none. */
  private static final int LONGEST = 8 << 20;

  private final Consumer<String> event;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;

  EventStream(Consumer<String> event) {
    this.event = event;
  }

  /** False when what came is longer than any event can be. */
  boolean take(byte[] bytes, int length) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') continue;
      line.write(bytes, from, i - from);
      from = i + 1;
      line();
    }
    line.write(bytes, from, length - from);
    return line.size() + data.length() <= LONGEST;
  }

  /** What was not ended by a blank line counts too: some services forget the last one. */
  void end() {
    if (line.size() > 0) line();
    dispatch();
  }

  private void line() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.endsWith("\r")) text = text.substring(0, text.length() - 1);
    if (text.isEmpty()) {
      dispatch();
    } else if (text.startsWith("data:")) {
      if (hasData) data.append('\n');
      data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
      hasData = true;
    }
  }

  private void dispatch() {
    if (!hasData) return;
    String whole = data.toString();
    data.setLength(0);
    hasData = false;
    event.accept(whole);
  }
}
