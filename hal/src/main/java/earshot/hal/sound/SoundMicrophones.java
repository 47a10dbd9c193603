package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Urgency;
import earshot.hal.dsp.Capture;
import earshot.hal.dsp.MicArray;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on a sound card. The thread {@code mic} opens the card, reads what it has and writes
 * house-format samples to the ring; a card that speaks the house format is passed on bit by bit. It
 * waits for sound rather than in a read. A thread that hangs all the same is left behind.
 */
public final class SoundMicrophones implements Microphones {

  /** A look each 10 ms, so that a frame waits for little. */
  private static final long WAIT_NANOS = 10_000_000L;

  /** The most it reads at once; what the card has in excess of it is read right after. */
  private static final int MOST_MILLIS = 20;

  /**
   * A card that gives nothing for this long has gone: even silence is samples. A server may pause.
   */
  private static final long GONE_NANOS = 5_000_000_000L;

  private final Clock clock;
  private final String card;
  private final MicArray array;
  private final int bufferMillis;
  private final List<CardFormat> formats;

  /** Of single microphones; on the mic thread, and kept when the card is opened again. */
  private volatile String told = "";

  private final Object handover = new Object();
  private volatile boolean closed;
  private volatile @Nullable Attempt current;
  private volatile @Nullable CardFormat format;

  public SoundMicrophones(BoardSettings settings) {
    clock = settings.clock();
    card = settings.text("mic_card", "default");
    array = MicArray.of(settings);
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "mic");
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    var first = new Attempt(ring, listener, null, null);
    current = first;
    first.start();
  }

  @Override
  public void reopen(boolean afresh) {
    Attempt next;
    synchronized (handover) {
      Attempt last = current;
      if (closed || last == null || last.opening) return;
      next = new Attempt(last.ring, last.listener, last, afresh ? null : last.mixer);
      current = next;
    }
    next.start();
  }

  /** One line, from its opening to its end. */
  private final class Attempt {
    private final PcmRing ring;
    private final Listener listener;
    private final @Nullable Thread closing;
    private volatile @Nullable Mixer mixer;
    private volatile @Nullable TargetDataLine line;
    private volatile boolean opening = true;
    private final Thread thread =
        Thread.ofPlatform().name("mic").daemon().priority(Thread.MAX_PRIORITY).unstarted(this::run);

    Attempt(PcmRing ring, Listener listener, @Nullable Attempt last, @Nullable Mixer mixer) {
      this.ring = ring;
      this.listener = listener;
      this.mixer = mixer;
      closing = last == null || last.line == null ? null : SoundCards.closing(last.line);
    }

    void start() {
      thread.start();
    }

    private boolean mine() {
      return current == this && !closed;
    }

    private void run() {
      try {
        if (closing != null) SoundCards.awaitClosed(closing);
        var opened = SoundCards.openCapture(card, formats, bufferMillis, mixer);
        line = opened.line();
        mixer = opened.mixer();
        format = opened.format();
        opened.line().start();
        opening = false;
        // Not before: opening loads classes and takes the locks of others, who must not wait for
        // it.
        Urgency.hasten();
        if (mine()) read(opened.line(), opened.format());
        opened.line().close();
        tell("it gives nothing any more");
      } catch (HalException e) {
        opening = false;
        if (mine()) listener.failed(e);
      } catch (IllegalArgumentException | IllegalStateException e) {
        opening = false;
        tell(e.toString());
      }
    }

    private void tell(String reason) {
      if (!mine()) return;
      listener.failed(
          new HalException(
              "microphone " + card,
              "read from it",
              reason,
              "plug it in again, or see whether the sound server runs"));
    }

    private void read(TargetDataLine from, CardFormat format) {
      byte[] bytes = new byte[format.bytesIn(MOST_MILLIS)];
      int most = bytes.length / format.frameBytes();
      Capture capture = new Capture(array, format.rate(), format.channels(), format.bits(), most);
      short[] house = new short[capture.most(most)];
      long heardAtNanos = clock.nanos();
      while (mine()) {
        int frames = Math.min(from.available(), bytes.length) / format.frameBytes();
        int length = frames * format.frameBytes();
        if (frames == 0 || from.read(bytes, 0, length) < length) {
          if (clock.nanos() - heardAtNanos > GONE_NANOS || !from.isOpen()) return;
          LockSupport.parkNanos(this, WAIT_NANOS);
          continue;
        }
        heardAtNanos = clock.nanos();
        int samples = capture.convert(bytes, frames, house);
        if (!told.equals(capture.complaint())) {
          told = capture.complaint();
          listener.weak(told);
        }
        if (samples > 0 && !pass(house, capture, samples)) return;
        if (frames < most) LockSupport.parkNanos(this, WAIT_NANOS);
      }
    }

    /** The ring has one producer: who comes back from a hang finds that it is another. */
    private boolean pass(short[] house, Capture capture, int samples) {
      synchronized (handover) {
        if (!mine()) return false;
        if (capture.hasPlayed()) listener.heard(house, capture.played(), samples);
        else listener.heard(house, samples);
        ring.overwrite(house, 0, samples);
      }
      listener.arrived();
      return true;
    }
  }

  @Override
  public boolean zerosAreOdd() {
    return true;
  }

  @Override
  public boolean hearsTheSpeaker() {
    return true;
  }

  /** Java Sound has the card hand over quarters of the buffer; a look may come just before one. */
  @Override
  public long latencySamples() {
    return Pcm.samples(bufferMillis / 4) + Pcm.samplesInNanos(WAIT_NANOS);
  }

  @Override
  public String describe() {
    CardFormat opened = format;
    return card + (opened == null ? "" : ", " + opened);
  }

  @Override
  public void close() {
    closed = true;
    Attempt last = current;
    if (last == null) return;
    TargetDataLine open = last.line;
    if (open != null) open.close();
    LockSupport.unpark(last.thread);
  }
}
