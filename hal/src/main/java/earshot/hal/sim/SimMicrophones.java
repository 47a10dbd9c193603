package earshot.hal.sim;

import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on virtual time: a frame every 20 ms, of silence or of whatever is said into them.
 * Runs on the thread that runs the time.
 */
public final class SimMicrophones implements Microphones {

  private static final short[] SILENCE = new short[Pcm.FRAME];

  private final SimTime time;
  private final short[] whenListening;
  private short[] saying = new short[0];
  private int said;
  private boolean wasAttentive;
  private volatile boolean closed;
  private volatile boolean steady = true;
  private int percent = 100;
  private int owedPercent;
  private int reopenings;
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
    time.after(Pcm.FRAME_NANOS, this::frame);
  }

  /** From now on, this is what the room says; what was being said is cut off. */
  public void say(short[] samples) {
    saying = samples.clone();
    said = 0;
  }

  public boolean saying() {
    return said < saying.length;
  }

  /** From now on only this share of their frames comes: 100 is all of them, 0 is a dead card. */
  public void share(int ofHundred) {
    percent = ofHundred;
  }

  /** How often somebody had the card opened again. */
  public int reopenings() {
    return reopenings;
  }

  /** On a thread that a busy machine may hold up, their number tells nothing. */
  void unsteady() {
    steady = false;
  }

  @Override
  public boolean steady() {
    return steady;
  }

  @Override
  public void reopen() {
    reopenings++;
  }

  private void frame() {
    if (closed || ring == null || listener == null) return;
    owedPercent += percent;
    if (owedPercent < 100) {
      time.after(Pcm.FRAME_NANOS, this::frame);
      return;
    }
    owedPercent -= 100;
    boolean attentive = listener.attentive();
    if (attentive && !wasAttentive && whenListening.length > 0) say(whenListening);
    wasAttentive = attentive;
    int n = Math.min(Pcm.FRAME, saying.length - said);
    if (n == 0) {
      ring.overwrite(SILENCE, 0, Pcm.FRAME);
    } else {
      System.arraycopy(saying, said, frame, 0, n);
      java.util.Arrays.fill(frame, n, Pcm.FRAME, (short) 0);
      said += n;
      ring.overwrite(frame, 0, Pcm.FRAME);
    }
    listener.arrived();
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
