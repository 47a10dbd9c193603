package earshot.doctor;

import earshot.hal.Clock;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass while devices work: real time, or a test's. Blocks. */
interface Pause {

  void pass(long nanos) throws InterruptedException;

  static Pause on(Clock clock) {
    return nanos -> {
      long until = clock.nanos() + nanos;
      while (clock.nanos() < until) {
        LockSupport.parkNanos(until - clock.nanos());
        if (Thread.interrupted()) throw new InterruptedException();
      }
    };
  }
}
