package earshot.doctor;

import earshot.hal.Clock;
import earshot.telemetry.Trouble;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine below the program: clock, disk, memory, power, heat, and what the program may do.
 * Reads files only.
 */
final class MachineCheck {

  private static final long MEGABYTE = 1 << 20;
  private static final long DISK_FULL = 4 * MEGABYTE;
  private static final long DISK_NEARLY_FULL = 100 * MEGABYTE;
  private static final long MEMORY_LOW_KILOBYTES = 48 * 1024;
  private static final int HOT_MILLIDEGREES = 82_000;

  /** The firmware's word for it on a Pi, and its bits. */
  private static final String THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled";

  private static final int LOW_NOW = 1;
  private static final int LOW_BEFORE = 1 << 16;

  private final Machine machine;
  private final Person person;
  private final List<Found> found = new ArrayList<>();

  private MachineCheck(Machine machine, Person person) {
    this.machine = machine;
    this.person = person;
  }

  /**
   * @param state where the program keeps what survives a restart
   * @param known a day that has been for sure
   * @param process the running daemon's number, or null for this process
   */
  static List<Found> look(
      Machine machine,
      Person person,
      Path state,
      Clock clock,
      LocalDate known,
      @Nullable Long process) {
    var check = new MachineCheck(machine, person);
    check.found.addAll(UrgencyCheck.look(machine, process));
    check.clock(clock, known);
    check.disk(state);
    check.memory();
    check.power();
    check.heat();
    return check.found;
  }

  private void clock(Clock clock, LocalDate known) {
    long least = known.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    if (clock.epochMillis() < least) {
      found.add(Found.of(Trouble.CLOCK_WRONG, "it stands before " + known));
    } else if (machine.has("/run/systemd/timesync")
        && !machine.has("/run/systemd/timesync/synchronized")) {
      found.add(Found.of(Finding.CLOCK_NOT_SYNCHRONISED));
    }
  }

  private void disk(Path state) {
    String place = state.toAbsolutePath().toString();
    String mount = mountOf(place);
    if (!mount.isEmpty()) {
      found.add(Found.of(Finding.DISK_READ_ONLY, mount + " is mounted read-only"));
      return;
    }
    Path directory = machine.at(place);
    if (machine.has(place) && !person.mayUse(directory)) {
      found.add(
          Found.of(
              Finding.STATE_NOT_WRITABLE,
              place + " is not " + person.name() + "'s",
              "chown " + person.name() + ": " + place));
    }
    long free = machine.freeBytes().applyAsLong(directory);
    if (free < 0 || free >= DISK_NEARLY_FULL) return;
    String detail = "where " + place + " is, " + free / MEGABYTE + " MB are free";
    found.add(Found.of(free < DISK_FULL ? Finding.DISK_FULL : Finding.DISK_NEARLY_FULL, detail));
  }

  /** Where the place is mounted, if that is read-only; empty otherwise. */
  private String mountOf(String place) {
    String longest = "";
    boolean readOnly = false;
    for (String line : machine.lines("/proc/mounts")) {
      String[] fields = line.split(" ");
      if (fields.length < 4) continue;
      String at = fields[1].replace("\\040", " ");
      String folder = at.endsWith("/") ? at : at + "/";
      if (!(place + "/").startsWith(folder) || at.length() < longest.length()) continue;
      longest = at;
      readOnly = List.of(fields[3].split(",")).contains("ro");
    }
    return readOnly ? longest : "";
  }

  private void memory() {
    for (String line : machine.lines("/proc/meminfo")) {
      if (!line.startsWith("MemAvailable:")) continue;
      long kilobytes = number(line);
      if (kilobytes < MEMORY_LOW_KILOBYTES) {
        found.add(Found.of(Finding.MEMORY_LOW, kilobytes / 1024 + " MB are free"));
      }
    }
  }

  private void power() {
    String throttled = machine.text(THROTTLED).replaceFirst("^0x", "");
    long bits = throttled.matches("[0-9a-fA-F]{1,8}") ? Long.parseLong(throttled, 16) : 0;
    boolean low = (bits & LOW_NOW) != 0;
    for (Path sensor : machine.all("/sys/class/hwmon", "hwmon*")) {
      if (!Machine.text(sensor.resolve("name")).equals("rpi_volt")) continue;
      low |= Machine.text(sensor.resolve("in0_lcrit_alarm")).equals("1");
    }
    if (low) found.add(Found.of(Finding.UNDERVOLTAGE));
    else if ((bits & LOW_BEFORE) != 0) found.add(Found.of(Finding.UNDERVOLTAGE_BEFORE));
  }

  private void heat() {
    long hottest = 0;
    for (Path zone : machine.all("/sys/class/thermal", "thermal_zone*")) {
      String kind = Machine.text(zone.resolve("type"));
      if (kind.contains("cpu")) {
        hottest = Math.max(hottest, number(Machine.text(zone.resolve("temp"))));
      }
    }
    if (hottest >= HOT_MILLIDEGREES) {
      found.add(Found.of(Finding.TOO_HOT, "it has " + hottest / 1000 + " °C"));
    }
  }

  private static long number(String text) {
    String digits = text.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
  }
}
