package earshot.hal.pi;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.ChipInfo;
import earshot.hal.pi.gpio.GpioChips;
import java.util.HashMap;
import java.util.Map;

/**
 * The lines of one board, through Pi4J: finds each where the configuration says, and has it made by
 * the provider that is chosen here. One Pi4J context for each chip, because Pi4J tells lines apart
 * by their number only. Any thread.
 */
final class PiLines implements AutoCloseable {

  private final GpioChips chips;
  private final Map<Integer, Context> contexts = new HashMap<>();
  private boolean closed;

  PiLines(GpioChips chips) {
    this.chips = chips;
  }

  /**
   * The one place that chooses who drives the lines. Nothing is looked for, so nothing is found by
   * accident.
   */
  private static Context newContext() {
    return Pi4J.newContextBuilder()
        .add(new KernelInputProvider(), new KernelOutputProvider())
        .noAutoDetect()
        .disableShutdownHook()
        .build();
  }

  /** Takes the line as an input, raw. Throws {@link HalException}. */
  synchronized DigitalInput input(PiLine wanted, PullResistance pull) {
    GpioChips.Found found = chips.find(wanted.role(), wanted.chip(), wanted.line());
    Context context = context(found.chip());
    DigitalInputConfigBuilder config = DigitalInput.newConfigBuilder(context);
    config.bus(number(found.chip()));
    config
        .id(wanted.role())
        .name(wanted.consumer())
        .bcm(found.line().offset())
        .pull(pull)
        .debounce(0L)
        .onState(wanted.onState());
    return context.create(config.build());
  }

  /**
   * Takes the line as an output that is off now and when it is closed. Throws {@link HalException}.
   */
  synchronized DigitalOutput output(PiLine wanted) {
    GpioChips.Found found = chips.find(wanted.role(), wanted.chip(), wanted.line());
    Context context = context(found.chip());
    DigitalState off = DigitalState.getInverseState(wanted.onState());
    DigitalOutputConfigBuilder config = DigitalOutput.newConfigBuilder(context);
    config.bus(number(found.chip()));
    config
        .id(wanted.role())
        .name(wanted.consumer())
        .bcm(found.line().offset())
        .onState(wanted.onState())
        .initial(off)
        .shutdown(off);
    return context.create(config.build());
  }

  /** Releases every line that is still had. Any number of times. */
  @Override
  public synchronized void close() {
    closed = true;
    contexts.values().forEach(Context::shutdown);
    contexts.clear();
  }

  private Context context(ChipInfo chip) {
    if (closed) {
      throw new HalException("GPIO", "have a line", "the board has been closed", "open it anew");
    }
    return contexts.computeIfAbsent(number(chip), _ -> newContext());
  }

  private static int number(ChipInfo chip) {
    return Integer.parseInt(chip.name().replaceAll("\\D", ""));
  }
}
