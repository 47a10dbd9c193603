package earshot.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What a server sends, in pieces of any size. */
public final class UpgradeReading {

  private UpgradeReading() {}

  public static void read(byte[] bytes) {
    for (int size : new int[] {1, 7, 4096}) {
      var guarded = new GuardedInput(new ByteArrayInputStream(bytes), millis -> {});
      byte[] piece = new byte[size];
      long read = 0;
      try {
        int count;
        while ((count = guarded.read(piece, 0, size)) >= 0) read += count;
        if (read != bytes.length) throw new AssertionError(read + " of " + bytes.length);
      } catch (GuardedInput.Refusal e) {
        Diagnosis.retryAfterSeconds(e.retryAfterMillis, e.retryAfter, 0);
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).isBlank()) throw new AssertionError(e);
      }
    }
  }
}
