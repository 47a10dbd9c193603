package earshot.hal;

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

  /** The live thread of this name. */
  public static Thread named(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError("no thread " + name));
  }
}
