package earshot.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The user that runs the appliance, and what that one may do by the owners and modes of files.
 *
 * @param groups by number, the main one included
 */
record Person(String name, int uid, Set<Integer> groups) {

  private static final String SERVICE_USER = "earshot";

  /** The service's own user when root looks after it, otherwise whoever looks. */
  static Person on(Machine machine) {
    Person self = self(machine);
    if (self.uid != 0) return self;
    Person service = named(machine, SERVICE_USER);
    return service == null ? self : service;
  }

  private static Person self(Machine machine) {
    int uid = 0;
    Set<Integer> groups = new HashSet<>();
    for (String line : machine.lines("/proc/self/status")) {
      if (line.startsWith("Uid:")) uid = numbers(line).get(1);
      if (line.startsWith("Gid:")) groups.add(numbers(line).get(1));
      if (line.startsWith("Groups:")) groups.addAll(numbers(line));
    }
    String name = "";
    for (String line : machine.lines("/etc/passwd")) {
      String[] fields = line.split(":", -1);
      if (fields.length > 2 && fields[2].equals(Integer.toString(uid))) name = fields[0];
    }
    return new Person(name.isEmpty() ? "user " + uid : name, uid, Set.copyOf(groups));
  }

  private static @Nullable Person named(Machine machine, String name) {
    for (String line : machine.lines("/etc/passwd")) {
      String[] fields = line.split(":", -1);
      if (fields.length < 4 || !fields[0].equals(name)) continue;
      Set<Integer> groups = new HashSet<>(numbers(fields[3]));
      for (String group : machine.lines("/etc/group")) {
        String[] of = group.split(":", -1);
        if (of.length > 3 && List.of(of[3].split(",")).contains(name)) {
          groups.addAll(numbers(of[2]));
        }
      }
      return new Person(name, numbers(fields[2]).getFirst(), Set.copyOf(groups));
    }
    return null;
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split("\\D+"))
        .filter(each -> !each.isEmpty() && each.length() < 10)
        .map(Integer::valueOf)
        .collect(Collectors.toList());
  }

  /** Read and write; true when nobody knows. */
  boolean mayUse(Path file) {
    if (uid == 0) return true;
    try {
      int mode = (int) Files.getAttribute(file, "unix:mode");
      int owner = (int) Files.getAttribute(file, "unix:uid");
      int group = (int) Files.getAttribute(file, "unix:gid");
      int shift = owner == uid ? 6 : groups.contains(group) ? 3 : 0;
      return (mode >> shift & 6) == 6;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return true;
    }
  }

  /** The owning group's number, as {@link Machine} has it; for people. */
  static String groupOf(Machine machine, Path file) {
    try {
      int group = (int) Files.getAttribute(file, "unix:gid");
      for (String line : machine.lines("/etc/group")) {
        String[] of = line.split(":", -1);
        if (of.length > 2 && of[2].equals(Integer.toString(group))) return of[0];
      }
      return Integer.toString(group);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
      return "";
    }
  }
}
