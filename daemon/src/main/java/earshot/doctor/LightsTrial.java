package earshot.doctor;

import earshot.hal.Lights;
import earshot.hal.Lights.Look;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Each look in turn, for somebody who watches. Blocks. */
final class LightsTrial {

  private final Lights lights;
  private final Pause pause;
  private final Consumer<String> told;

  LightsTrial(Lights lights, Pause pause, Consumer<String> told) {
    this.lights = lights;
    this.pause = pause;
    this.told = told;
  }

  Trial.Outcome run(long nanos) throws InterruptedException {
    Look[] looks = Look.values();
    told.accept(lights.describe() + ": watch");
    for (Look look : looks) {
      lights.show(look);
      told.accept(words(look));
      pause.pass(nanos / looks.length);
    }
    lights.show(Look.DARK);
    return new Trial.Outcome(
        lights.describe(),
        looks.length
            + " looks were shown. Nothing seen? Check the wires, the resistor, and the lines of"
            + " [board] against: earshot devices.",
        Map.of("looks", (long) looks.length),
        List.of());
  }

  private static String words(Look look) {
    String name = look.name().toLowerCase(Locale.ROOT);
    String blinks =
        look.onMillis() == 0
            ? ""
            : ", " + look.onMillis() + " ms on and " + look.offMillis() + " ms off";
    return "%-10s  colour #%06x; a single light is %s%s"
        .formatted(name, look.rgb(), look.lit() ? "on" : "off", blinks);
  }
}
