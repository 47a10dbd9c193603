package earshot.telemetry;

import earshot.hal.Pcm;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether samples still come, or go, at their rate: counts and times in, a verdict out. Pure; the
 * next look is a new value. Does not know what to do about it.
 *
 * @param marks what was counted when, oldest first, of the last while
 * @param flowing the verdict
 * @param lowSinceNanos since when too little has come; {@link #NEVER} if it has not
 */
public record Flow(List<Mark> marks, boolean flowing, long lowSinceNanos) {

  private static final long NEVER = Long.MAX_VALUE;

  /** Over which time a share is taken. */
  private static final long WINDOW_NANOS = 1_250_000_000L;

  /** How long it must be too little: a busy machine hiccups. */
  private static final long PATIENCE_NANOS = 400_000_000L;

  /** What has flowed for so long flows again. */
  private static final long BACK_NANOS = 1_000_000_000L;

  /** Below this it is failing: a card may lose a third to a busy machine and still be of use. */
  private static final double TOO_LITTLE = 0.6;

  private static final double ENOUGH = 0.8;

  /** Who looks so late stood still himself, and cannot judge others by that time. */
  private static final long LATE_NANOS = 900_000_000L;

  /** A count of samples; it only grows. */
  public record Mark(long atNanos, long count) {}

  public Flow {
    marks = List.copyOf(marks);
  }

  /** Taken to flow until it is seen not to. Looks before this time are not counted. */
  public static Flow from(long atNanos, long count) {
    return new Flow(List.of(new Mark(atNanos, count)), true, NEVER);
  }

  /** Somebody who knows says that it does not flow. */
  public Flow broken() {
    return new Flow(List.of(marks.getLast()), false, NEVER);
  }

  public Flow look(long nowNanos, long count) {
    Mark now = new Mark(nowNanos, count);
    Mark last = marks.getLast();
    if (nowNanos <= last.atNanos) return this;
    if (nowNanos - last.atNanos > LATE_NANOS || count < last.count) {
      return new Flow(List.of(now), flowing, NEVER);
    }
    List<Mark> next = new ArrayList<>(marks);
    next.add(now);
    long window = flowing ? WINDOW_NANOS : BACK_NANOS;
    while (next.size() > 2 && nowNanos - next.get(1).atNanos >= window) next.removeFirst();
    double share = share(next);
    boolean whole = nowNanos - next.getFirst().atNanos >= window;
    if (!flowing) {
      return whole && share >= ENOUGH
          ? new Flow(List.of(now), true, NEVER)
          : new Flow(next, false, NEVER);
    }
    if (!whole || share >= TOO_LITTLE) return new Flow(next, true, NEVER);
    long since = Math.min(lowSinceNanos, nowNanos);
    return nowNanos - since >= PATIENCE_NANOS
        ? new Flow(List.of(now), false, NEVER)
        : new Flow(next, true, since);
  }

  /** What has come of what should have, over the last while: 1 is all. */
  public double share() {
    return share(marks);
  }

  private static double share(List<Mark> marks) {
    Mark first = marks.getFirst();
    Mark last = marks.getLast();
    long wanted = Pcm.samplesInNanos(last.atNanos - first.atNanos);
    return wanted == 0 ? 1 : (double) (last.count - first.count) / wanted;
  }
}
