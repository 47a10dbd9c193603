package earshot.hal.pi;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.GpioLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Pi4J output on a kernel line. Any thread; a write to the line, no waiting. */
final class KernelOutput extends DigitalOutputBase {

  private static final Logger log = LoggerFactory.getLogger(KernelOutput.class);

  private final GpioLine line;
  private final DigitalState on;

  KernelOutput(
      DigitalOutputProvider provider,
      DigitalOutputConfig config,
      GpioLine line,
      DigitalState initial) {
    super(provider, config);
    this.line = line;
    this.on = config.onState();
    this.state = initial;
  }

  @Override
  public DigitalOutput state(DigitalState wanted) {
    line.set(wanted == on);
    return super.state(wanted);
  }

  @Override
  public DigitalOutput shutdownInternal(Context context) {
    try {
      super.shutdownInternal(context);
    } catch (HalException e) {
      // its chip was pulled out: there is nothing to darken, and Pi4J would keep the line on its
      // books
      log.debug("{}", e.getMessage());
    } finally {
      line.close();
    }
    return this;
  }
}
