package earshot.hal.pi;

import earshot.hal.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits in tests for what another thread does: long enough for any machine, no longer than needed.
 */
final class Await {

  private static final long LIMIT_NANOS = 20_000_000_000L;
  private static final long STEP_NANOS = 1_000_000;

  private Await() {}

  static boolean until(BooleanSupplier condition) {
    long limit = Clock.system().nanos() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (Clock.system().nanos() > limit) return false;
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
