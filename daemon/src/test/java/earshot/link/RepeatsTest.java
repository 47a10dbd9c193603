package earshot.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Which messages came before. */
class RepeatsTest {

  private final Repeats repeats = new Repeats();

  private boolean repeated(String message) {
    return repeats.repeated(message.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEventWithTheSameIdCameBefore() {
    assertFalse(repeated("{\"event_id\":\"e1\",\"delta\":\"AA\"}"));
    assertFalse(repeated("{\"event_id\":\"e2\",\"delta\":\"AA\"}"));
    assertTrue(repeated("{\"event_id\":\"e1\",\"delta\":\"AA\"}"));
  }

  @Test
  void twoEventsWithoutIdsMayBeAlike() {
    assertFalse(repeated("{\"delta\":\"AA\"}"));
    assertFalse(repeated("{\"delta\":\"AA\"}"));
  }

  @Test
  void whatCameLongAgoIsForgotten() {
    for (int i = 0; i < 33; i++) assertFalse(repeated("{\"event_id\":\"e" + i + "\"}"));
    assertFalse(repeated("{\"event_id\":\"e0\"}"));
    assertTrue(repeated("{\"event_id\":\"e32\"}"));
  }
}
