package earshot.telemetry;

/**
 * How late the loop comes to what it had set itself for a time. Pure.
 *
 * @param dueAtNanos when it means to come next
 * @param lastNanos how late it came last
 * @param longestNanos the latest it ever came
 */
public record Stalls(long dueAtNanos, long lastNanos, long longestNanos) {

  /** Who comes later than this did not run; it is told, and the service manager is not fed. */
  private static final long STALLED_NANOS = 1_000_000_000L;

  public static Stalls due(long atNanos) {
    return new Stalls(atNanos, 0, 0);
  }

  public Stalls came(long nowNanos, long nextDueNanos) {
    long late = Math.max(0, nowNanos - dueAtNanos);
    return new Stalls(nextDueNanos, late, Math.max(longestNanos, late));
  }

  public boolean stalled() {
    return lastNanos > STALLED_NANOS;
  }
}
