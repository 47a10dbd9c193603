package earshot.process;

import earshot.hal.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits in a test until something is so, with a deadline far away. */
final class Await {

  private static final long FAR_NANOS = 120_000_000_000L;

  private Await() {}

  static void until(String what, Callable<Boolean> so) throws Exception {
    Clock clock = Clock.system();
    long start = clock.nanos();
    while (!so.call()) {
      if (clock.nanos() - start > FAR_NANOS) {
        throw new AssertionError("it did not come to that: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
