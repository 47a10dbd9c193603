package earshot.doctor;

import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.hal.Boards;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.ChipInfo;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SimTime;
import earshot.hal.sound.SoundCards.Card;
import earshot.realtime.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine in a folder, well at first, with simulated parts on virtual time; a test makes it sick.
 */
final class Sick {

  private static final long TODAY =
      Catalogue.BUILT_IN.date().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
          + 86_400_000;

  final Path root;
  final SimTime time = new SimTime(0, TODAY);
  final Map<String, Object> board = new HashMap<>();
  final List<String> sets = new ArrayList<>();
  final List<Card> cards = new ArrayList<>();
  final List<GpioChips.Listing> chips = new ArrayList<>();
  Consumer<SimBoard> parts = sim -> {};
  Running running = new Running.Answering(42, Map.of(), Map.of());
  List<Found> visited = List.of();
  long freeBytes = 1L << 33;
  boolean echo = true;

  /** Of what is played, that much is heard. */
  short echoPart = 1;

  boolean filed = true;
  boolean lights = true;
  Doctor.Wish wish = new Doctor.Wish(true, true);
  private short[] room = noise(60, 0);

  Sick(Path root) {
    this.root = root;
    put("/proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable:  500000 kB\n");
    put("/proc/mounts", "/dev/root / ext4 rw,noatime 0 0\nproc /proc proc rw 0 0\n");
    for (String process : List.of("self", "42")) {
      put(
          "/proc/" + process + "/status",
          "Name:\tjava\nUid:\t64001\t64001\t64001\t64001\n"
              + "Gid:\t64001\t64001\t64001\t64001\nGroups:\t64029 64986 64001 \n");
      limits(process, 50, -1);
    }
    locked(90_000);
    thread(51, "mic", 1);
    thread(52, "speaker", 1);
    thread(53, "loop", 0);
    put("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nearshot:x:64001:64001::/:/bin/false\n");
    put("/etc/group", "root:x:0:\naudio:x:64029:earshot\ngpio:x:64986:earshot\nearshot:x:64001:\n");
    put("/etc/resolv.conf", "nameserver 192.168.1.1\n");
    put(
        "/proc/net/route",
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
            + "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n");
    put("/earshot.toml", "");
    put("/run/systemd/timesync/synchronized", "");
    put("/proc/asound/card0/id", "Mic\n");
    put("/proc/asound/card0/pcm0c/sub0/status", "closed\n");
    put("/dev/snd/pcmC0D0c", "");
    put("/dev/gpiochip0", "");
    put("/sys/class/thermal/thermal_zone0/type", "cpu-thermal");
    put("/sys/class/thermal/thermal_zone0/temp", "51000");
    put("/sys/class/hwmon/hwmon1/name", "rpi_volt");
    put("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0");
    sets.addAll(
        List.of(
            "board.name=pi-generic",
            "board.button_line=GPIO17",
            "board.mic_card=Mic",
            "board.speaker_card=Mic",
            "service.provider=custom",
            "service.url=ws://127.0.0.1:9/v1/realtime",
            "state.directory=/var/lib/earshot"));
    cards.add(new Card("Mic", "a card", "", true, true));
    lines(new LineInfo(17, "GPIO17", "", false, false, false));
  }

  void put(String path, String text) {
    Path file = root.resolve(path.substring(1));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      // A user that nobody is owns none of them.
      mode(path, "rw-rw-rw-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove(String path) {
    try {
      Files.delete(root.resolve(path.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody's but its owner's, who is whoever runs the test, and not the machine's user. */
  void shut(String path) {
    mode(path, Files.isDirectory(root.resolve(path.substring(1))) ? "rwxrwx---" : "rw-rw----");
  }

  private void mode(String path, String mode) {
    try {
      Files.setPosixFilePermissions(
          root.resolve(path.substring(1)), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the running daemon. */
  void locked(long kilobytes) {
    put("/proc/42/status", text("/proc/self/status") + "VmLck:\t" + kilobytes + " kB\n");
  }

  void oneProcessor() {
    put("/proc/42/status", text("/proc/42/status") + "Cpus_allowed_list:\t0\n");
  }

  private String text(String path) {
    try {
      return Files.readString(root.resolve(path.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the running daemon, as the kernel has it: policy 0 is the usual one, 1 and 2 real time. */
  void thread(int number, String name, int policy) {
    String between = "S 1" + " 0".repeat(35);
    put(
        "/proc/42/task/%d/stat".formatted(number),
        "%d (%s) %s %d %d 0 0\n".formatted(number, name, between, policy == 0 ? 0 : 20, policy));
  }

  /**
   * @param lockBytes negative for unlimited
   */
  void limits(String process, int priority, long lockBytes) {
    String memory = lockBytes < 0 ? "unlimited" : Long.toString(lockBytes);
    put(
        "/proc/" + process + "/limits",
        "Limit                     Soft Limit           Hard Limit           Units\n"
            + "Max locked memory         %-20s %-20s bytes\n".formatted(memory, memory)
            + "Max realtime priority     %-20d %-20d \n".formatted(priority, priority));
  }

  void lines(LineInfo... lines) {
    chips.clear();
    chips.add(
        new GpioChips.Listing(
            new ChipInfo("/dev/gpiochip0", "gpiochip0", "pinctrl", 28), List.of(lines), null));
  }

  /** No daemon has the parts, so they are opened. */
  Sick alone() {
    running = new Running.Absent();
    return this;
  }

  /** A room that hums so loud, around this middle. */
  void room(int amplitude, int middle) {
    room = noise(amplitude, middle);
  }

  void room(short[] samples) {
    room = samples;
  }

  private static short[] noise(int amplitude, int middle) {
    Random random = new Random(7);
    short[] samples = new short[10 * 24_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (middle + random.nextInt(2 * amplitude + 1) - amplitude);
    }
    return samples;
  }

  private SimBoard made() {
    if (!lights) throw new HalException("led", "take the line", "it will not", "another line");
    @Nullable SimBoard[] made = new @Nullable SimBoard[1];
    SimBoard sim =
        new SimBoard(
            time,
            new short[0],
            0,
            0,
            1,
            (samples, at, count, wanted) -> {
              short[] piece = java.util.Arrays.copyOfRange(samples, at, at + count);
              for (int i = 0; i < count; i++) piece[i] /= echoPart;
              if (echo && made[0] != null) made[0].microphones().say(piece);
            });
    made[0] = sim;
    sim.microphones().say(room);
    parts.accept(sim);
    return sim;
  }

  List<Found> examined() throws InterruptedException {
    ConfigReader reader = new ConfigReader(Boards.all(), name -> null);
    Reading reading = reader.read(new Sources(root.resolve("earshot.toml"), null, sets));
    var doctor =
        new Doctor(
            new Machine(root, path -> freeBytes),
            time,
            time::runFor,
            () -> cards,
            () -> chips,
            config -> made(),
            config -> visited,
            wishes -> {
              throw new HalException("echo canceller", "load it", "it is none", "another");
            });
    return doctor.examine(reading, filed, Boards.all(), running, wish);
  }
}
