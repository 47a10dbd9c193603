package earshot;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The loop's deadlines: one for each name, and acts for later. Owned by the loop; reads no clock.
 */
final class Timers {

  static final long NEVER = Long.MAX_VALUE;

  enum Name {
    TURN_PATIENCE,
    TURN_WAKE,
    TURN_SILENCE,
    TURN_AGAIN,
    TURN_LINGER,
    TURN_LIMIT,
    LINK_DEADLINE,
    LINK_RETRY,
    LINK_PING,
    LINK_SPARE,
    LINK_SPARE_DEADLINE,
    LINK_REST,
    BUTTON_SETTLE,
    MUTE_SETTLE,
    PUMP,
    HELD_SOUND,
    INPUT_OVER,
    PURSE,
    ROOM,
    ANNOUNCE,
    SENSES
  }

  private record Later(long atNanos, long order, Runnable act) {}

  private final long[] deadlines = new long[Name.values().length];
  private final PriorityQueue<Later> acts =
      new PriorityQueue<>(
          (a, b) ->
              a.atNanos != b.atNanos
                  ? Long.compare(a.atNanos, b.atNanos)
                  : Long.compare(a.order, b.order));
  private long order;

  Timers() {
    Arrays.fill(deadlines, NEVER);
  }

  void set(Name name, long atNanos) {
    deadlines[name.ordinal()] = atNanos;
  }

  /** Sets it unless it is due earlier already. */
  void setAtMost(Name name, long atNanos) {
    deadlines[name.ordinal()] = Math.min(deadlines[name.ordinal()], atNanos);
  }

  void cancel(Name name) {
    deadlines[name.ordinal()] = NEVER;
  }

  void later(long atNanos, Runnable act) {
    acts.add(new Later(atNanos, order++, act));
  }

  /** The earliest deadline that has passed, cleared; or null. */
  @Nullable Name pollDue(long nowNanos) {
    Name due = null;
    for (Name name : Name.values()) {
      if (deadlines[name.ordinal()] <= nowNanos
          && (due == null || deadlines[name.ordinal()] < deadlines[due.ordinal()])) due = name;
    }
    if (due != null) cancel(due);
    return due;
  }

  @Nullable Runnable pollAct(long nowNanos) {
    Later next = acts.peek();
    if (next == null || next.atNanos > nowNanos) return null;
    acts.poll();
    return next.act;
  }

  long next() {
    long next = acts.isEmpty() ? NEVER : acts.peek().atNanos;
    for (long deadline : deadlines) next = Math.min(next, deadline);
    return next;
  }
}
