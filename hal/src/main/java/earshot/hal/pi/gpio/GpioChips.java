package earshot.hal.pi.gpio;

import earshot.hal.HalException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The GPIO chips of this machine: listed for people, and searched for a line by the names people
 * give. Opens and closes chips as it goes; holds none. Any thread.
 */
public final class GpioChips {

  /** One chip with its lines; or, with a problem, one that would not tell. */
  public record Listing(ChipInfo chip, List<LineInfo> lines, @Nullable HalException problem) {}

  /** A line that was found. */
  public record Found(ChipInfo chip, LineInfo line) {}

  private static final Path DEVICES = Path.of("/dev");

  private final Path devices;

  public GpioChips() {
    this(DEVICES);
  }

  /** Looks for device nodes in another folder. */
  GpioChips(Path devices) {
    this.devices = devices;
  }

  public List<Listing> list() {
    List<Listing> all = new ArrayList<>();
    for (Path node : nodes()) {
      try (GpioChip chip = GpioChip.open(node.toString())) {
        all.add(new Listing(chip.info(), chip.lines(), null));
      } catch (HalException e) {
        ChipInfo unknown = new ChipInfo(node.toString(), node.getFileName().toString(), "", 0);
        all.add(new Listing(unknown, List.of(), e));
      }
    }
    return all;
  }

  /**
   * The line that a person means. With a chip (label, name or path): its line of this name or
   * number. Without: the one line of this name on any chip; a bare number N is the line named
   * GPION, or line N where there is only one chip.
   */
  public Found find(String role, @Nullable String chip, String line) {
    return find(role, chip == null ? null : target(chip), line, list());
  }

  /** A path may be a link to a chip, such as the old number that a Pi keeps for old programs. */
  private static String target(String chip) {
    if (!chip.startsWith("/")) return chip;
    try {
      return Path.of(chip).toRealPath().toString();
    } catch (IOException _) {
      return chip; // there is no such file: not found is said by whoever looks for it
    }
  }

  /** The same among chips that have been listed before. */
  public static Found find(String role, @Nullable String chip, String line, List<Listing> all) {
    if (all.isEmpty()) {
      throw new HalException(
          role,
          "find line " + line,
          "this machine has no GPIO chip",
          "a board that has one, or another [board] name in the configuration");
    }
    List<Listing> candidates =
        chip == null ? all : all.stream().filter(one -> one.chip().isCalled(chip)).toList();
    if (candidates.isEmpty()) {
      throw notFound(role, line, all, "no GPIO chip is called \"" + chip + "\"; " + chips(all));
    }
    List<Found> found = named(candidates, line);
    if (found.isEmpty() && isNumber(line)) {
      if (chip == null) found = named(candidates, "GPIO" + line);
      if (found.isEmpty() && candidates.size() == 1) {
        found = numbered(candidates.getFirst(), line);
      }
    }
    return switch (found.size()) {
      case 1 -> found.getFirst();
      case 0 -> throw notFound(role, line, candidates, nothing(chip, line, candidates));
      default -> {
        String places =
            found.stream()
                .map(one -> one.chip().describe() + " " + one.line().describe())
                .collect(Collectors.joining(", "));
        throw new HalException(
            role,
            "find line " + line,
            "there are several: " + places,
            "name the chip too, or give the line's number on it");
      }
    };
  }

  private static List<Found> named(List<Listing> chips, String name) {
    return chips.stream()
        .flatMap(
            one ->
                one.lines().stream()
                    .filter(line -> line.name().equals(name))
                    .map(line -> new Found(one.chip(), line)))
        .toList();
  }

  private static List<Found> numbered(Listing one, String number) {
    return one.lines().stream()
        .filter(line -> String.valueOf(line.offset()).equals(number))
        .map(line -> new Found(one.chip(), line))
        .toList();
  }

  private static boolean isNumber(String line) {
    return !line.isEmpty() && line.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A chip that would not tell its lines is the likelier reason, and knows what to do about it. */
  private static HalException notFound(
      String role, String line, List<Listing> chips, String reason) {
    for (Listing one : chips) {
      if (one.problem() != null) return one.problem();
    }
    return new HalException(
        role, "find line " + line, reason, "one of these (earshot devices lists them all)");
  }

  private static String nothing(@Nullable String chip, String line, List<Listing> candidates) {
    if (chip == null && isNumber(line)) {
      return "there are several chips, and none has a line named GPIO"
          + line
          + "; "
          + chips(candidates);
    }
    String names =
        candidates.stream()
            .flatMap(one -> one.lines().stream())
            .map(LineInfo::name)
            .filter(name -> !name.isEmpty())
            .distinct()
            .limit(NAMES_SHOWN)
            .collect(Collectors.joining(", "));
    String there = names.isEmpty() ? "its lines have numbers only" : "there are " + names;
    return "no line is called \"" + line + "\"; " + chips(candidates) + "; " + there;
  }

  /** A Pi's header and a bit: enough to find a slip of the pen by. */
  private static final int NAMES_SHOWN = 40;

  private static String chips(List<Listing> all) {
    return all.stream()
        .map(
            one ->
                one.problem() == null
                    ? one.chip().describe() + " has " + one.chip().lines() + " lines"
                    : one.chip().path() + " would not tell")
        .collect(Collectors.joining(", "));
  }

  private List<Path> nodes() {
    List<Path> nodes = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(devices, "gpiochip*")) {
      for (Path node : all) {
        // a stable alias that an administrator made would list its chip twice
        if (!Files.isSymbolicLink(node)) nodes.add(node);
      }
    } catch (IOException e) {
      throw new HalException(devices.toString(), "list the GPIO chips", e, "earshot doctor");
    }
    nodes.sort(
        Comparator.comparingInt((Path node) -> node.toString().length())
            .thenComparing(Comparator.naturalOrder()));
    return nodes;
  }
}
