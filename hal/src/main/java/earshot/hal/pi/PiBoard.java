package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.PullResistance;
import earshot.hal.Board;
import earshot.hal.Board.Kind;
import earshot.hal.Board.Option;
import earshot.hal.BoardSettings;
import earshot.hal.Button;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Speaker;
import earshot.hal.pi.PiLights.Lamp;
import earshot.hal.pi.PiLights.Part;
import earshot.hal.pi.gpio.GpioChips;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The board with a button, a mute switch and lights on GPIO lines, each if the configuration names
 * a line for it. Sound is made by whoever is handed in. Lights are taken at once, so that a wrong
 * line is told at the start.
 */
public final class PiBoard {

  private static final List<Option> OPTIONS =
      List.of(
          new Option("button_line", Kind.TEXT, "button: line by name (GPIO17) or number"),
          new Option(
              "button_chip", Kind.TEXT, "its GPIO chip by label (pinctrl-rp1); any if absent"),
          new Option("button_active_low", Kind.FLAG, "pressed connects it to ground (true)"),
          new Option(
              "button_pull", Kind.TEXT, "up, down or off; against the pressed level if absent"),
          new Option("mute_line", Kind.TEXT, "mute switch: line by name or number"),
          new Option("mute_chip", Kind.TEXT, "its GPIO chip by label; any if absent"),
          new Option("mute_active_low", Kind.FLAG, "muted connects it to ground (true)"),
          new Option("mute_pull", Kind.TEXT, "up, down or off; against the muted level if absent"),
          new Option("led_line", Kind.TEXT, "plain light: line by name or number"),
          new Option("led_red_line", Kind.TEXT, "red of a coloured light"),
          new Option("led_green_line", Kind.TEXT, "green of a coloured light"),
          new Option("led_blue_line", Kind.TEXT, "blue of a coloured light"),
          new Option("led_chip", Kind.TEXT, "the lights' GPIO chip by label; any if absent"),
          new Option("led_active_low", Kind.FLAG, "lights are lit by a low level (false)"));

  private PiBoard() {}

  /** The options that the lines take; sound has its own. */
  public static List<Option> options() {
    return OPTIONS;
  }

  /** The row of the table of boards, given who makes sound and which options that takes. */
  public static Board board(
      String name,
      List<Option> soundOptions,
      Function<BoardSettings, Microphones> microphones,
      Function<BoardSettings, Speaker> speaker) {
    return new Board(
        name,
        "button, switch and lights on GPIO lines, sound card",
        Stream.concat(OPTIONS.stream(), soundOptions.stream()).toList(),
        settings -> parts(settings, microphones, speaker));
  }

  /** Throws {@link HalException}. */
  static Hal parts(
      BoardSettings settings,
      Function<BoardSettings, Microphones> microphones,
      Function<BoardSettings, Speaker> speaker) {
    PiLines lines = new PiLines(new GpioChips());
    try {
      return new PiHal(
          microphones.apply(settings),
          speaker.apply(settings),
          contact(lines, settings, "button"),
          contact(lines, settings, "mute"),
          lights(lines, settings),
          lines);
    } catch (RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private static @Nullable Button contact(PiLines lines, BoardSettings settings, String role) {
    String line = settings.text(role + "_line");
    if (line == null) return null;
    boolean activeLow = settings.flag(role + "_active_low", true);
    String pull = settings.text(role + "_pull", activeLow ? "up" : "down");
    PullResistance resistance =
        switch (pull) {
          case "up" -> PullResistance.PULL_UP;
          case "down" -> PullResistance.PULL_DOWN;
          case "off" -> PullResistance.OFF;
          default ->
              throw new HalException(
                  role, "set its pull", "there is no pull \"" + pull + "\"", "up, down or off");
        };
    PiLine at = new PiLine(role, settings.text(role + "_chip"), line, activeLow);
    return new PiButton(lines, at, resistance, settings.clock());
  }

  private static PiLights lights(PiLines lines, BoardSettings settings) {
    List<Lamp> lamps = new ArrayList<>();
    for (Part part : Part.values()) {
      String role = part == Part.PLAIN ? "led" : "led_" + part.name().toLowerCase(Locale.ROOT);
      String line = settings.text(role + "_line");
      if (line == null) continue;
      PiLine at =
          new PiLine(
              role.replace('_', ' '),
              settings.text("led_chip"),
              line,
              settings.flag("led_active_low", false));
      lamps.add(new Lamp(part, at.describe(), new OutputSwitch(lines.output(at))));
    }
    return new PiLights(lamps, settings.clock());
  }

  private record OutputSwitch(DigitalOutput output) implements PiLights.Switch {

    @Override
    public void turn(boolean on) {
      if (on) output.on();
      else output.off();
    }

    @Override
    public void close() {
      output.close();
    }
  }
}
