package earshot.hal.pi.gpio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * How a line is wanted. The consumer is the name that others see it used by; values are logical:
 * active means low on a line that is active low. Pure.
 */
public record LineRequest(int offset, String consumer, boolean activeLow, Use use) {

  /** What for. */
  public sealed interface Use {

    /**
     * Read, with an event for each edge, both ways, raw: no debouncing, so that the first edge is
     * never late.
     */
    record Input(Bias bias) implements Use {}

    /** Driven, from the request on with this value. */
    record Output(boolean active) implements Use {}
  }

  public enum Bias {
    PULL_UP,
    PULL_DOWN,
    NONE
  }

  /**
   * Bouncing contacts come in bursts, and the kernel's own choice of 16 could overflow in a stall.
   */
  private static final int EVENT_BUFFER = 64;

  long flags() {
    long polarity = activeLow ? GpioAbi.FLAG_ACTIVE_LOW : 0;
    return polarity
        | switch (use) {
          case Use.Input(Bias bias) ->
              GpioAbi.FLAG_INPUT
                  | GpioAbi.FLAG_EDGE_RISING
                  | GpioAbi.FLAG_EDGE_FALLING
                  | switch (bias) {
                    case PULL_UP -> GpioAbi.FLAG_BIAS_PULL_UP;
                    case PULL_DOWN -> GpioAbi.FLAG_BIAS_PULL_DOWN;
                    case NONE -> GpioAbi.FLAG_BIAS_DISABLED;
                  };
          case Use.Output(boolean _) -> GpioAbi.FLAG_OUTPUT;
        };
  }

  /** The struct that the kernel reads, and writes the line's descriptor into. */
  MemorySegment encode(Arena arena) {
    MemorySegment request = arena.allocate(GpioAbi.LINE_REQUEST);
    request.set(ValueLayout.JAVA_INT, GpioAbi.offset(GpioAbi.LINE_REQUEST, "offsets"), offset);
    request.set(ValueLayout.JAVA_INT, GpioAbi.offset(GpioAbi.LINE_REQUEST, "num_lines"), 1);
    long consumerAt = GpioAbi.offset(GpioAbi.LINE_REQUEST, "consumer");
    byte[] name = consumer.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(name.length, GpioAbi.NAME_BYTES - 1);
    MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, consumerAt, length);

    MemorySegment config =
        request.asSlice(
            GpioAbi.offset(GpioAbi.LINE_REQUEST, "config"), GpioAbi.LINE_CONFIG.byteSize());
    config.set(ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_CONFIG, "flags"), flags());
    switch (use) {
      case Use.Input(Bias _) ->
          request.set(
              ValueLayout.JAVA_INT,
              GpioAbi.offset(GpioAbi.LINE_REQUEST, "event_buffer_size"),
              EVENT_BUFFER);
      case Use.Output(boolean active) -> {
        // given with the request, so that the line never shows another value first; bits and mask
        // count the lines of the request, of which there is one
        config.set(ValueLayout.JAVA_INT, GpioAbi.offset(GpioAbi.LINE_CONFIG, "num_attrs"), 1);
        MemorySegment attribute =
            config.asSlice(
                GpioAbi.offset(GpioAbi.LINE_CONFIG, "attrs"),
                GpioAbi.LINE_CONFIG_ATTRIBUTE.byteSize());
        attribute.set(
            ValueLayout.JAVA_INT,
            GpioAbi.offset(GpioAbi.LINE_ATTRIBUTE, "id"),
            GpioAbi.ATTRIBUTE_OUTPUT_VALUES);
        attribute.set(
            ValueLayout.JAVA_LONG,
            GpioAbi.offset(GpioAbi.LINE_ATTRIBUTE, "value"),
            active ? 1L : 0L);
        attribute.set(
            ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_CONFIG_ATTRIBUTE, "mask"), 1L);
      }
    }
    return request;
  }
}
