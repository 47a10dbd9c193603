package earshot.simulator.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The readers of this room, for bytes from anybody. */
public final class WireReading {

  private WireReading() {}

  public static void head(byte[] bytes) {
    try {
      HttpHead head = HttpHead.read(new ByteArrayInputStream(bytes));
      if (head.toString().isBlank()) throw new AssertionError("no head");
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).isBlank()) throw new AssertionError(e);
    }
  }

  /** Message after message, until something is wrong, as in the end it always is. */
  public static void frames(byte[] bytes) {
    var frames = new Frames(new ByteArrayInputStream(bytes));
    try {
      while (true) frames.read();
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).isBlank()) throw new AssertionError(e);
    }
  }
}
