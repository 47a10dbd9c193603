package earshot.stage;

import earshot.hal.sim.SimTime;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a connection on virtual time: a delay, and what may hold things up on the way.
 * Nothing overtakes, and nothing is lost: the network sends again what it lost. Runs on the thread
 * that runs the time.
 */
final class SimPipe {

  private record Parcel(int bytes, Runnable arrival) {}

  private final SimTime time;
  private final long delayNanos;
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private int bytesPerSecond;
  private boolean held;
  private long freeAtNanos;

  SimPipe(SimTime time, long delayNanos) {
    this.time = time;
    this.delayNanos = delayNanos;
  }

  void pass(int bytes, Runnable arrival) {
    waiting.add(new Parcel(bytes, arrival));
    waitingBytes += bytes;
    move();
  }

  long waitingBytes() {
    return waitingBytes;
  }

  /** From now on so many bytes a second get through. */
  void slow(int rate) {
    bytesPerSecond = rate;
  }

  /** From now on nothing gets through. */
  void hold() {
    held = true;
  }

  void mend() {
    held = false;
    bytesPerSecond = 0;
    freeAtNanos = 0;
    move();
  }

  private void move() {
    while (!held && !waiting.isEmpty()) {
      if (bytesPerSecond > 0 && time.nanos() < freeAtNanos) {
        time.at(freeAtNanos, this::move);
        return;
      }
      Parcel next = waiting.remove();
      waitingBytes -= next.bytes;
      if (bytesPerSecond > 0) {
        freeAtNanos = time.nanos() + next.bytes * 1_000_000_000L / bytesPerSecond;
      }
      time.after(delayNanos, next.arrival);
    }
  }
}
