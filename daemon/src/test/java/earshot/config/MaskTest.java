package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class MaskTest {

  private final Mask mask = new Mask();

  @Test
  void aKeyThatIsQuotedIsCoveredWhereverItStands() {
    mask.know("canary-5f1c");
    assertEquals(
        "Incorrect key: ***, not ***.", mask.over("Incorrect key: canary-5f1c, not canary-5f1c."));
  }

  @Test
  void aSecretWithinALongerOneLeavesNothingOfIt() {
    mask.know("canary-5f1c");
    mask.know("canary-5f1c-and-more");
    assertEquals("*** ***", mask.over("canary-5f1c-and-more canary-5f1c"));
  }

  @Test
  void aShortWordIsNoSecretAndTheMaskShowsNone() {
    mask.know("key");
    mask.know("canary-5f1c");
    assertEquals("the key", mask.over("the key"));
    assertFalse(mask.toString().contains("canary"));
  }
}
