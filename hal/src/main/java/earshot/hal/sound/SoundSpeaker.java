package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Resampler;
import earshot.hal.Speaker;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * A speaker on a sound card. The thread {@code speaker} keeps the card filled with fixed periods,
 * silence included. It waits for room rather than in a write, so that it can be nudged; it alone
 * writes to the line, and opens the card again when told to, or when it is gone.
 */
public final class SoundSpeaker implements Speaker {

  private static final int PERIOD = Pcm.FRAME;

  /** Sound servers make room in steps: looking more often than this shows nothing new. */
  private static final long LEAST_WAIT_NANOS = 4_000_000L;

  /** A card that is not there is looked for so often. */
  private static final long AGAIN_NANOS = 1_000_000_000L;

  private final Clock clock;
  private final String card;
  private final int bufferMillis;
  private final List<CardFormat> formats;
  private volatile boolean closed;
  private volatile boolean wanted;
  private volatile @Nullable HalException trouble;
  private volatile @Nullable SourceDataLine line;
  private volatile @Nullable CardFormat format;
  private volatile @Nullable Thread thread;

  public SoundSpeaker(BoardSettings settings) {
    clock = settings.clock();
    card = settings.text("speaker_card", "default");
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "speaker");
  }

  @Override
  public void open(Feed feed) {
    Playing first = openCard(feed, 0);
    thread =
        Thread.ofPlatform()
            .name("speaker")
            .daemon()
            .priority(Thread.MAX_PRIORITY)
            .start(() -> live(first, feed));
  }

  /**
   * Null if it cannot be had now; {@link #trouble} says why.
   *
   * @param played what the cards before this one were given; what they still held when they went
   *     counts as played, which is a tenth of a second
   */
  private @Nullable Playing openCard(Feed feed, long played) {
    wanted = false;
    try {
      var opened = SoundCards.openPlayback(card, formats, bufferMillis);
      line = opened.line();
      format = opened.format();
      var playing = new Playing(opened.line(), opened.format(), feed, played);
      playing.prime();
      // Whoever closed it meanwhile did not see the line.
      if (closed) opened.line().close();
      trouble = null;
      return playing;
    } catch (HalException e) {
      trouble = e;
      return null;
    }
  }

  private void live(@Nullable Playing first, Feed feed) {
    Playing playing = first;
    long played = 0;
    while (!closed) {
      if (playing == null) {
        rest(feed, played);
      } else {
        playing.play();
        playing.to.close();
        played = playing.given;
      }
      if (!closed) playing = openCard(feed, played);
    }
  }

  /** Without a card: nothing is heard, and who wants silence has it. */
  private void rest(Feed feed, long played) {
    long until = clock.nanos() + AGAIN_NANOS;
    while (!closed && clock.nanos() < until) {
      if (feed.cutting()) feed.cut(played);
      LockSupport.parkNanos(this, Pcm.FRAME_NANOS);
    }
  }

  /** One opened line being played to. Lives on the speaker thread. */
  private final class Playing {
    private final SourceDataLine to;
    private final CardFormat format;
    private final Feed feed;
    private final short[] period = new short[PERIOD];
    private final @Nullable Resampler resampler;
    private final short[] converted;
    private final byte[] bytes;
    private final int bufferBytes;

    /** Card frames written since the line was opened: the line counts the same ones out. */
    private long written;

    /** Card frames that were never the feed's: the first silence, and what cuts threw away. */
    private long countedFrom;

    /** House samples given to the card, less those that cuts took back. */
    private long given;

    /** House samples that had been given when the count was at {@link #countedFrom}. */
    private long givenFrom;

    private long played;

    Playing(SourceDataLine to, CardFormat format, Feed feed, long before) {
      given = before;
      givenFrom = before;
      played = before;
      this.to = to;
      this.format = format;
      this.feed = feed;
      resampler = format.rate() == Pcm.RATE ? null : new Resampler(Pcm.RATE, format.rate(), PERIOD);
      converted = resampler == null ? period : new short[resampler.most(PERIOD)];
      bytes = new byte[converted.length * format.frameBytes()];
      bufferBytes = to.getBufferSize();
    }

    /** The first write after an open can take up to a second: better now than in an answer. */
    void prime() {
      to.start();
      int n = to.write(bytes, 0, Math.min(format.bytesIn(10), bufferBytes));
      written = Math.max(0, n) / format.frameBytes();
      countedFrom = written;
    }

    void play() {
      while (!closed && !wanted && to.isOpen()) {
        measure();
        if (feed.cutting()) cut();
        int missing = nextBytes() - to.available();
        if (missing <= 0) {
          if (!write()) break;
        } else {
          LockSupport.parkNanos(this, waitNanos(missing));
        }
      }
    }

    /** What the next period comes to, to the byte: servers make room a period at a time. */
    private int nextBytes() {
      int frames = resampler == null ? PERIOD : resampler.gives(PERIOD);
      return Math.min(frames * format.frameBytes(), bufferBytes);
    }

    /** Until the card should have played enough to take another period. */
    private long waitNanos(int missingBytes) {
      long nanos = missingBytes / format.frameBytes() * 1_000_000_000L / format.rate();
      return Math.clamp(nanos, LEAST_WAIT_NANOS, Pcm.FRAME_NANOS);
    }

    private boolean write() {
      feed.fill(period, PERIOD, given);
      int frames = resampler == null ? PERIOD : resampler.convert(period, 0, PERIOD, converted);
      format.fromMono(converted, frames, bytes);
      int length = frames * format.frameBytes();
      int n = to.write(bytes, 0, length);
      written += n / format.frameBytes();
      given += PERIOD;
      return n == length;
    }

    /**
     * What has left the card, by the line's own count, in house samples. The line may count more
     * than it was given when it runs dry, and counts what was flushed as if it had been played.
     */
    private void measure() {
      if (closed) return;
      long frames = Math.clamp(to.getLongFramePosition(), countedFrom, written) - countedFrom;
      long position = givenFrom + frames * Pcm.RATE / format.rate();
      played = Math.min(Math.max(played, position), given);
      feed.played(played);
    }

    private void cut() {
      measure();
      to.flush();
      if (resampler != null) resampler.reset();
      given = played;
      givenFrom = played;
      countedFrom = written;
      feed.cut(played);
    }
  }

  @Override
  public void nudge() {
    Thread speaker = thread;
    if (speaker != null) LockSupport.unpark(speaker);
  }

  @Override
  public long latencySamples() {
    return Pcm.samples(bufferMillis);
  }

  @Override
  public boolean steady() {
    return true;
  }

  @Override
  public void reopen() {
    wanted = true;
    nudge();
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
    SourceDataLine open = line;
    if (open != null) open.close();
    nudge();
  }
}
