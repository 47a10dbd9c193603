package earshot.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The value of every {@link Metric}. Any thread writes its own and reads all; nothing blocks and
 * nothing is allocated but by {@link #exposition()}.
 */
public final class Metrics {

  private static final Metric[] ALL = Metric.values();

  private final AtomicLongArray values = new AtomicLongArray(ALL.length);

  public void add(Metric metric, long more) {
    values.getAndAdd(metric.ordinal(), more);
  }

  public void increment(Metric metric) {
    values.getAndIncrement(metric.ordinal());
  }

  /** For gauges, and for counters that are counted elsewhere and copied here by their owner. */
  public void set(Metric metric, long value) {
    values.setRelease(metric.ordinal(), value);
  }

  /** Keeps the larger value. */
  public void raise(Metric metric, long value) {
    values.accumulateAndGet(metric.ordinal(), value, Math::max);
  }

  public long get(Metric metric) {
    return values.get(metric.ordinal());
  }

  /** All of them in the Prometheus text format. */
  public String exposition() {
    StringBuilder text = new StringBuilder(ALL.length * 100);
    for (Metric metric : ALL) {
      String name = metric.exposedName();
      String kind = metric.kind() == Metric.Kind.COUNTER ? "counter" : "gauge";
      text.append("# HELP ").append(name).append(' ').append(metric.help()).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
      text.append(name).append(' ').append(get(metric)).append('\n');
    }
    return text.toString();
  }
}
