package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import earshot.hal.HalException;

/**
 * What a kernel line tells beyond Pi4J's own event: when the edge was, or why there will be no
 * more. Another provider's plain events serve as well, less exactly.
 */
abstract sealed class LineEvent extends DigitalStateChangeEvent<DigitalInput> {

  private LineEvent(DigitalInput source, DigitalState state) {
    super(source, state);
  }

  /** The line changed at this time of the kernel's monotonic clock. */
  static final class Edge extends LineEvent {

    private final long monotonicNanos;

    Edge(DigitalInput source, DigitalState state, long monotonicNanos) {
      super(source, state);
      this.monotonicNanos = monotonicNanos;
    }

    long monotonicNanos() {
      return monotonicNanos;
    }
  }

  /** What the line was when it was had. */
  static final class First extends LineEvent {

    First(DigitalInput source, DigitalState state) {
      super(source, state);
    }
  }

  /** The line is lost; its state is unknown. */
  static final class Lost extends LineEvent {

    private final HalException reason;

    Lost(DigitalInput source, HalException reason) {
      super(source, DigitalState.UNKNOWN);
      this.reason = reason;
    }

    HalException reason() {
      return reason;
    }
  }
}
