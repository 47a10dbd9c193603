package earshot.hal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does for sound to be in time: a thread goes before all others, and memory stays
 * in memory. Any thread; does not block. What the kernel refuses changes nothing; what it has
 * granted is read back from it.
 */
@SuppressWarnings("restricted") // the module is meant to be started with native access
public final class Urgency {

  /** Above everything usual, below what the system itself has: its sound server, its interrupts. */
  public static final int PRIORITY = 20;

  private static final Path SELF = Path.of("/proc/self");

  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;

  /** What such a thread starts is as usual again. */
  private static final int SCHED_RESET_ON_FORK = 0x40000000;

  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;

  /** Only what is used anyway: a virtual machine reserves far more than that. */
  private static final int MCL_ONFAULT = 4;

  private static final int EPERM = 1;
  private static final int ENOMEM = 12;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final @Nullable MethodHandle SCHEDULE =
      function("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final @Nullable MethodHandle LOCK =
      function("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Urgency() {}

  /**
   * How the kernel treats a thread.
   *
   * @param priority among those in real time; 0 for the others
   */
  public record Treatment(String thread, boolean realTime, int priority) {

    private static final int PRIORITY_FIELD = 40;
    private static final int POLICY_FIELD = 41;

    /** The first field after the name, which may have anything in it. */
    private static final int THIRD = 3;

    /** Of what a thread's file {@code stat} has; null if that is something else. */
    public static @Nullable Treatment of(String stat) {
      int open = stat.indexOf('(');
      int close = stat.lastIndexOf(')');
      if (open < 0 || close < open) return null;
      String[] fields = stat.substring(close + 1).strip().split(" ");
      if (fields.length <= POLICY_FIELD - THIRD) return null;
      String policy = fields[POLICY_FIELD - THIRD];
      String priority = fields[PRIORITY_FIELD - THIRD];
      if (!policy.matches("\\d{1,3}") || !priority.matches("\\d{1,3}")) return null;
      int kind = Integer.parseInt(policy);
      return new Treatment(
          stat.substring(open + 1, close),
          kind == SCHED_FIFO || kind == SCHED_RR,
          Integer.parseInt(priority));
    }
  }

  /**
   * The calling thread goes before all that are not urgent, from now on. Why not, or null. On one
   * processor nothing does: where the virtual machine waits for other threads, as when a class is
   * loaded, it sleeps for a thousandth of a millisecond, again and again, and between the sleeps of
   * an urgent thread the others would not come to the end of what it waits for.
   */
  public static @Nullable String hasten() {
    return hasten(Runtime.getRuntime().availableProcessors());
  }

  static @Nullable String hasten(int processors) {
    if (processors < 2) return "there is only one processor, and others need it too";
    if (SCHEDULE == null) return "this system has no such call";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment priority = arena.allocateFrom(JAVA_INT, PRIORITY);
      int result = (int) SCHEDULE.invokeExact(state, 0, SCHED_FIFO | SCHED_RESET_ON_FORK, priority);
      return result == 0 ? null : reason(state);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing that this process uses is taken out of memory, from now on. Why not, or null. */
  public static @Nullable String lockMemory() {
    if (LOCK == null) return "this system has no such call";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) LOCK.invokeExact(state, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
      return result == 0 ? null : reason(state);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String reason(MemorySegment state) {
    int errno = (int) ERRNO_VALUE.get(state, 0L);
    return switch (errno) {
      case EPERM -> "the kernel does not permit it";
      case ENOMEM -> "the limit for locked memory is too low";
      default -> "the kernel says error " + errno;
    };
  }

  /** What the kernel says of the threads of this process; blocks as files do. */
  public static List<Treatment> threads() {
    return threads(SELF);
  }

  /**
   * The same of another process.
   *
   * @param process its folder below {@code /proc}
   */
  public static List<Treatment> threads(Path process) {
    List<Treatment> threads = new ArrayList<>();
    try (var tasks = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path task : tasks) {
        Treatment one = treatment(task);
        if (one != null) threads.add(one);
      }
    } catch (IOException e) {
      // A system without these files has none that are urgent either.
      return List.of();
    }
    return threads;
  }

  private static @Nullable Treatment treatment(Path task) {
    try {
      return Treatment.of(Files.readString(task.resolve("stat")));
    } catch (IOException e) {
      // It has ended meanwhile.
      return null;
    }
  }

  /** Whether a process may use one processor only, by its file {@code status}. */
  public static boolean oneProcessor(List<String> status) {
    return status.stream().anyMatch(line -> line.matches("Cpus_allowed_list:\\s*\\d+"));
  }

  /** How much is locked into memory, reserved space included, in kilobytes; blocks as files do. */
  public static long lockedKilobytes() {
    try {
      return lockedKilobytes(Files.readAllLines(SELF.resolve("status")));
    } catch (IOException e) {
      return 0;
    }
  }

  /** The same of what a process's file {@code status} has; -1 if it does not say. */
  public static long lockedKilobytes(List<String> status) {
    for (String line : status) {
      String digits = line.replaceAll("\\D", "");
      if (line.startsWith("VmLck:") && digits.length() < 19) return Long.parseLong("0" + digits);
    }
    return -1;
  }

  private static @Nullable MethodHandle function(String name, FunctionDescriptor shape) {
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    if (!linux) return null;
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
  }
}
