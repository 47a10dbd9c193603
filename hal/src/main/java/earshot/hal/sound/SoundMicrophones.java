package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import java.util.List;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Microphones on a sound card. The thread {@code mic} reads what the card gives and writes
 * house-format samples to the ring; a card that speaks the house format is passed on bit by bit.
 */
public final class SoundMicrophones implements Microphones {

  /** One read: 10 ms, so that a frame waits for little. */
  private static final int READS_PER_SECOND = 100;

  /** Reads of nothing in a row that mean that the card has gone. */
  private static final int EMPTY_READS = 50;

  private final String card;
  private final int channel;
  private final int bufferMillis;
  private final List<CardFormat> formats;
  private volatile boolean closed;
  private @Nullable TargetDataLine line;
  private @Nullable CardFormat format;

  public SoundMicrophones(BoardSettings settings) {
    card = settings.text("mic_card", "default");
    channel = settings.number("mic_channel", -1);
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "mic");
  }

  private String device() {
    return "microphone " + card;
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    LineUnavailableException last = null;
    for (CardFormat candidate : formats) {
      try {
        TargetDataLine opened = SoundCards.capture(card, candidate);
        int buffer = candidate.rate() * bufferMillis / 1000 * candidate.frameBytes();
        opened.open(candidate.javaFormat(), buffer);
        if (channel >= candidate.channels()) {
          opened.close();
          throw new HalException(
              device(),
              "use channel " + channel,
              "it has channels 0 to " + (candidate.channels() - 1),
              "another mic_channel, or more mic_channels");
        }
        line = opened;
        format = candidate;
        opened.start();
        Thread.ofPlatform()
            .name("mic")
            .daemon()
            .priority(Thread.MAX_PRIORITY)
            .start(() -> read(opened, candidate, ring, listener));
        return;
      } catch (LineUnavailableException | IllegalArgumentException e) {
        last =
            e instanceof LineUnavailableException u
                ? u
                : new LineUnavailableException(e.getMessage());
      }
    }
    throw new HalException(
        device(),
        "open it",
        last == null || last.getMessage() == null ? "no format suits it" : last.getMessage(),
        "end the program that uses it, or set mic_rate, mic_channels and mic_bits to what"
            + " arecord --dump-hw-params shows");
  }

  private void read(TargetDataLine from, CardFormat card, PcmRing ring, Listener listener) {
    int frames = card.rate() / READS_PER_SECOND;
    byte[] bytes = new byte[frames * card.frameBytes()];
    short[] mono = new short[frames];
    Resampler resampler =
        card.rate() == Pcm.RATE ? null : new Resampler(card.rate(), Pcm.RATE, frames);
    short[] house = resampler == null ? mono : new short[resampler.most(frames)];
    int empty = 0;
    while (!closed) {
      int n = from.read(bytes, 0, bytes.length);
      if (n <= 0) {
        if (++empty < EMPTY_READS && from.isOpen()) continue;
        break;
      }
      empty = 0;
      int got = n / card.frameBytes();
      card.toMono(bytes, got, channel, mono);
      int samples = resampler == null ? got : resampler.convert(mono, 0, got, house);
      if (samples > 0) ring.overwrite(house, 0, samples);
      listener.arrived();
    }
    if (!closed) {
      listener.failed(
          new HalException(
              device(), "read from it", "it gives nothing any more", "plug it in again"));
    }
  }

  @Override
  public long latencySamples() {
    return Pcm.samples(bufferMillis);
  }

  @Override
  public String describe() {
    return card + (format == null ? "" : ", " + format);
  }

  @Override
  public void close() {
    closed = true;
    TargetDataLine open = line;
    if (open != null) open.close();
  }
}
