package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import earshot.hal.pi.gpio.GpioChip;
import earshot.hal.pi.gpio.GpioLine;
import earshot.hal.pi.gpio.LineRequest;

/**
 * Makes Pi4J outputs of kernel lines, numbered and named as {@link KernelInputProvider} has it. Off
 * from the first moment, unless the configuration has an initial state.
 */
final class KernelOutputProvider extends DigitalOutputProviderBase {

  KernelOutputProvider() {
    super("earshot-kernel-output", "GPIO character device output");
  }

  @Override
  public DigitalOutput create(DigitalOutputConfig config) {
    DigitalState on = config.onState();
    DigitalState initial =
        config.initialState() == null ? DigitalState.getInverseState(on) : config.initialState();
    GpioLine line;
    try (GpioChip chip = GpioChip.open("/dev/gpiochip" + config.bus())) {
      line =
          chip.request(
              new LineRequest(
                  config.bcm(),
                  config.name(),
                  on == DigitalState.LOW,
                  new LineRequest.Use.Output(initial == on)));
    }
    KernelOutput output = new KernelOutput(this, config, line, initial);
    try {
      context.registry().add(output);
      return output;
    } catch (RuntimeException e) {
      line.close();
      throw e;
    }
  }
}
