package earshot;

import earshot.hal.Urgency;
import earshot.hal.Urgency.Treatment;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the kernel has granted this process of urgency, read back when somebody asks, on the asker's
 * thread: it blocks as files do.
 */
final class Granted {

  private final Metrics metrics;

  Granted(Metrics metrics) {
    this.metrics = metrics;
  }

  /** For the status; the metrics are told as well. */
  Map<String, String> look() {
    List<Treatment> urgent = Urgency.threads().stream().filter(Treatment::realTime).toList();
    boolean locked = Urgency.lockedKilobytes() > 0;
    metrics.set(Metric.REAL_TIME_THREADS, urgent.size());
    metrics.set(Metric.MEMORY_LOCKED, locked ? 1 : 0);
    Map<String, String> facts = new LinkedHashMap<>();
    String names =
        urgent.stream()
            .map(Treatment::thread)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    facts.put("real time", names.isEmpty() ? "no thread" : names);
    facts.put("memory", locked ? "locked" : "may be swapped out");
    return facts;
  }
}
