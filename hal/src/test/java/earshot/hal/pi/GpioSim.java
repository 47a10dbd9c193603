package earshot.hal.pi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The far end of a simulated chip of the kernel (gpio-sim): presses its buttons and looks at its
 * lamps. Either one that it makes itself, which needs root and the module loaded, or one that is
 * there: properties {@code earshot.gpio.chip} (its label) and {@code earshot.gpio.sim} (its folder,
 * with sim_gpio17 and so on); its lines 17, 22 to 25 and 27 are then named TEST17 and so on.
 */
final class GpioSim implements AutoCloseable {

  static final int BUTTON = 17;
  static final int MUTE = 22;
  static final int LED = 27;
  static final int HOGGED = 5;

  private static final Path MODULE = Path.of("/sys/kernel/config/gpio-sim");
  private static final Path DEVICES = Path.of("/sys/devices/platform");
  private static final Map<Integer, String> NAMES =
      Map.of(
          BUTTON, "TEST17", MUTE, "TEST22", 23, "TEST23", 24, "TEST24", 25, "TEST25", LED,
          "TEST27");

  private final String label;
  private final Path lines;
  private final Path made;
  private boolean plugged = true;

  private GpioSim(String label, Path lines, Path made) {
    this.label = label;
    this.lines = lines;
    this.made = made;
  }

  /** Skips the test that asks where there can be none. */
  static GpioSim open() {
    String label = System.getProperty("earshot.gpio.chip");
    String folder = System.getProperty("earshot.gpio.sim");
    if (label != null && folder != null) {
      return new GpioSim(label, Path.of(folder), Path.of(""));
    }
    Assumptions.assumeTrue(
        Files.isWritable(MODULE),
        "needs root and the kernel module gpio-sim: no simulated GPIO chip");
    return make("earshot-test-" + ProcessHandle.current().pid());
  }

  private static GpioSim make(String label) {
    try {
      Path chip = Files.createDirectory(MODULE.resolve(label));
      Path bank = Files.createDirectory(chip.resolve("bank0"));
      write(bank.resolve("num_lines"), "28");
      write(bank.resolve("label"), label);
      for (Map.Entry<Integer, String> line : NAMES.entrySet()) {
        Path folder = Files.createDirectory(bank.resolve("line" + line.getKey()));
        write(folder.resolve("name"), line.getValue());
      }
      Path hogged = Files.createDirectory(bank.resolve("line" + HOGGED));
      Path hog = Files.createDirectory(hogged.resolve("hog"));
      write(hog.resolve("name"), "somebody else");
      write(hog.resolve("direction"), "output-high");
      write(chip.resolve("live"), "1");
      Path lines =
          DEVICES
              .resolve(Files.readString(chip.resolve("dev_name")).strip())
              .resolve(Files.readString(bank.resolve("chip_name")).strip());
      return new GpioSim(label, lines, chip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String label() {
    return label;
  }

  boolean ownChip() {
    return !made.toString().isEmpty();
  }

  /** Puts this level on an input from outside. */
  void drive(int line, boolean high) {
    write(lines.resolve("sim_gpio" + line).resolve("pull"), high ? "pull-up" : "pull-down");
  }

  /** The level of a line. */
  boolean level(int line) {
    try {
      Path value = lines.resolve("sim_gpio" + line).resolve("value");
      return Files.readString(value).strip().equals("1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the chip away, as pulling a USB plug does. */
  void unplug() {
    if (!plugged) return;
    plugged = false;
    write(made.resolve("live"), "0");
  }

  @Override
  public void close() {
    if (!ownChip()) return;
    try {
      unplug();
      Path bank = made.resolve("bank0");
      Files.delete(bank.resolve("line" + HOGGED).resolve("hog"));
      Files.delete(bank.resolve("line" + HOGGED));
      for (int line : NAMES.keySet()) Files.delete(bank.resolve("line" + line));
      Files.delete(bank);
      Files.delete(made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
