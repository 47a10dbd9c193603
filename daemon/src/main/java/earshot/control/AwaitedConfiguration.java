package earshot.control;

import earshot.config.Problem;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.telemetry.SignsOfLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a service does that nobody has configured yet: says what is missing, once for each change,
 * and reads again until all is well. On the main thread, which it keeps; a signal ends the process.
 */
final class AwaitedConfiguration {

  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** What a file names, such as a certificate, may come without the file being touched. */
  private static final int LOOKS_PER_READING = 15;

  private final Surroundings at;
  private final Sources sources;
  private final SignsOfLife manager;
  private Set<String> seen = Set.of();

  AwaitedConfiguration(Surroundings at, Sources sources, SignsOfLife manager) {
    this.at = at;
    this.sources = sources;
    this.manager = manager;
  }

  /** A configuration without mistakes, at once or whenever there is one. */
  Reading.Good read() {
    List<Problem> told = List.of();
    for (int look = 0; ; look++) {
      Set<String> files = files();
      if (look % LOOKS_PER_READING != 0 && files.equals(seen)) {
        pause();
        continue;
      }
      seen = files;
      switch (at.reader().read(sources)) {
        case Reading.Good good -> {
          return good;
        }
        case Reading.Bad(var problems) -> {
          if (!problems.equals(told)) tell(problems);
          told = problems;
        }
      }
      pause();
    }
  }

  private void pause() {
    manager.alive();
    LockSupport.parkNanos(this, EACH_NANOS);
  }

  /** What tells that something was written, at a hundredth of the price of reading it. */
  private Set<String> files() {
    Path main = at.reader().main(sources.file()).toAbsolutePath();
    Set<String> files = new HashSet<>(Set.of(trace(main)));
    try (Stream<Path> more = Files.list(main.resolveSibling("conf.d"))) {
      more.map(AwaitedConfiguration::trace).forEach(files::add);
    } catch (IOException _) {
      // There is none, or the reading will say so.
    }
    return files;
  }

  private static String trace(Path file) {
    try {
      return file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException _) {
      return file.toString();
    }
  }

  private void tell(List<Problem> problems) {
    at.bad(problems);
    at.err()
        .println(
            "Waiting for a configuration without mistakes; it is taken in as soon as it is there."
                + " What is needed stands in /etc/earshot/earshot.toml.");
    // All that can be done without one is done.
    manager.ready();
    manager.status("waits for its configuration: " + problems.getFirst());
  }
}
