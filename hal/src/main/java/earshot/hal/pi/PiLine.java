package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalState;
import org.jspecify.annotations.Nullable;

/**
 * A line as the configuration names it: what it is for ("button"), on which chip (null: wherever
 * its name is), its name or number, and which level is on.
 */
record PiLine(String role, @Nullable String chip, String line, boolean activeLow) {

  /** What other programs see the line used by. */
  String consumer() {
    return "earshot " + role;
  }

  DigitalState onState() {
    return activeLow ? DigitalState.LOW : DigitalState.HIGH;
  }

  String describe() {
    return role + " on " + (chip == null ? line : chip + " " + line);
  }
}
