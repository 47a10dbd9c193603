package earshot;

import earshot.hal.Clock;
import earshot.hal.Pcm;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Both ends of the board of pipes, in step with the clock as a card would be: a microphone that
 * hears a tone all the time, and an ear that takes its time.
 */
final class BenchPipes {

  private static final long FRAME_NANOS = 20_000_000L;
  private static final int BYTES = 2 * Pcm.FRAME;

  private final Clock clock;
  private final long begunAtNanos;
  private volatile boolean closed;

  BenchPipes(Clock clock) {
    this.clock = clock;
    begunAtNanos = clock.nanos();
  }

  void close() {
    closed = true;
  }

  private void until(long atNanos) {
    long left = atNanos - clock.nanos();
    while (left > 0 && !closed) {
      LockSupport.parkNanos(this, left);
      left = atNanos - clock.nanos();
    }
  }

  final class Microphone extends InputStream {
    private long frames;

    @Override
    public int read() {
      throw new UnsupportedOperationException("frames only");
    }

    @Override
    public int read(byte[] to, int from, int most) {
      until(begunAtNanos + ++frames * FRAME_NANOS);
      if (closed) return -1;
      int count = Math.min(most, BYTES);
      for (int i = 0; i < count; i++) to[from + i] = (byte) (i % 2 == 0 ? 0 : i % 40 - 20);
      return count;
    }
  }

  final class Ear extends OutputStream {
    private long freeAtNanos;

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException("frames only");
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      until(freeAtNanos);
      freeAtNanos = Math.max(clock.nanos(), freeAtNanos) + count / 2 * 1_000_000_000L / Pcm.RATE;
    }
  }
}
