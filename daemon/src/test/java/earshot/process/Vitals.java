package earshot.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the kernel says of a running program: Linux only. */
final class Vitals {

  private Vitals() {}

  static Path proc(Program program, String more) {
    Path path = Path.of("/proc", Long.toString(program.process.pid()), more);
    Assumptions.assumeTrue(Files.exists(path), "there is no " + path + " on this machine");
    return path;
  }

  static long handles(Program program) throws IOException {
    return entries(proc(program, "fd"));
  }

  static long threads(Program program) throws IOException {
    return entries(proc(program, "task"));
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }
}
