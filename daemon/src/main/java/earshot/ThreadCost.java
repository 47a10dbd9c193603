package earshot;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the calling thread has cost so far: time of the processor, and memory. For measurements
 * only: a running daemon does not load what this stands on.
 */
final class ThreadCost {

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** In ticks of what the system counts in, often a thousandth of a second. */
  long cpuNanos() {
    return threads.getCurrentThreadCpuTime();
  }

  long bytes() {
    return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }
}
