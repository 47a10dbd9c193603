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
    return new Ears(board.microphones(), this);
  }

  @Override
  public Speaker speaker() {
    return new Mouth(board.speaker(), this);
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

  private record Ears(Microphones under, BenchBoard bench) implements Microphones.Over {

    @Override
    public void open(PcmRing ring, Listener listener) {
      under.open(ring, bench.new Incoming(listener));
    }
  }

  private final class Incoming implements Microphones.Listener.Over {
    private final Microphones.Listener under;

    Incoming(Microphones.Listener under) {
      this.under = under;
    }

    @Override
    public Microphones.Listener under() {
      return under;
    }

    private void note(short[] samples, int count) {
      long now = clock.nanos();
      heard.add(samples, count, now);
      frameAtNanos = now;
    }

    @Override
    public void heard(short[] samples, int count) {
      note(samples, count);
      under.heard(samples, count);
    }

    @Override
    public void heard(short[] samples, short[] played, int count) {
      note(samples, count);
      under.heard(samples, played, count);
    }

    @Override
    public void failed(HalException reason) {
      failure = reason;
      under.failed(reason);
    }
  }

  private record Mouth(Speaker under, BenchBoard bench) implements Speaker.Over {

    @Override
    public void open(Feed feed) {
      under.open(bench.new Outgoing(feed));
    }
  }

  private final class Outgoing implements Speaker.Feed.Over {
    private final Speaker.Feed under;
    private long left;

    Outgoing(Speaker.Feed under) {
      this.under = under;
    }

    @Override
    public Speaker.Feed under() {
      return under;
    }

    @Override
    public void cut(long at) {
      long stays = (at - left) * 1_000_000_000L / Pcm.RATE;
      soundUntilNanos = Math.min(soundUntilNanos, clock.nanos() + Math.max(0, stays));
      under.cut(at);
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      int wanted = under.fill(period, samples, position);
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
      under.played(position);
    }

    @Override
    public void reopened(long at) {
      left = at;
      under.reopened(at);
    }

    @Override
    public void failed(HalException reason) {
      failure = reason;
      under.failed(reason);
    }
  }
}
