package earshot.hal.sim;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on virtual time: a frame every 20 ms, of silence or of whatever is said into them, or
 * what a {@link MicrophoneFault} leaves of that. Runs on the thread that runs the time.
 */
public final class SimMicrophones implements Microphones {

  private static final short[] SILENCE = new short[Pcm.FRAME];

  private final SimTime time;
  private final short[] whenListening;
  private short[] saying = new short[0];
  private int said;
  private MicrophoneFault fault = new MicrophoneFault.None();
  private boolean lineUp;
  private boolean noisy;
  private double owed;
  private int reopened;
  private boolean wasAttentive;
  private volatile boolean closed;
  private final short[] frame = new short[Pcm.FRAME];
  private @Nullable PcmRing ring;
  private @Nullable Listener listener;

  /**
   * @param whenListening what is said each time the appliance begins to listen
   */
  public SimMicrophones(SimTime time, short[] whenListening) {
    this.time = time;
    this.whenListening = whenListening.clone();
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    this.ring = ring;
    this.listener = listener;
    begin(listener);
    time.after(Pcm.FRAME_NANOS, this::frame);
  }

  private void begin(Listener listener) {
    lineUp = !(fault instanceof MicrophoneFault.Lost);
    if (fault instanceof MicrophoneFault.Wedged) fault = new MicrophoneFault.None();
    if (!lineUp) listener.failed(gone());
  }

  @Override
  public void reopen(boolean afresh) {
    reopened++;
    time.after(
        0,
        () -> {
          if (listener != null && !closed) begin(listener);
        });
  }

  /** How often it was asked for. */
  public int reopened() {
    return reopened;
  }

  /** From now on; on the thread that runs the time. */
  public void fault(MicrophoneFault next) {
    fault = next;
    // A room that has been suspected of zeros has some noise from then on, as every room has.
    if (next instanceof MicrophoneFault.Zeros) noisy = true;
    if (next instanceof MicrophoneFault.Lost && lineUp) {
      lineUp = false;
      if (listener != null && !closed) listener.failed(gone());
    }
  }

  private static HalException gone() {
    return new HalException(
        "simulated microphones", "read from them", "they were taken away", "put them back");
  }

  /** Whether the device gives this frame. */
  private boolean gives() {
    if (!lineUp) return false;
    return switch (fault) {
      case MicrophoneFault.None _, MicrophoneFault.Zeros _ -> true;
      case MicrophoneFault.Blocked _, MicrophoneFault.Wedged _, MicrophoneFault.Lost _ -> false;
      case MicrophoneFault.Share(double share) -> {
        owed += share;
        boolean due = owed >= 1;
        if (due) owed--;
        yield due;
      }
    };
  }

  @Override
  public boolean zerosAreOdd() {
    return noisy;
  }

  /** From now on, this is what the room says; what was being said is cut off. */
  public void say(short[] samples) {
    saying = samples.clone();
    said = 0;
  }

  public boolean saying() {
    return said < saying.length;
  }

  private void frame() {
    if (closed || ring == null || listener == null) return;
    boolean attentive = listener.attentive();
    if (attentive && !wasAttentive && whenListening.length > 0) say(whenListening);
    wasAttentive = attentive;
    int n = Math.min(Pcm.FRAME, saying.length - said);
    boolean gives = gives();
    if (gives && fault instanceof MicrophoneFault.Zeros || n == 0 && !noisy) {
      said += n;
      if (gives) ring.overwrite(SILENCE, 0, Pcm.FRAME);
    } else {
      System.arraycopy(saying, said, frame, 0, n);
      for (int i = n; i < Pcm.FRAME; i++) frame[i] = (short) (noisy ? i & 1 : 0);
      said += n;
      if (gives) ring.overwrite(frame, 0, Pcm.FRAME);
    }
    if (gives) listener.arrived();
    time.after(Pcm.FRAME_NANOS, this::frame);
  }

  /** A frame is in the ring only when it is whole. */
  @Override
  public long latencySamples() {
    return Pcm.FRAME;
  }

  @Override
  public String describe() {
    return "simulated microphones";
  }

  @Override
  public void close() {
    closed = true;
  }
}
