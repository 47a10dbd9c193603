package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;

/**
 * How much a thread has allocated. By reflection, because the product needs no module for
 * management and its tests are compiled as part of it.
 */
public final class ThreadBytes {

  private final Object bean;
  private final Method allocated;

  public ThreadBytes() {
    try {
      bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      allocated =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  public long of(Thread thread) {
    try {
      return (long) allocated.invoke(bean, thread.threadId());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Fails if there was an object for each frame. The least is 8 bytes; the JVM itself allocates a
   * few hundred once, when it compiles.
   */
  public static void assertNoneEach(long bytes, long frames) {
    assertTrue(frames >= 100, "only " + frames + " frames");
    assertTrue(bytes < 8 * frames, bytes + " bytes in " + frames + " frames");
  }

  /** The live thread of this name. */
  public static Thread named(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError("no thread " + name));
  }
}
