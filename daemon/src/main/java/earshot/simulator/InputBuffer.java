package earshot.simulator;

import earshot.hal.Pcm;
import java.util.Arrays;

/**
 * The audio a client has appended. Positions count all samples written in this session; what is
 * before {@link #from} has been committed, cleared or forgotten. Service thread only.
 */
final class InputBuffer {

  private short[] samples = new short[24_000];
  private int count;
  private long from;

  long from() {
    return from;
  }

  long written() {
    return from + count;
  }

  void append(short[] more, int length) {
    if (count + length > samples.length) {
      samples = Arrays.copyOf(samples, Math.max(samples.length * 2, count + length));
    }
    System.arraycopy(more, 0, samples, count, length);
    count += length;
  }

  double levelDb(long at, int length) {
    return Pcm.levelDb(samples, (int) (at - from), length);
  }

  /** Takes what lies between two positions; everything before the second is gone. */
  short[] take(long start, long end) {
    short[] taken = Arrays.copyOfRange(samples, (int) (start - from), (int) (end - from));
    forget(end);
    return taken;
  }

  /** Drops everything before this position. */
  void forget(long before) {
    int drop = (int) (before - from);
    if (drop <= 0) return;
    System.arraycopy(samples, drop, samples, 0, count - drop);
    count -= drop;
    from = before;
    if (samples.length > 240_000 && count < 24_000) samples = Arrays.copyOf(samples, 24_000);
  }
}
