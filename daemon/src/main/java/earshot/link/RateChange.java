package earshot.link;

import earshot.hal.Resampler;
import java.util.Arrays;

/**
 * A stream of sound at another rate, in pieces of any size. What goes in comes out to the sample,
 * once the stream has ended. One thread at a time.
 */
final class RateChange {

  private static final int BLOCK = 480;

  private final Resampler resampler;
  private final short[] block;

  RateChange(int from, int to) {
    resampler = new Resampler(from, to, BLOCK);
    block = new short[resampler.most(BLOCK)];
  }

  /** What can be said of the stream with this piece of it; the last few samples follow later. */
  short[] next(short[] in, int at, int count) {
    short[] out = new short[resampler.most(count) + 1];
    int given = 0;
    for (int done = 0; done < count; ) {
      int n = Math.min(BLOCK, count - done);
      int got = resampler.convert(in, at + done, n, block);
      if (given + got > out.length) out = Arrays.copyOf(out, given + got);
      System.arraycopy(block, 0, out, given, got);
      given += got;
      done += n;
    }
    return given == out.length ? out : Arrays.copyOf(out, given);
  }

  /** What is still to come; another stream may follow. */
  short[] end() {
    short[] rest = next(new short[resampler.lag()], 0, resampler.lag());
    resampler.reset();
    return rest;
  }

  /** Forgets what it was given. */
  void reset() {
    resampler.reset();
  }
}
