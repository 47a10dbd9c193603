package earshot;

import earshot.hal.Pcm;

/** When what the microphones heard of a speaker fell silent. Pure but for what it is given. */
final class Quiet {

  /** The speaker was not heard well enough to say. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final long BEFORE_NANOS = 150_000_000L;

  /** The room by itself, after all of it. */
  private static final int ROOM = (int) Pcm.samples(40);

  /** By so much the sound has to stand out of the room, and by so much it has to fall. */
  private static final int TIMES = 10;

  private Quiet() {}

  /**
   * @param fromNanos it still sounded
   * @param toNanos it surely sounds no more
   */
  static long since(HeardSound heard, long fromNanos, long toNanos) {
    long from = heard.positionAt(fromNanos - BEFORE_NANOS);
    int before = (int) (heard.positionAt(fromNanos) - from);
    int count = (int) (heard.positionAt(toNanos) - from);
    short[] sound = heard.from(from, count);
    if (sound.length < count || count - before < 2 * ROOM) return UNKNOWN;
    int loud = peak(sound, 0, before);
    int room = peak(sound, count - ROOM, count);
    if (loud < TIMES * Math.max(1, room)) return UNKNOWN;
    int last = count - 1;
    while (last > 0 && Math.abs(sound[last]) < loud / TIMES) last--;
    return heard.nanosOf(from + last);
  }

  private static int peak(short[] sound, int from, int to) {
    int peak = 0;
    for (int i = from; i < to; i++) peak = Math.max(peak, Math.abs(sound[i]));
    return peak;
  }
}
