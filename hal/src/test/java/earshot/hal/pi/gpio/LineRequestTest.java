package earshot.hal.pi.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class LineRequestTest {

  @Test
  void anInputAsksForBothEdgesAndItsPullAndNothingElse() {
    LineRequest request =
        new LineRequest(
            17, "earshot button", true, new LineRequest.Use.Input(LineRequest.Bias.PULL_UP));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = request.encode(arena);
      assertEquals(17, bytes.get(ValueLayout.JAVA_INT, 0), "line");
      assertEquals(0, bytes.get(ValueLayout.JAVA_INT, 4), "no second line");
      assertEquals("earshot button", bytes.getString(256));
      // active low, input, rising, falling, pull up
      assertEquals(0b1_0011_0110L, bytes.get(ValueLayout.JAVA_LONG, 288), "flags");
      assertEquals(0, bytes.get(ValueLayout.JAVA_INT, 296), "no attributes, so no debouncing");
      assertEquals(1, bytes.get(ValueLayout.JAVA_INT, 560), "lines");
      assertEquals(64, bytes.get(ValueLayout.JAVA_INT, 564), "events kept");
    }
  }

  @Test
  void everyPullHasItsFlag() {
    assertEquals(0b001_0011_0100L, input(LineRequest.Bias.PULL_UP));
    assertEquals(0b010_0011_0100L, input(LineRequest.Bias.PULL_DOWN));
    assertEquals(0b100_0011_0100L, input(LineRequest.Bias.NONE));
  }

  @Test
  void anOutputIsDrivenFromTheRequestOn() {
    LineRequest request =
        new LineRequest(27, "earshot led", false, new LineRequest.Use.Output(true));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = request.encode(arena);
      assertEquals(0b1000L, bytes.get(ValueLayout.JAVA_LONG, 288), "flags");
      assertEquals(1, bytes.get(ValueLayout.JAVA_INT, 296), "attributes");
      assertEquals(2, bytes.get(ValueLayout.JAVA_INT, 320), "output values");
      assertEquals(1L, bytes.get(ValueLayout.JAVA_LONG, 328), "value");
      assertEquals(
          1L,
          bytes.get(ValueLayout.JAVA_LONG, 336),
          "the mask counts lines of the request, not of the chip");
      assertEquals(0, bytes.get(ValueLayout.JAVA_INT, 564), "no events");
    }
  }

  @Test
  void aLongConsumerIsCutAndStillEnds() {
    LineRequest request =
        new LineRequest(0, "x".repeat(40), false, new LineRequest.Use.Output(false));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = request.encode(arena);
      assertEquals("x".repeat(31), GpioChip.text(bytes, 256));
    }
  }

  @Test
  void aFieldWithoutAZeroIsReadToItsEndOnly() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(64);
      bytes.asSlice(0, 40).fill((byte) 'n');
      assertEquals("n".repeat(32), GpioChip.text(bytes, 0));
    }
  }

  private static long input(LineRequest.Bias bias) {
    return new LineRequest(0, "", false, new LineRequest.Use.Input(bias)).flags();
  }
}
