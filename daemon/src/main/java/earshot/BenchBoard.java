package earshot;

import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Lights;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import org.jspecify.annotations.Nullable;

/**
 * A board with a look at the clock where sound passes: when frames come in, when periods are handed
 * to the speaker and taken back. Its button is pressed by whoever measures. What the microphones
 * hear is kept for a while; each field is written by the thread of its device.
 */
final class BenchBoard implements Hal {

  private final Hal board;
  private final Clock clock;
  private final HeardSound heard = new HeardSound();
  private volatile @Nullable HalException failure;
  private volatile Button.@Nullable Edges edges;
  private volatile long frameAtNanos;
  private volatile boolean sounded;
  private volatile long soundSinceNanos;
  private volatile long soundUntilNanos;

  BenchBoard(Hal board, Clock clock) {
    this.board = board;
    this.clock = clock;
  }

  /** When the latest samples of the microphones were there. */
  long frameAtNanos() {
    return frameAtNanos;
  }

  HeardSound heard() {
    return heard;
  }

  /** Forgets what was played. */
  void listenAfresh() {
    sounded = false;
  }

  /** Something else than silence was handed to the speaker. */
  boolean sounded() {
    return sounded;
  }

  long soundSinceNanos() {
    return soundSinceNanos;
  }

  /** When the last of it will have left the speaker, by the speaker's own count. */
  long soundUntilNanos() {
    return soundUntilNanos;
  }

  /** Whether a card has a clock of its own, so that its speaker may be heard in its microphones. */
  boolean isCard() {
    return board.microphones().hasClock() && board.speaker().hasClock();
  }

  /** Throws what a device has said of itself. */
  void check() {
    HalException why = failure;
    if (why != null) throw why;
  }

  void press(boolean down, long atNanos) {
    Button.Edges to = edges;
    if (to != null) to.edge(down, atNanos);
  }

  @Override
  public Microphones microphones() {
    return new Ears(board.microphones());
  }

  @Override
  public Speaker speaker() {
    return new Mouth(board.speaker());
  }

  @Override
  public Button button() {
    return new Finger();
  }

  @Override
  public @Nullable Button muteSwitch() {
    return null;
  }

  @Override
  public Lights lights() {
    return board.lights();
  }

  @Override
  public void close() {
    board.close();
  }

  private final class Finger implements Button {
    @Override
    public void open(Edges to) {
      edges = to;
    }

    @Override
    public String describe() {
      return "the bench";
    }

    @Override
    public void close() {
      edges = null;
    }
  }

  private final class Ears implements Microphones {
    private final Microphones microphones;

    Ears(Microphones microphones) {
      this.microphones = microphones;
    }

    @Override
    public void open(PcmRing ring, Listener listener) {
      microphones.open(ring, new Tap(listener));
    }

    @Override
    public boolean zerosAreOdd() {
      return microphones.zerosAreOdd();
    }

    @Override
    public boolean hearsTheSpeaker() {
      return microphones.hearsTheSpeaker();
    }

    @Override
    public boolean hasClock() {
      return microphones.hasClock();
    }

    @Override
    public void reopen(boolean afresh) {
      microphones.reopen(afresh);
    }

    @Override
    public long latencySamples() {
      return microphones.latencySamples();
    }

    @Override
    public String describe() {
      return microphones.describe();
    }

    @Override
    public void close() {
      microphones.close();
    }

    private final class Tap implements Listener {
      private final Listener listener;

      Tap(Listener listener) {
        this.listener = listener;
      }

      @Override
      public void heard(short[] samples, int count) {
        long now = clock.nanos();
        heard.add(samples, count, now);
        frameAtNanos = now;
        listener.heard(samples, count);
      }

      @Override
      public void arrived() {
        listener.arrived();
      }

      @Override
      public boolean attentive() {
        return listener.attentive();
      }

      @Override
      public void ended() {
        listener.ended();
      }

      @Override
      public void weak(String what) {
        listener.weak(what);
      }

      @Override
      public void failed(HalException reason) {
        failure = reason;
        listener.failed(reason);
      }
    }
  }

  private final class Mouth implements Speaker {
    private final Speaker speaker;

    Mouth(Speaker speaker) {
      this.speaker = speaker;
    }

    @Override
    public void open(Feed feed) {
      speaker.open(new Tap(feed));
    }

    @Override
    public void nudge() {
      speaker.nudge();
    }

    @Override
    public boolean hasClock() {
      return speaker.hasClock();
    }

    @Override
    public void reopen(boolean afresh) {
      speaker.reopen(afresh);
    }

    @Override
    public long latencySamples() {
      return speaker.latencySamples();
    }

    @Override
    public String describe() {
      return speaker.describe();
    }

    @Override
    public void close() {
      speaker.close();
    }

    private final class Tap implements Feed {
      private final Feed feed;
      private long left;

      Tap(Feed feed) {
        this.feed = feed;
      }

      @Override
      public boolean cutting() {
        return feed.cutting();
      }

      @Override
      public void cut(long at) {
        long stays = (at - left) * 1_000_000_000L / Pcm.RATE;
        soundUntilNanos = Math.min(soundUntilNanos, clock.nanos() + Math.max(0, stays));
        feed.cut(at);
      }

      @Override
      public int fill(short[] period, int samples, long position) {
        int wanted = feed.fill(period, samples, position);
        int last = samples;
        while (last > 0 && period[last - 1] == 0) last--;
        if (last == 0) return wanted;
        long now = clock.nanos();
        if (!sounded) {
          soundSinceNanos = now;
          sounded = true;
        }
        soundUntilNanos = now + (position + last - left) * 1_000_000_000L / Pcm.RATE;
        return wanted;
      }

      @Override
      public void played(long position) {
        left = position;
        feed.played(position);
      }

      @Override
      public void reopened(long at) {
        left = at;
        feed.reopened(at);
      }

      @Override
      public void failed(HalException reason) {
        failure = reason;
        feed.failed(reason);
      }
    }
  }
}
