package earshot.hal.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldKeyTest {

  private final HeldKey key = new HeldKey();
  private final List<String> edges = new ArrayList<>();
  private long nowMillis = 1_000;

  /** Lets time go by in looks of 20 ms. */
  private void pass(long millis) {
    for (long until = nowMillis + millis; nowMillis < until; ) {
      nowMillis += Math.min(20, until - nowMillis);
      boolean before = key.down();
      if (key.waiting()) key.pass(nowMillis * 1_000_000);
      note(before);
    }
  }

  private void press() {
    boolean before = key.down();
    key.press(nowMillis * 1_000_000);
    note(before);
  }

  private void note(boolean before) {
    if (key.down() != before) edges.add((key.down() ? "down " : "up ") + nowMillis);
  }

  @Test
  void aTapPressesAndTheNextOneReleases() {
    press();
    pass(3_000);
    press();
    pass(1_000);
    press();
    pass(500);
    press();
    pass(5_000);
    assertEquals(List.of("down 1000", "up 4160", "down 5000", "up 5660"), edges);
  }

  @Test
  void aHeldKeyIsDownUntilItNoLongerRepeats() {
    press();
    pass(500);
    for (int i = 0; i < 100; i++) {
      press();
      pass(33);
    }
    pass(2_000);
    assertEquals(2, edges.size(), edges.toString());
    assertEquals("down 1000", edges.getFirst());
    long last = 1_500 + 99 * 33;
    long up = Long.parseLong(edges.getLast().substring(3));
    assertEquals(last + 260, up, 20.0, "a quarter of a second after the last repeat");
  }

  @Test
  void repeatsInLumpsAreStillOneHold() {
    press();
    pass(660);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 6; j++) press();
      pass(200);
    }
    pass(1_000);
    assertEquals(2, edges.size(), edges.toString());
  }

  @Test
  void itCanBePressedAgainAfterAHold() {
    for (int round = 0; round < 3; round++) {
      press();
      pass(400);
      for (int i = 0; i < 10; i++) {
        press();
        pass(40);
      }
      pass(600);
    }
    assertEquals(6, edges.size(), edges.toString());
  }

  @Test
  void twoQuickTapsAreDownAndUp() {
    press();
    pass(180);
    press();
    pass(1_000);
    assertEquals(2, edges.size(), edges.toString());
  }
}
