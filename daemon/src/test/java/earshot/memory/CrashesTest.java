package earshot.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When something that ends the process is left alone, and for how long. */
class CrashesTest {

  private static final long MINUTE = 60_000_000_000L;

  private static Crashes at(long... minutes) {
    Crashes crashes = Crashes.none("boot", "1");
    for (long minute : minutes) crashes = crashes.begun(minute * MINUTE);
    return crashes;
  }

  @Test
  void threeWithinAnHourAreTooManyForADay() {
    assertFalse(at().tooMany(5 * MINUTE));
    assertFalse(at(1, 2).tooMany(3 * MINUTE));
    Crashes three = at(1, 2, 50);
    assertTrue(three.tooMany(51 * MINUTE));
    assertTrue(three.tooMany((50 + 1439) * MINUTE));
    assertFalse(three.tooMany((50 + 1440) * MINUTE));
    assertEquals(1, three.begun((50 + 1440) * MINUTE).begunAtNanos().size());
  }

  @Test
  void threeWithinADayAreNot() {
    assertFalse(at(1, 100, 200).tooMany(201 * MINUTE));
  }

  @Test
  void anOrderlyEndForgetsThem() {
    assertEquals(List.of(), at(1, 2, 3).ended().begunAtNanos());
  }

  @Test
  void anotherStartOfTheMachineOrAnotherVersionKnowsNothingOfThem() {
    Crashes three = at(1, 2, 3);
    assertEquals(Optional.of(three), Crashes.parse(three.text(), "boot", "1"));
    assertEquals(Optional.empty(), Crashes.parse(three.text(), "other", "1"));
    assertEquals(Optional.empty(), Crashes.parse(three.text(), "boot", "2"));
    for (String nonsense : List.of("", "boot", "boot 1 x", "boot 1 -5", "boot 1 1.5")) {
      assertEquals(Optional.empty(), Crashes.parse(nonsense, "boot", "1"), nonsense);
    }
  }
}
