package earshot.hal.sound;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Resampler;
import earshot.hal.Speaker;
import earshot.hal.Urgency;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;

/**
 * A speaker on a sound card. The thread {@code speaker} opens the card and keeps it filled with
 * fixed periods, silence included. It waits for room rather than in a write, so that it can be
 * nudged; it alone writes to the line. A thread that hangs all the same is left behind.
 */
public final class SoundSpeaker implements Speaker {

  private static final int PERIOD = Pcm.FRAME;

  /** Sound servers make room in steps: looking more often than this shows nothing new. */
  private static final long LEAST_WAIT_NANOS = 4_000_000L;

  /** What a cut leaves to be heard, at the most: the fade then follows without a step. */
  private static final long LEFT_BY_A_CUT = Pcm.samples(90);

  /** A card that has taken nothing for this long has gone. */
  private static final long GONE_NANOS = 5_000_000_000L;

  private final Clock clock;
  private final String card;
  private final int bufferMillis;
  private final List<CardFormat> formats;
  private final Object handover = new Object();
  private volatile boolean closed;
  private volatile @Nullable Attempt current;
  private volatile @Nullable CardFormat format;

  /** What had left the card by the last count: where another line goes on. */
  private volatile long playedSoFar;

  public SoundSpeaker(BoardSettings settings) {
    clock = settings.clock();
    card = settings.text("speaker_card", "default");
    bufferMillis = SoundOptions.bufferMillis(settings);
    formats = SoundOptions.formats(settings, "speaker");
  }

  @Override
  public void open(Feed feed) {
    var first = new Attempt(feed, null, null);
    current = first;
    first.thread.start();
  }

  @Override
  public void reopen(boolean afresh) {
    Attempt next;
    synchronized (handover) {
      Attempt last = current;
      if (closed || last == null || last.opening) return;
      next = new Attempt(last.feed, last, afresh ? null : last.mixer);
      current = next;
    }
    next.thread.start();
  }

  /**
   * One line, from its opening to its end, and its feed as long as it is this line's: who comes
   * back from a hang finds that another one plays.
   */
  private final class Attempt implements Feed {
    private final Feed feed;
    private final boolean again;
    private final @Nullable Thread closing;
    private volatile @Nullable Mixer mixer;
    private volatile @Nullable SourceDataLine line;
    private volatile boolean opening = true;
    private final Thread thread =
        Thread.ofPlatform()
            .name("speaker")
            .daemon()
            .priority(Thread.MAX_PRIORITY)
            .unstarted(this::run);

    Attempt(Feed feed, @Nullable Attempt last, @Nullable Mixer mixer) {
      this.feed = feed;
      this.mixer = mixer;
      again = last != null;
      closing = last == null || last.line == null ? null : SoundCards.closing(last.line);
    }

    private boolean mine() {
      return current == this && !closed;
    }

    private void run() {
      try {
        if (closing != null) SoundCards.awaitClosed(closing);
        var opened = SoundCards.openPlayback(card, formats, bufferMillis, mixer);
        line = opened.line();
        mixer = opened.mixer();
        format = opened.format();
        var playing = new Playing(opened.line(), opened.format(), this, playedSoFar);
        playing.prime();
        opening = false;
        // Not before: opening loads classes and takes the locks of others, who must not wait for
        // it.
        Urgency.hasten();
        if (again) reopened(playedSoFar);
        playing.play();
        opened.line().close();
        failed(
            new HalException(
                "speaker " + card,
                "write to it",
                "it takes nothing any more",
                "plug it in again, or see whether the sound server runs"));
      } catch (HalException e) {
        opening = false;
        failed(e);
      } catch (IllegalArgumentException | IllegalStateException e) {
        opening = false;
        failed(new HalException("speaker " + card, "play", e, "plug it in again"));
      }
    }

    @Override
    public boolean cutting() {
      synchronized (handover) {
        return mine() && feed.cutting();
      }
    }

    @Override
    public void cut(long played) {
      synchronized (handover) {
        if (mine()) feed.cut(played);
      }
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      synchronized (handover) {
        return mine() ? feed.fill(period, samples, position) : 0;
      }
    }

    @Override
    public void played(long position) {
      synchronized (handover) {
        if (!mine()) return;
        playedSoFar = position;
        feed.played(position);
      }
    }

    @Override
    public void reopened(long played) {
      synchronized (handover) {
        if (mine()) feed.reopened(played);
      }
    }

    @Override
    public void failed(HalException reason) {
      if (mine()) feed.failed(reason);
    }
  }

  /** One opened line being played to. Lives on the speaker thread. */
  private final class Playing {
    private final SourceDataLine to;
    private final CardFormat format;
    private final Attempt feed;
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

    Playing(SourceDataLine to, CardFormat format, Attempt feed, long from) {
      given = from;
      givenFrom = from;
      played = from;
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
      long movedAtNanos = clock.nanos();
      while (feed.mine()) {
        measure();
        if (feed.cutting()) cut();
        int missing = nextBytes() - to.available();
        if (missing <= 0) {
          if (!write()) break;
          movedAtNanos = clock.nanos();
        } else {
          if (clock.nanos() - movedAtNanos > GONE_NANOS) break;
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
      if (!feed.mine()) return;
      long frames = Math.clamp(to.getLongFramePosition(), countedFrom, written) - countedFrom;
      long position = givenFrom + frames * Pcm.RATE / format.rate();
      played = Math.min(Math.max(played, position), given);
      feed.played(played);
    }

    /**
     * No card knows to the sample what it has played when it is flushed: a fade after that begins
     * with a click. So the little that a card holds is heard, and the fade behind it.
     */
    private void cut() {
      measure();
      if (given - played <= LEFT_BY_A_CUT) {
        feed.cut(given);
        return;
      }
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
    Attempt playing = current;
    if (playing != null) LockSupport.unpark(playing.thread);
  }

  @Override
  public long latencySamples() {
    return Pcm.samples(bufferMillis);
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
    SourceDataLine open = last == null ? null : last.line;
    if (open != null) open.close();
    nudge();
  }
}
