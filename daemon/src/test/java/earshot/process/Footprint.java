package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a running program takes of the machine, as the kernel and its own Java say. */
record Footprint(long threads, long handles, long residentKilobytes, long heapKilobytes) {

  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

  static Path proc(Program program, String more) {
    Path path = Path.of("/proc", Long.toString(program.process.pid()), more);
    Assumptions.assumeTrue(Files.exists(path), "there is no " + path + " on this machine");
    return path;
  }

  static long handles(Program program) throws IOException {
    try (Stream<Path> all = Files.list(proc(program, "fd"))) {
      return all.count();
    }
  }

  static long threads(Program program) throws IOException {
    try (Stream<Path> all = Files.list(proc(program, "task"))) {
      return all.count();
    }
  }

  /** After a collection of its garbage. */
  static Footprint of(Program program) throws Exception {
    tool(program, "GC.run");
    long heap = 0;
    Matcher used = HEAP.matcher(tool(program, "GC.heap_info"));
    // Of the heap alone: the lines below it are about classes.
    for (int spaces = 0; spaces < 2 && used.find(); spaces++) heap += Long.parseLong(used.group(1));
    long resident =
        Files.readAllLines(proc(program, "status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    return new Footprint(threads(program), handles(program), resident, heap);
  }

  private static String tool(Program program, String command) throws Exception {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(program.process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes());
    assertTrue(tool.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, tool.exitValue(), said);
    return said;
  }
}
