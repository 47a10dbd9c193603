package earshot.control;

import earshot.config.Problem;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.telemetry.ServiceManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a service does that nobody has configured yet: says what is missing, once for each change,
 * and reads again until all is well. On the main thread, which it keeps; a signal ends the process.
 */
final class AwaitedConfiguration {

  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Surroundings at;
  private final Sources sources;
  private final ServiceManager manager;

  AwaitedConfiguration(Surroundings at, Sources sources, ServiceManager manager) {
    this.at = at;
    this.sources = sources;
    this.manager = manager;
  }

  /** A configuration without mistakes, at once or whenever there is one. */
  Reading.Good read() {
    List<Problem> told = List.of();
    while (true) {
      switch (at.reader().read(sources)) {
        case Reading.Good good -> {
          return good;
        }
        case Reading.Bad(var problems) -> {
          if (!problems.equals(told)) tell(problems);
          told = problems;
        }
      }
      manager.alive();
      LockSupport.parkNanos(this, EACH_NANOS);
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
