package earshot.doctor;

import earshot.hal.Button;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lines of buttons, switches and lights: whether they are there, may be used and are free;
 * then, with the button opened, whether it is at rest. Blocks while it watches the button.
 */
final class ButtonCheck {

  private static final List<String> LINES =
      List.of("button", "mute", "led", "led_red", "led_green", "led_blue");

  private static final long WATCHED_NANOS = 600_000_000L;

  /** Nobody touches it: more edges than one touch could make are nobody's. */
  private static final int FLOATING_EDGES = 6;

  /** What lines that the appliance holds say of who holds them. */
  private static final String OURS = "earshot";

  private ButtonCheck() {}

  /**
   * @param held the daemon runs and holds them
   */
  static List<Found> lines(
      Machine machine,
      Person person,
      Map<String, Object> options,
      List<GpioChips.Listing> chips,
      boolean held) {
    List<Found> found = new ArrayList<>();
    List<String> wanted =
        LINES.stream().filter(line -> options.containsKey(line + "_line")).toList();
    if (!wanted.contains("button")) found.add(Found.of(Finding.NO_BUTTON));
    if (wanted.isEmpty()) return found;
    List<Path> nodes = machine.all("/dev", "gpiochip*");
    for (Path node : nodes) {
      if (person.mayUse(node)) continue;
      String group = Person.groupOf(machine, node);
      String detail =
          machine.name(node)
              + " is for the group "
              + group
              + ", and "
              + person.name()
              + " is not in it";
      String remedy = "usermod -aG " + group + " " + person.name() + ", then start it again";
      if (group.equals("root")) {
        remedy = "the udev rule of the package, which gives the lines to the group gpio";
      }
      found.add(Found.of(Finding.GPIO_NOT_PERMITTED, detail, remedy));
      return found;
    }
    if (chips.isEmpty()) {
      found.add(Found.of(Finding.NO_GPIO));
      return found;
    }
    for (String role : wanted) line(role, options, chips, held, found);
    return found;
  }

  private static void line(
      String role,
      Map<String, Object> options,
      List<GpioChips.Listing> chips,
      boolean held,
      List<Found> found) {
    String line = String.valueOf(options.get(role + "_line"));
    String chipKey = (role.startsWith("led") ? "led" : role) + "_chip";
    Object chip = options.get(chipKey);
    try {
      LineInfo info =
          GpioChips.find(role, chip == null ? null : chip.toString(), line, chips).line();
      boolean ours = held && info.consumer().contains(OURS);
      if (!info.used() || ours) return;
      String who = info.consumer().isEmpty() ? "the kernel" : '"' + info.consumer() + '"';
      found.add(
          Found.of(
              Finding.LINE_IN_USE,
              "board." + role + "_line, " + info.describe() + ", is held by " + who));
    } catch (HalException e) {
      found.add(Found.of(Finding.LINE_NOT_FOUND, String.valueOf(e.getMessage()), ""));
    }
  }

  /** With a button of one's own, which is closed afterwards. */
  static List<Found> rest(Button button, Pause pause) throws InterruptedException {
    AtomicBoolean down = new AtomicBoolean();
    AtomicInteger edges = new AtomicInteger();
    AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
    try (button) {
      button.open(
          new Button.Edges() {
            @Override
            public void edge(boolean isDown, long atNanos) {
              down.set(isDown);
              edges.incrementAndGet();
            }

            @Override
            public void failed(HalException reason) {
              failure.set(reason);
            }
          });
      pause.pass(WATCHED_NANOS);
    } catch (HalException e) {
      failure.compareAndSet(null, e);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    HalException why = failure.get();
    if (why != null) return List.of(broken(why));
    if (edges.get() >= FLOATING_EDGES) {
      return List.of(
          Found.of(
              Finding.BUTTON_FLOATS,
              edges.get() + " edges in " + WATCHED_NANOS / 1_000_000 + " ms"));
    }
    return down.get() ? List.of(Found.of(Finding.BUTTON_HELD)) : List.of();
  }

  static Found broken(HalException why) {
    return Found.of(Finding.BUTTON_BROKEN, Details.reason(why), why.remedy());
  }
}
