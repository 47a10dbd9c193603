package earshot;

import earshot.hal.Pcm;
import earshot.hal.PcmRing;

/**
 * What the microphones heard of late, and when each sample was there. The microphone thread adds;
 * one other thread looks.
 */
final class HeardSound {

  private static final int PIECES = 4_096;
  private static final int SECONDS = 40;

  private final PcmRing samples = new PcmRing(SECONDS * Pcm.RATE);
  private final long[] ends = new long[PIECES];
  private final long[] times = new long[PIECES];
  private volatile int pieces;

  void add(short[] from, int count, long atNanos) {
    samples.overwrite(from, 0, count);
    int next = pieces;
    ends[next % PIECES] = samples.written();
    times[next % PIECES] = atNanos;
    pieces = next + 1;
  }

  /** The first sample that came after this moment. */
  long positionAt(long atNanos) {
    int count = pieces;
    long position = samples.written();
    for (int i = count - 1; i >= Math.max(0, count - PIECES + 1); i--) {
      if (times[i % PIECES] < atNanos) return Math.min(position, ends[i % PIECES]);
      position = ends[i % PIECES];
    }
    return position;
  }

  /**
   * When this sample was spoken, as far as can be told from here: its piece's coming, less what of
   * the piece was spoken after it. What the card itself keeps it back for is in it.
   */
  long nanosOf(long position) {
    int count = pieces;
    for (int i = Math.max(0, count - PIECES + 1); i < count; i++) {
      long end = ends[i % PIECES];
      if (end > position) {
        return times[i % PIECES] - (end - position) * 1_000_000_000L / Pcm.RATE;
      }
    }
    return Long.MAX_VALUE;
  }

  /** From this position on, as much as there is of what is wanted. */
  short[] from(long position, int most) {
    short[] all = new short[most];
    int had = Math.max(0, samples.peek(position, all, 0, most));
    return java.util.Arrays.copyOf(all, had);
  }
}
