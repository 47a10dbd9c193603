package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.dsp.Capture;
import earshot.hal.dsp.MicArray;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on a sound card. The thread {@code mic} reads what the card has and writes
 * house-format samples to the ring; a card that speaks the house format is passed on bit by bit. It
 * waits for sound rather than in a read, so that a card that fell silent is noticed.
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
  private volatile boolean closed;
  private volatile @Nullable TargetDataLine line;
  private volatile @Nullable CardFormat format;
  private volatile @Nullable Thread thread;

  public SoundMicrophones(BoardSettings settings) {
    clock = settings.clock();
    card = settings.text("mic_card", "default");
    array = MicArray.of(settings);
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "mic");
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    var opened = SoundCards.openCapture(card, formats, bufferMillis);
    line = opened.line();
    format = opened.format();
    opened.line().start();
    thread =
        Thread.ofPlatform()
            .name("mic")
            .daemon()
            .priority(Thread.MAX_PRIORITY)
            .start(() -> read(opened.line(), opened.format(), ring, listener));
    // Whoever closed it meanwhile did not see the line.
    if (closed) opened.line().close();
  }

  private void read(TargetDataLine from, CardFormat format, PcmRing ring, Listener listener) {
    byte[] bytes = new byte[format.bytesIn(MOST_MILLIS)];
    int most = bytes.length / format.frameBytes();
    Capture capture = new Capture(array, format.rate(), format.channels(), format.bits(), most);
    short[] house = new short[capture.most(most)];
    long heardAtNanos = clock.nanos();
    while (!closed) {
      int frames = Math.min(from.available(), bytes.length) / format.frameBytes();
      int length = frames * format.frameBytes();
      if (frames == 0 || from.read(bytes, 0, length) < length) {
        if (clock.nanos() - heardAtNanos > GONE_NANOS || !from.isOpen()) break;
        LockSupport.parkNanos(this, WAIT_NANOS);
        continue;
      }
      heardAtNanos = clock.nanos();
      String wrong = capture.complaint();
      int samples = capture.convert(bytes, frames, house);
      if (!wrong.equals(capture.complaint())) listener.weak(capture.complaint());
      if (samples > 0) {
        ring.overwrite(house, 0, samples);
        listener.arrived();
      }
      if (frames < most) LockSupport.parkNanos(this, WAIT_NANOS);
    }
    if (closed) return;
    from.close();
    listener.failed(
        new HalException(
            "microphone " + card,
            "read from it",
            "it gives nothing any more",
            "plug it in again, or see whether the sound server runs"));
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
    TargetDataLine open = line;
    if (open != null) open.close();
    Thread reader = thread;
    if (reader != null) LockSupport.unpark(reader);
  }
}
