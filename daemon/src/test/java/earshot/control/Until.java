package earshot.control;

import earshot.hal.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in a test until something is so, with a deadline far away. */
final class Until {

  private Until() {}

  static void so(String what, BooleanSupplier condition) {
    long start = Clock.system().nanos();
    while (!condition.getAsBoolean()) {
      if (Clock.system().nanos() - start > 30_000_000_000L) {
        throw new AssertionError("it did not come to that: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
