package earshot.hal.pipe;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Raw samples from a stream, bit by bit as they are. A pipe has no clock of its own: while the
 * appliance listens, its thread ({@code mic}) waits for room in the ring, so that not a sample is
 * lost; otherwise it lets the oldest go, as a microphone does.
 */
final class PipeMicrophones implements Microphones {

  private static final long WAIT_NANOS = 5_000_000L;

  private final InputStream in;
  private final byte[] bytes = new byte[2 * Pcm.FRAME];
  private final short[] frame = new short[Pcm.FRAME];
  private volatile boolean closed;
  private @Nullable Thread thread;

  PipeMicrophones(InputStream in) {
    this.in = in;
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    thread = Thread.ofPlatform().name("mic").daemon().start(() -> read(ring, listener));
  }

  private void read(PcmRing ring, Listener listener) {
    try {
      int odd = 0;
      while (!closed) {
        int n = in.read(bytes, odd, bytes.length - odd);
        if (n < 0) break;
        int samples = (odd + n) / 2;
        Pcm.toSamples(bytes, 0, frame, 0, samples);
        odd = (odd + n) % 2;
        if (odd == 1) bytes[0] = bytes[2 * samples];
        pass(ring, samples, listener);
      }
      if (!closed) listener.ended();
    } catch (IOException e) {
      if (!closed) {
        listener.failed(
            new HalException(
                "microphone on standard input", "read", e, "check what writes into the pipe"));
      }
    }
  }

  /** The ring vouches for its newer half only, so that is all that may wait in it. */
  private void pass(PcmRing ring, int samples, Listener listener) {
    while (listener.attentive()
        && ring.written() + samples - ring.read() > ring.capacity() / 2
        && !closed) {
      listener.arrived();
      LockSupport.parkNanos(this, WAIT_NANOS);
    }
    ring.overwrite(frame, 0, samples);
    listener.arrived();
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
    return "standard input, 24000 Hz, one channel, 16 bit";
  }

  /** A thread that waits in the read of a pipe ends with the process. */
  @Override
  public void close() {
    closed = true;
  }
}
