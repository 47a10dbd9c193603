package earshot.hal.sim;

import earshot.hal.Clock;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: a clock and a queue of things to do at given times, run by whoever calls {@link
 * #runNext}. Things due at the same time run in the order in which they were asked for, so a run
 * repeats exactly. Any thread may ask; one thread runs.
 */
public final class SimTime implements Clock {

  private record Task(long at, long order, Runnable act) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final long startNanos;
  private volatile long startEpochMillis;
  private volatile long now;
  private long order;

  public SimTime(long startNanos, long startEpochMillis) {
    this.startNanos = startNanos;
    this.startEpochMillis = startEpochMillis;
    this.now = startNanos;
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public long epochMillis() {
    return startEpochMillis + (now - startNanos) / 1_000_000;
  }

  /** Somebody sets the clock on the wall; time itself goes on as before. */
  public void setWall(long epochMillis) {
    startEpochMillis += epochMillis - epochMillis();
  }

  /** Runs the act at this time, or as soon as possible if it has passed. */
  public void at(long nanos, Runnable act) {
    synchronized (tasks) {
      tasks.add(new Task(Math.max(nanos, now), order++, act));
      tasks.notifyAll();
    }
  }

  public void after(long nanos, Runnable act) {
    at(now + nanos, act);
  }

  /** How many things are still to be done. */
  public int pending() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** When the next thing is due, or {@link Long#MAX_VALUE}. */
  public long nextAt() {
    synchronized (tasks) {
      Task next = tasks.peek();
      return next == null ? Long.MAX_VALUE : next.at;
    }
  }

  /** Moves time to the next thing that is due by the limit and runs it; false if there is none. */
  public boolean runNext(long limit) {
    @Nullable Task next;
    synchronized (tasks) {
      next = tasks.peek();
      if (next == null || next.at > limit) return false;
      tasks.poll();
      now = next.at;
    }
    next.act.run();
    return true;
  }

  /** Runs everything that is due up to this time, and leaves the clock there. */
  public void runUntil(long nanos) {
    while (runNext(nanos)) {}
    synchronized (tasks) {
      now = Math.max(now, nanos);
    }
  }

  public void runFor(long nanos) {
    runUntil(now + nanos);
  }

  /**
   * Runs this time at the pace of another clock, {@code speed} times as fast, on the calling
   * thread, until it is told that it is over or is interrupted.
   */
  public void runPaced(Clock real, double speed, BooleanSupplier over) throws InterruptedException {
    long realStart = real.nanos();
    long start = now;
    while (!over.getAsBoolean()) {
      long due = start + (long) ((real.nanos() - realStart) * speed);
      if (runNext(due)) continue;
      synchronized (tasks) {
        now = Math.max(now, due);
        Task next = tasks.peek();
        double ahead = next == null ? 1e9 : next.at - due;
        long wait = (long) Math.min(ahead / speed, 1e9);
        if (wait > 0) tasks.wait(wait / 1_000_000, (int) (wait % 1_000_000));
      }
    }
  }
}
