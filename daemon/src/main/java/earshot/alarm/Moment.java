package earshot.alarm;

/**
 * A moment by both clocks.
 *
 * @param nanos monotonic; what timers go by
 * @param epochMillis by the clock on the wall, which may be wrong and may jump; what alarms go by
 */
public record Moment(long nanos, long epochMillis) {}
