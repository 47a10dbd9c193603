package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import earshot.hal.pi.gpio.GpioChip;
import earshot.hal.pi.gpio.GpioLine;
import earshot.hal.pi.gpio.LineRequest;

/**
 * Makes Pi4J inputs of kernel lines: the configuration's bus is the chip's number, its bcm the
 * line's number on that chip, its name the consumer that others see.
 */
final class KernelInputProvider extends DigitalInputProviderBase {

  KernelInputProvider() {
    super("earshot-kernel-input", "GPIO character device input");
  }

  @Override
  public DigitalInput create(DigitalInputConfig config) {
    LineRequest.Bias bias =
        switch (config.pull()) {
          case PULL_UP -> LineRequest.Bias.PULL_UP;
          case PULL_DOWN -> LineRequest.Bias.PULL_DOWN;
          case OFF -> LineRequest.Bias.NONE;
        };
    boolean activeLow = config.onState() == DigitalState.LOW;
    GpioLine line;
    try (GpioChip chip = GpioChip.open("/dev/gpiochip" + config.bus())) {
      line =
          chip.request(
              new LineRequest(
                  config.bcm(), config.name(), activeLow, new LineRequest.Use.Input(bias)));
    }
    // the line is had first: the registry keeps the address of an input whose making failed
    try {
      KernelInput input = new KernelInput(this, config, line);
      context.registry().add(input);
      return input;
    } catch (RuntimeException e) {
      line.close();
      throw e;
    }
  }
}
