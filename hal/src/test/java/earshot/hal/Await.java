package earshot.hal;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do: looks often, gives up late. */
public final class Await {

  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Await() {}

  public static boolean within(long nanos, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + nanos;
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) return false;
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  public static void until(String what, BooleanSupplier wanted) {
    if (!within(PATIENCE_NANOS, wanted)) fail("waited in vain until " + what);
  }

  /** Lets this much real time go by, for devices that run in it. */
  public static void pass(long millis) {
    within(millis * 1_000_000L, () -> false);
  }
}
