package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * A speaker on a sound card. The thread {@code speaker} keeps the card filled with fixed periods,
 * silence included; it waits for room rather than in a write, so that it can be nudged, and it
 * alone touches the line.
 */
public final class SoundSpeaker implements Speaker {

  private static final int PERIOD = Pcm.FRAME;

  /** How long it waits for room at most before it looks again. */
  private static final long WAIT_NANOS = 4_000_000L;

  /** A card that has taken nothing for this many looks has gone: two seconds. */
  private static final int STUCK_LOOKS = 500;

  private final String card;
  private final int bufferMillis;
  private final List<CardFormat> formats;
  private volatile boolean closed;
  private @Nullable SourceDataLine line;
  private @Nullable CardFormat format;
  private @Nullable Thread thread;

  public SoundSpeaker(BoardSettings settings) {
    card = settings.text("speaker_card", "default");
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "speaker");
  }

  private String device() {
    return "speaker " + card;
  }

  @Override
  public void open(Feed feed) {
    String last = "no format suits it";
    for (CardFormat candidate : formats) {
      try {
        SourceDataLine opened = SoundCards.playback(card, candidate);
        int buffer = candidate.rate() * bufferMillis / 1000 * candidate.frameBytes();
        opened.open(candidate.javaFormat(), buffer);
        line = opened;
        format = candidate;
        prime(opened);
        thread =
            Thread.ofPlatform()
                .name("speaker")
                .daemon()
                .priority(Thread.MAX_PRIORITY)
                .start(() -> new Playing(opened, candidate, feed).play());
        return;
      } catch (LineUnavailableException | IllegalArgumentException e) {
        last = String.valueOf(e.getMessage());
      }
    }
    throw new HalException(
        device(),
        "open it",
        last,
        "end the program that uses it, or set speaker_rate, speaker_channels and speaker_bits to"
            + " what aplay --dump-hw-params shows");
  }

  /** The first write after an open can take up to a second: better now than in an answer. */
  private static void prime(SourceDataLine line) {
    line.start();
    byte[] silence = new byte[line.getFormat().getFrameSize()];
    line.write(silence, 0, silence.length);
    line.drain();
  }

  /** One opened line being played to. Lives on the speaker thread. */
  private final class Playing {
    private final SourceDataLine to;
    private final CardFormat card;
    private final Feed feed;
    private final short[] period = new short[PERIOD];
    private final @Nullable Resampler resampler;
    private final short[] converted;
    private final byte[] bytes;
    private final int bufferBytes;
    private final int mostBytes;

    /** Card frames written since the line's own count began at {@link #countedFrom}. */
    private long framesWritten;

    private long countedFrom;

    /** House samples: given to the card, and the count at which the line's own began. */
    private long given;

    private long givenFrom;
    private long played;

    Playing(SourceDataLine to, CardFormat card, Feed feed) {
      this.to = to;
      this.card = card;
      this.feed = feed;
      resampler = card.rate() == Pcm.RATE ? null : new Resampler(Pcm.RATE, card.rate(), PERIOD);
      converted = resampler == null ? period : new short[resampler.most(PERIOD)];
      bytes = new byte[converted.length * card.frameBytes()];
      bufferBytes = to.getBufferSize();
      mostBytes = resampler == null ? bytes.length : resampler.most(PERIOD) * card.frameBytes();
      countedFrom = to.getLongFramePosition();
    }

    void play() {
      int stuck = 0;
      while (!closed) {
        measure();
        if (feed.cutting()) cut();
        boolean room = to.available() >= Math.min(mostBytes, bufferBytes);
        if (room) {
          stuck = 0;
          write();
        } else {
          if (++stuck > STUCK_LOOKS || !to.isOpen()) break;
          LockSupport.parkNanos(this, WAIT_NANOS);
        }
      }
      if (!closed) {
        feed.failed(
            new HalException(
                device(), "write to it", "it takes nothing any more", "plug it in again"));
      }
    }

    private void write() {
      feed.fill(period, PERIOD, given);
      int frames = resampler == null ? PERIOD : resampler.convert(period, 0, PERIOD, converted);
      card.fromMono(converted, frames, bytes);
      int length = frames * card.frameBytes();
      int n = to.write(bytes, 0, length);
      framesWritten += n / card.frameBytes();
      given += PERIOD;
    }

    /** What has left the card, by the line's own count, in house samples. */
    private void measure() {
      long frames = Math.clamp(to.getLongFramePosition() - countedFrom, 0, framesWritten);
      long position = givenFrom + frames * Pcm.RATE / card.rate();
      played = Math.clamp(Math.max(played, position), 0, given);
      feed.played(played);
    }

    private void cut() {
      measure();
      to.flush();
      given = played;
      givenFrom = played;
      framesWritten = 0;
      // Whatever the line counts after a flush, the difference from here on is what is played.
      countedFrom = to.getLongFramePosition();
      feed.cut(played);
    }
  }

  @Override
  public void nudge() {
    if (thread != null) LockSupport.unpark(thread);
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
    SourceDataLine open = line;
    if (open != null) {
      open.stop();
      open.flush();
      open.close();
    }
    nudge();
  }
}
