package earshot;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this process has cost so far. For measurements only, as {@link ThreadCost} is. */
final class ProcessCost {

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Sums since the beginning, or since an earlier one. */
  record Sample(long cpuNanos, long bytes, long pauseMillis) {
    Sample since(Sample before) {
      return new Sample(
          cpuNanos - before.cpuNanos, bytes - before.bytes, pauseMillis - before.pauseMillis);
    }
  }

  Sample sample() {
    long paused = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      paused += Math.max(0, collector.getCollectionTime());
    }
    return new Sample(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes(), paused);
  }

  /** Of the heap and beside it. */
  long usedBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed();
  }
}
