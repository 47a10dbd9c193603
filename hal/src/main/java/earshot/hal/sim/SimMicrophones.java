package earshot.hal.sim;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on virtual time: a frame every 20 ms, of silence or of whatever is said into them, or
 * what a {@link MicrophoneFault} leaves of that. Runs on the thread that runs the time.
 */
public final class SimMicrophones implements Microphones {

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
    begin(listener, true);
    time.after(Pcm.FRAME_NANOS, this::frame);
  }

  /**
   * @param afresh looked for by its name, instead of where it was
   */
  private void begin(Listener listener, boolean afresh) {
    if (fault instanceof MicrophoneFault.Wedged
        || afresh && fault instanceof MicrophoneFault.Moved) {
      fault = new MicrophoneFault.None();
    }
    lineUp = !missing();
    if (!lineUp) listener.failed(gone());
  }

  @Override
  public void reopen(boolean afresh) {
    reopened++;
    time.after(
        0,
        () -> {
          if (listener != null && !closed) begin(listener, afresh);
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
    if (missing() && lineUp) {
      lineUp = false;
      if (listener != null && !closed) listener.failed(gone());
    }
  }

  /** Whether there is nothing where it was. */
  private boolean missing() {
    return fault instanceof MicrophoneFault.Lost || fault instanceof MicrophoneFault.Moved;
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
      case MicrophoneFault.Blocked _,
          MicrophoneFault.Wedged _,
          MicrophoneFault.Lost _,
          MicrophoneFault.Moved _ ->
          false;
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
      Arrays.fill(frame, (short) 0);
    } else {
      System.arraycopy(saying, said, frame, 0, n);
      for (int i = n; i < Pcm.FRAME; i++) frame[i] = (short) (noisy ? i & 1 : 0);
      said += n;
    }
    if (gives) {
      listener.heard(frame, Pcm.FRAME);
      ring.overwrite(frame, 0, Pcm.FRAME);
      listener.arrived();
    }
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
