package earshot.link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is known of the services that may be used, in the order in which they are wanted, and how
 * many attempts there were in all. Pure.
 */
public record Targets(int dialed, List<Target> each) {

  /** No attempt to be made, as far as anybody knows. */
  static final long NEVER = Long.MAX_VALUE;

  /** So often the better one is tried before the next in order gets its turn. */
  private static final int TRIES = 2;

  /** Waiting longer than this for the better one is not worth it. */
  private static final long PATIENT_NANOS = 3_000_000_000L;

  /**
   * @param failures attempts since the last good session
   * @param parked not before the configuration changes
   * @param notBeforeNanos the earliest time of the next attempt
   * @param inHasteNanos the same when somebody is waiting for it
   * @param reason of the last failure
   */
  public record Target(
      int failures, boolean parked, long notBeforeNanos, long inHasteNanos, String reason) {

    static final Target FRESH = new Target(0, false, Long.MIN_VALUE, Long.MIN_VALUE, "");

    private boolean worthWaitingFor(long nowNanos) {
      return failures < TRIES && notBeforeNanos - nowNanos <= PATIENT_NANOS;
    }
  }

  /** So many that nobody knows anything about yet. */
  public static Targets of(int count) {
    return new Targets(0, Collections.nCopies(count, Target.FRESH));
  }

  Targets anew(int count) {
    return new Targets(dialed, of(count).each);
  }

  /** Whatever was wrong with this one is over. */
  Targets well(int index) {
    return each.get(index).failures() == 0 ? this : with(index, Target.FRESH);
  }

  Targets dialing() {
    return new Targets(dialed + 1, each);
  }

  Targets with(int index, Target target) {
    List<Target> changed = new ArrayList<>(each);
    changed.set(index, target);
    return new Targets(dialed, List.copyOf(changed));
  }

  /** Somebody is waiting: what may be tried in haste is tried as soon as it may be. */
  Targets hastened(long nowNanos) {
    List<Target> changed = new ArrayList<>();
    for (Target t : each) {
      long at = Math.max(nowNanos, t.inHasteNanos());
      boolean sooner = !t.parked() && at < t.notBeforeNanos();
      changed.add(sooner ? new Target(t.failures(), false, at, t.inHasteNanos(), t.reason()) : t);
    }
    return new Targets(dialed, List.copyOf(changed));
  }

  /** Whom to try now, or -1: somebody is worth waiting for, or nobody is left. */
  int choose(long nowNanos) {
    for (int i = 0; i < each.size(); i++) {
      Target target = each.get(i);
      if (target.parked()) continue;
      if (target.notBeforeNanos() <= nowNanos) return i;
      if (target.worthWaitingFor(nowNanos)) return -1;
    }
    return -1;
  }

  /** When there will be somebody to try, after nobody was; {@link #NEVER} if all are parked. */
  long nextTryNanos(long nowNanos) {
    return nextTryNanos(each.size(), nowNanos);
  }

  /** When one that is better than this may be tried; {@link #NEVER} if there is none. */
  long betterNanos(int index) {
    return nextTryNanos(index, Long.MAX_VALUE);
  }

  private long nextTryNanos(int count, long nowNanos) {
    long next = NEVER;
    for (Target target : each.subList(0, count)) {
      if (target.parked()) continue;
      next = Math.min(next, target.notBeforeNanos());
      if (nowNanos != Long.MAX_VALUE && target.worthWaitingFor(nowNanos)) break;
    }
    return next;
  }

  /** The best of those before this one that may be tried now, or -1. */
  int better(int index, long nowNanos) {
    for (int i = 0; i < index; i++) {
      Target target = each.get(i);
      if (!target.parked() && target.notBeforeNanos() <= nowNanos) return i;
    }
    return -1;
  }

  /** How often the one that is wanted most has failed. */
  int failures() {
    return each.getFirst().failures();
  }

  public String reason() {
    return each.getFirst().reason();
  }
}
