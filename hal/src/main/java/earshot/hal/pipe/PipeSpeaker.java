package earshot.hal.pipe;

import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Raw samples into a stream, as fast as its reader takes them, bit by bit as they are and without
 * silence in between. What was written counts as heard. Its thread is {@code speaker}.
 */
final class PipeSpeaker implements Speaker {

  /** It sleeps until it is nudged; this is for the nudge that nobody gave. */
  private static final long WAIT_NANOS = 1_000_000_000L;

  private final OutputStream out;
  private final short[] period = new short[Pcm.FRAME];
  private final byte[] bytes = new byte[2 * Pcm.FRAME];
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  PipeSpeaker(OutputStream out) {
    this.out = out;
  }

  @Override
  public void open(Feed feed) {
    Thread speaker = Thread.ofPlatform().name("speaker").daemon().unstarted(() -> write(feed));
    thread = speaker;
    speaker.start();
  }

  private void write(Feed feed) {
    long position = 0;
    try {
      while (!closed) {
        if (feed.cutting()) feed.cut(position);
        int n = feed.fill(period, Pcm.FRAME, position);
        if (n > 0) {
          Pcm.toBytes(period, 0, bytes, 0, n);
          out.write(bytes, 0, 2 * n);
          out.flush();
          position += n;
        }
        feed.played(position);
        if (n == 0) LockSupport.parkNanos(this, WAIT_NANOS);
      }
    } catch (IOException e) {
      if (!closed) {
        feed.failed(
            new HalException(
                "speaker on standard output", "write", e, "check what reads from the pipe"));
      }
    }
  }

  @Override
  public void nudge() {
    Thread speaker = thread;
    if (speaker != null) LockSupport.unpark(speaker);
  }

  @Override
  public boolean hasClock() {
    return false;
  }

  @Override
  public long latencySamples() {
    return 0;
  }

  @Override
  public String describe() {
    return "standard output, 24000 Hz, one channel, 16 bit";
  }

  @Override
  public void close() {
    closed = true;
    nudge();
  }
}
