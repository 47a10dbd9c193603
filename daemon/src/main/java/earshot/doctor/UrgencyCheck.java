package earshot.doctor;

import earshot.hal.Urgency;
import earshot.hal.Urgency.Treatment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether the threads of the sound go before all others and memory stays in memory: of a running
 * daemon what the kernel has granted, otherwise what its limits would allow. Reads files only.
 */
final class UrgencyCheck {

  private static final Set<String> OF_THE_SOUND = Set.of("mic", "speaker");
  private static final String UNLIMITED = "unlimited";

  private UrgencyCheck() {}

  /**
   * @param process the running daemon's number, or null for this process
   */
  static List<Found> look(Machine machine, @Nullable Long process) {
    String folder = "/proc/" + (process == null ? "self" : process.toString());
    List<Found> found = new ArrayList<>();
    List<String> status = machine.lines(folder + "/status");
    boolean root = privileged(status);
    String priority = root ? UNLIMITED : limit(machine, folder, "Max realtime priority");
    // Where there is only one processor, nothing is meant to be urgent.
    boolean alone = Urgency.oneProcessor(status);
    Set<String> late = process == null || alone ? Set.of() : late(machine, folder);
    if (!late.isEmpty() || process == null && !alone && priority.equals("0")) {
      found.add(Found.of(Finding.NO_REAL_TIME, why(late, priority)));
    }
    String memory = root ? UNLIMITED : limit(machine, folder, "Max locked memory");
    boolean little = !memory.isEmpty() && !memory.equals(UNLIMITED);
    long locked = process == null ? -1 : Urgency.lockedKilobytes(status);
    if (locked == 0 || locked < 0 && little) {
      found.add(
          Found.of(
              Finding.NO_MEMORY_LOCK,
              little ? "the limit is " + memory + " bytes" : "though no limit forbids it"));
    }
    return found;
  }

  private static String why(Set<String> late, String priority) {
    String who = late.isEmpty() ? "" : String.join(" and ", late) + ": ";
    return who + (priority.equals("0") ? "the limit is 0" : "though the limit allows it");
  }

  /** Threads of the sound that run like any other. */
  private static Set<String> late(Machine machine, String folder) {
    Set<String> late = new TreeSet<>();
    for (Path task : machine.all(folder + "/task", "*")) {
      Treatment one = Treatment.of(Machine.text(task.resolve("stat")));
      if (one != null && OF_THE_SOUND.contains(one.thread()) && !one.realTime()) {
        late.add(one.thread());
      }
    }
    return late;
  }

  /** The soft one; empty if it cannot be read. */
  private static String limit(Machine machine, String folder, String name) {
    for (String line : machine.lines(folder + "/limits")) {
      String[] fields = line.split("\\s{2,}");
      if (fields.length > 1 && fields[0].equals(name)) return fields[1];
    }
    return "";
  }

  /** Root needs no limit to be raised. */
  private static boolean privileged(List<String> status) {
    for (String line : status) {
      if (line.startsWith("Uid:")) return line.split("\\s+")[1].equals("0");
    }
    return false;
  }
}
