package earshot.hal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Samples from one producer thread to one consumer thread: preallocated, no lock, no allocation.
 * Positions only grow. The producer chooses per call: {@link #write} never touches what the
 * consumer has not read, {@link #overwrite} never waits and lets the oldest go. {@link #floor} is
 * the producer's word that nothing before it may be heard any more.
 */
public final class PcmRing {

  private static final VarHandle INTENT;
  private static final VarHandle WRITTEN;
  private static final VarHandle READ;
  private static final VarHandle FLOOR;

  static {
    try {
      var lookup = MethodHandles.lookup();
      INTENT = lookup.findVarHandle(PcmRing.class, "intent", long.class);
      WRITTEN = lookup.findVarHandle(PcmRing.class, "written", long.class);
      READ = lookup.findVarHandle(PcmRing.class, "read", long.class);
      FLOOR = lookup.findVarHandle(PcmRing.class, "floor", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final short[] samples;
  private final int mask;

  // Reached only through the handles above; padding is not worth it at 50 writes a second.
  @SuppressWarnings("unused")
  private long intent;

  @SuppressWarnings("unused")
  private long written;

  @SuppressWarnings("unused")
  private long read;

  @SuppressWarnings("unused")
  private long floor;

  /** Holds at least this many samples; rounded up to a power of two. */
  public PcmRing(int atLeast) {
    int capacity = Integer.highestOneBit(Math.max(2, atLeast) - 1) << 1;
    samples = new short[capacity];
    mask = capacity - 1;
  }

  public int capacity() {
    return samples.length;
  }

  /** Any thread: samples written since the beginning. */
  public long written() {
    return (long) WRITTEN.getAcquire(this);
  }

  /** Any thread: the position up to which the consumer has read. */
  public long read() {
    return (long) READ.getAcquire(this);
  }

  /** Any thread: what lies before this position must not be heard. */
  public long floor() {
    return (long) FLOOR.getAcquire(this);
  }

  /** Producer: how many samples {@link #write} would take now; none if the consumer was lapped. */
  public int free() {
    return (int) Math.max(0, samples.length - (written() - read()));
  }

  /**
   * Producer: writes as much as fits without touching unread samples; returns how much that was.
   */
  public int write(short[] from, int at, int count) {
    int n = Math.min(count, free());
    if (n > 0) put(from, at, n);
    return n;
  }

  /**
   * Producer: writes all, over the oldest samples if it must. At most half the capacity in one
   * call.
   */
  public void overwrite(short[] from, int at, int count) {
    if (count > samples.length / 2)
      throw new IllegalArgumentException("more than half the ring at once");
    put(from, at, count);
  }

  private void put(short[] from, int at, int count) {
    long position = (long) WRITTEN.get(this);
    // The intent goes first, so that a consumer who was lapped while it copied can tell.
    INTENT.setVolatile(this, position + count);
    VarHandle.storeStoreFence();
    int start = (int) position & mask;
    int first = Math.min(count, samples.length - start);
    System.arraycopy(from, at, samples, start, first);
    System.arraycopy(from, at + first, samples, 0, count - first);
    WRITTEN.setRelease(this, position + count);
  }

  /** Producer: nothing written so far may be heard any more. Returns that position. */
  public long raiseFloor() {
    long position = (long) WRITTEN.get(this);
    FLOOR.setVolatile(this, position);
    return position;
  }

  /** Consumer: moves the read position, forward or back; back only where samples are still kept. */
  public void seek(long position) {
    READ.setRelease(this, position);
  }

  /**
   * Consumer: the oldest position whose samples are surely still there after one more large write.
   */
  public long oldest() {
    return Math.max(0, written() - samples.length / 2);
  }

  /**
   * Consumer: copies up to {@code count} samples from the read position on and moves it. Returns
   * how many; 0 if there are none; -1 if the producer has gone over them: then {@link #seek} to
   * {@link #oldest} and count the loss.
   */
  public int read(short[] to, int at, int count) {
    long position = (long) READ.get(this);
    int n = peek(position, to, at, count);
    if (n > 0) READ.setRelease(this, position + n);
    return n;
  }

  /** Consumer: as {@link #read(short[], int, int)}, from any position, moving nothing. */
  public int peek(long position, short[] to, int at, int count) {
    int n = (int) Math.min(count, written() - position);
    if (n <= 0) return 0;
    if ((long) INTENT.getVolatile(this) - position > samples.length) return -1;
    int start = (int) position & mask;
    int first = Math.min(n, samples.length - start);
    System.arraycopy(samples, start, to, at, first);
    System.arraycopy(samples, 0, to, at + first, n - first);
    VarHandle.loadLoadFence();
    return (long) INTENT.getVolatile(this) - position > samples.length ? -1 : n;
  }
}
