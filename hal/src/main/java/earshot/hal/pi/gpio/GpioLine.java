package earshot.hal.pi.gpio;

import earshot.hal.HalException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * One line of a chip, ours until closed. Any thread may read, set and close it; one thread at a
 * time waits for its edges, and closing ends that wait at once. Starts no thread of its own.
 */
public final class GpioLine implements AutoCloseable {

  /** Takes edges, on the thread that waits for them. */
  @FunctionalInterface
  public interface Edges {

    /** The line became active or inactive, at this time of the kernel's monotonic clock. */
    void edge(boolean active, long monotonicNanos);
  }

  private static final int BATCH = 16;

  private final String device;
  private final int lineFd;
  private final int wakeFd;
  private final Object lock = new Object();
  // guarded by lock: descriptors are closed once, and never under a thread that waits on them
  private boolean closing;
  private boolean waiting;
  private boolean released;

  private final MemorySegment values;
  private final MemorySegment pollEntries;
  private final MemorySegment events;

  private GpioLine(String device, int lineFd, int wakeFd) {
    this.device = device;
    this.lineFd = lineFd;
    this.wakeFd = wakeFd;
    Arena arena = Arena.ofAuto();
    values = arena.allocate(GpioAbi.LINE_VALUES);
    pollEntries = arena.allocate(2 * Libc.POLLFD_BYTES, Integer.BYTES);
    events = arena.allocate(GpioAbi.LINE_EVENT, BATCH);
    pollEntry(0, lineFd);
    pollEntry(1, wakeFd);
  }

  static GpioLine of(String device, int lineFd) {
    int wakeFd = Libc.eventfd();
    if (wakeFd < 0) {
      Libc.close(lineFd);
      throw GpioTrouble.line(device, "make its wake-up", -wakeFd, "");
    }
    return new GpioLine(device, lineFd, wakeFd);
  }

  public String describe() {
    return device;
  }

  /** Whether the line is active now. */
  public boolean active() {
    synchronized (lock) {
      values.set(ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_VALUES, "mask"), 1L);
      values.set(ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_VALUES, "bits"), 0L);
      call(GpioAbi.GET_VALUES, "read the line");
      long bits = values.get(ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_VALUES, "bits"));
      return (bits & 1) != 0;
    }
  }

  /** Drives an output. */
  public void set(boolean active) {
    synchronized (lock) {
      values.set(ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_VALUES, "mask"), 1L);
      values.set(
          ValueLayout.JAVA_LONG, GpioAbi.offset(GpioAbi.LINE_VALUES, "bits"), active ? 1L : 0L);
      call(GpioAbi.SET_VALUES, "set the line");
    }
  }

  /**
   * Blocks until there are edges and hands on those there are, oldest first; false when the line
   * has been closed. Throws when the chip is gone.
   */
  public boolean awaitEdges(Edges sink) {
    synchronized (lock) {
      if (closing) return false;
      if (waiting) throw new IllegalStateException(device + ": two threads wait for its edges");
      waiting = true;
    }
    try {
      int count = Libc.poll(pollEntries, 2);
      if (count == -GpioTrouble.EINTR) return true;
      if (count < 0) throw GpioTrouble.line(device, "wait for an edge", -count, "");
      synchronized (lock) {
        if (closing) return false;
      }
      long bytes = Libc.read(lineFd, events);
      if (bytes == -GpioTrouble.EINTR) return true;
      if (bytes <= 0) {
        int errno = bytes == 0 ? GpioTrouble.ENODEV : (int) -bytes;
        throw GpioTrouble.line(device, "read an edge", errno, "");
      }
      handOn(bytes, sink);
      return true;
    } finally {
      synchronized (lock) {
        waiting = false;
        if (closing) release();
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closing) return;
      closing = true;
      if (!waiting) {
        release();
        return;
      }
      try (Arena arena = Arena.ofConfined()) {
        Libc.write(wakeFd, arena.allocateFrom(ValueLayout.JAVA_LONG, 1L));
      }
    }
  }

  private void handOn(long bytes, Edges sink) {
    StructLayout layout = GpioAbi.LINE_EVENT;
    for (long at = 0; at + layout.byteSize() <= bytes; at += layout.byteSize()) {
      int id = events.get(ValueLayout.JAVA_INT, at + GpioAbi.offset(layout, "id"));
      long nanos = events.get(ValueLayout.JAVA_LONG, at + GpioAbi.offset(layout, "timestamp_ns"));
      sink.edge(id == GpioAbi.EVENT_RISING, nanos);
    }
  }

  private void call(long code, String act) {
    if (closing) {
      throw new HalException(device, act, "it has been closed", "open it again");
    }
    int result = Libc.ioctl(lineFd, code, values);
    if (result < 0) throw GpioTrouble.line(device, act, -result, "");
  }

  private void pollEntry(int index, int fd) {
    long at = index * Libc.POLLFD_BYTES;
    pollEntries.set(ValueLayout.JAVA_INT, at, fd);
    pollEntries.set(ValueLayout.JAVA_SHORT, at + Integer.BYTES, Libc.POLLIN);
  }

  /** Called under the lock. */
  private void release() {
    if (released) return;
    released = true;
    Libc.close(lineFd);
    Libc.close(wakeFd);
  }
}
