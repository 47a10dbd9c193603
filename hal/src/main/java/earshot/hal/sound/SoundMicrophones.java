package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Resampler;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on a sound card. The thread {@code mic} reads what the card has and writes
 * house-format samples to the ring; a card that speaks the house format is passed on bit by bit. It
 * waits for sound rather than in a read, and opens the card again when told to, or when it is gone.
 */
public final class SoundMicrophones implements Microphones {

  /** A look each 10 ms, so that a frame waits for little. */
  private static final long WAIT_NANOS = 10_000_000L;

  /** The most it reads at once; what the card has in excess of it is read right after. */
  private static final int MOST_MILLIS = 20;

  /** A card that is not there is looked for so often. */
  private static final long AGAIN_NANOS = 1_000_000_000L;

  private final String card;
  private final int channel;
  private final int bufferMillis;
  private final List<CardFormat> formats;
  private volatile boolean closed;
  private volatile boolean wanted;
  private volatile @Nullable HalException trouble;
  private volatile @Nullable TargetDataLine line;
  private volatile @Nullable CardFormat format;
  private volatile @Nullable Thread thread;

  public SoundMicrophones(BoardSettings settings) {
    card = settings.text("mic_card", "default");
    channel = SoundOptions.channel(settings);
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "mic");
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    SoundCards.Opened<TargetDataLine> first = openCard();
    thread =
        Thread.ofPlatform()
            .name("mic")
            .daemon()
            .priority(Thread.MAX_PRIORITY)
            .start(() -> live(first, ring, listener));
  }

  /** Null if it cannot be had now; {@link #trouble} says why. */
  private SoundCards.@Nullable Opened<TargetDataLine> openCard() {
    wanted = false;
    try {
      var opened = SoundCards.openCapture(card, formats, bufferMillis);
      line = opened.line();
      format = opened.format();
      opened.line().start();
      // Whoever closed it meanwhile did not see the line.
      if (closed) opened.line().close();
      trouble = null;
      return opened;
    } catch (HalException e) {
      trouble = e;
      return null;
    }
  }

  private void live(
      SoundCards.@Nullable Opened<TargetDataLine> first, PcmRing ring, Listener listener) {
    SoundCards.Opened<TargetDataLine> opened = first;
    while (!closed) {
      if (opened == null) {
        LockSupport.parkNanos(this, AGAIN_NANOS);
      } else {
        read(opened.line(), opened.format(), ring, listener);
        opened.line().close();
      }
      if (!closed) opened = openCard();
    }
  }

  private void read(TargetDataLine from, CardFormat format, PcmRing ring, Listener listener) {
    byte[] bytes = new byte[format.bytesIn(MOST_MILLIS)];
    int most = bytes.length / format.frameBytes();
    short[] mono = new short[most];
    Resampler resampler =
        format.rate() == Pcm.RATE ? null : new Resampler(format.rate(), Pcm.RATE, most);
    short[] house = resampler == null ? mono : new short[resampler.most(most)];
    while (!closed && !wanted && from.isOpen()) {
      int frames = Math.min(from.available(), bytes.length) / format.frameBytes();
      int length = frames * format.frameBytes();
      if (frames == 0 || from.read(bytes, 0, length) < length) {
        LockSupport.parkNanos(this, WAIT_NANOS);
        continue;
      }
      format.toMono(bytes, frames, channel, mono);
      int samples = resampler == null ? frames : resampler.convert(mono, 0, frames, house);
      if (samples > 0) {
        ring.overwrite(house, 0, samples);
        listener.arrived();
      }
      if (frames < most) LockSupport.parkNanos(this, WAIT_NANOS);
    }
  }

  /** Java Sound has the card hand over quarters of the buffer; a look may come just before one. */
  @Override
  public long latencySamples() {
    return Pcm.samples(bufferMillis / 4) + Pcm.samplesInNanos(WAIT_NANOS);
  }

  @Override
  public boolean steady() {
    return true;
  }

  @Override
  public void reopen() {
    wanted = true;
  }

  @Override
  public @Nullable HalException trouble() {
    return trouble;
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
