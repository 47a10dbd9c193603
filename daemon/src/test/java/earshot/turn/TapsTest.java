package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Taps in a row, and what is none. */
class TapsTest {

  private static final long MS = 1_000_000L;

  /** Down, up, down, up ... at these milliseconds; the count after the last. */
  private static int count(long... at) {
    Taps taps = Taps.NONE;
    boolean down = true;
    for (long each : at) {
      taps = taps.edge(down, each * MS);
      down = !down;
    }
    return taps.count();
  }

  @Test
  void shortPressesInARowAreCounted() {
    assertEquals(1, count(0, 120));
    assertEquals(2, count(0, 120, 270, 390));
    assertEquals(3, count(0, 120, 270, 390, 500, 600));
  }

  @Test
  void aPauseBeginsANewRow() {
    assertEquals(1, count(0, 120, 700, 800));
    assertEquals(2, count(0, 120, 700, 800, 1_000, 1_100));
  }

  @Test
  void aLongPressIsTalkAndEndsTheRow() {
    assertEquals(0, count(0, 120, 270, 1_500));
    assertEquals(1, count(0, 120, 270, 1_500, 1_600, 1_700));
  }

  /** A hand that trembles lets go for a moment and presses again: bursts of up to 12 Hz. */
  @Test
  void tremblingIsNoRowOfTaps() {
    for (long seed = 0; seed < 1_000; seed++) {
      var random = new SplittableRandom(seed);
      Taps taps = Taps.NONE;
      long at = 0;
      for (int i = 0; i < 6; i++) {
        taps = taps.edge(true, at);
        at += random.nextLong(31, 200) * MS;
        taps = taps.edge(false, at);
        assertTrue(taps.count() <= 1, "seed " + seed);
        at += random.nextLong(1, 60) * MS;
      }
    }
  }
}
