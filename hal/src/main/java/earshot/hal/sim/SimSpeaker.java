package earshot.hal.sim;

import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import org.jspecify.annotations.Nullable;

/**
 * A sound card on virtual time: it holds a few periods, plays them by a clock of its own that may
 * run fast or slow, and tells an {@link Ear} every sample that left it. Runs on the thread that
 * runs the time.
 */
public final class SimSpeaker implements Speaker {

  private static final int PERIOD = Pcm.FRAME;

  /** How long a nudged speaker thread takes to look. */
  private static final long NUDGE_NANOS = 500_000;

  /** Who stands in front of the speaker. */
  public interface Ear {

    /** A piece that was heard: wanted samples first, then silence the card was filled up with. */
    void heard(short[] samples, int at, int count, int wanted);
  }

  private static final class Period {
    final short[] samples = new short[PERIOD];
    int wanted;
  }

  private final SimTime time;
  private final Ear ear;
  private final long periodNanos;
  private final Period[] card;
  private int first;
  private int filled;
  private int intoFirst;
  private long played;
  private long given;
  private long lastAtNanos;
  private double owed;
  private volatile boolean nudged;
  private volatile boolean closed;
  private @Nullable Feed feed;
  private SpeakerFault fault = new SpeakerFault.None();
  private boolean lineUp;
  private int reopened;

  /**
   * @param periods how many 20 ms periods the card holds
   * @param fastPpm how much faster the card's clock runs, in millionths
   */
  public SimSpeaker(SimTime time, int periods, double fastPpm, Ear ear) {
    this.time = time;
    this.ear = ear;
    this.periodNanos = Math.round(Pcm.FRAME_NANOS / (1 + fastPpm / 1e6));
    this.card = new Period[periods];
    for (int i = 0; i < periods; i++) card[i] = new Period();
  }

  @Override
  public void open(Feed feed) {
    this.feed = feed;
    begin(feed, true);
    time.after(periodNanos, this::tick);
  }

  /**
   * @param afresh looked for by its name, instead of where it was
   */
  private void begin(Feed feed, boolean afresh) {
    if (fault instanceof SpeakerFault.Wedged || afresh && fault instanceof SpeakerFault.Moved) {
      fault = new SpeakerFault.None();
    }
    lineUp = !missing();
    lastAtNanos = time.nanos();
    if (!lineUp) feed.failed(gone());
    else if (plays()) refill(feed);
  }

  @Override
  public void reopen(boolean afresh) {
    reopened++;
    time.after(
        0,
        () -> {
          if (feed == null || closed) return;
          filled = 0;
          intoFirst = 0;
          owed = 0;
          given = played;
          feed.reopened(played);
          begin(feed, afresh);
        });
  }

  /** How often it was asked for. */
  public int reopened() {
    return reopened;
  }

  /** From now on; on the thread that runs the time. */
  public void fault(SpeakerFault next) {
    // What a card that hangs still holds stays in it: no time passes for it.
    if (plays()) {
      if (feed != null && !closed) play(feed);
    } else {
      lastAtNanos = time.nanos();
    }
    fault = next;
    if (missing() && lineUp) {
      lineUp = false;
      if (feed != null && !closed) feed.failed(gone());
    }
  }

  private boolean plays() {
    return lineUp && fault instanceof SpeakerFault.None;
  }

  /** Whether there is nothing where it was. */
  private boolean missing() {
    return fault instanceof SpeakerFault.Lost || fault instanceof SpeakerFault.Moved;
  }

  private static HalException gone() {
    return new HalException("simulated speaker", "write to it", "it was taken away", "put it back");
  }

  @Override
  public void nudge() {
    if (nudged || closed) return;
    nudged = true;
    time.after(
        NUDGE_NANOS,
        () -> {
          nudged = false;
          if (feed != null && !closed) look(feed);
        });
  }

  private void tick() {
    if (closed || feed == null) return;
    look(feed);
    time.after(periodNanos, this::tick);
  }

  private void look(Feed feed) {
    if (!plays()) {
      lastAtNanos = time.nanos();
      return;
    }
    play(feed);
    if (feed.cutting()) {
      filled = 0;
      intoFirst = 0;
      given = played;
      feed.cut(played);
    }
    refill(feed);
  }

  /** Lets the card play for as long as its clock has run since the last look. */
  private void play(Feed feed) {
    long now = time.nanos();
    owed += (double) (now - lastAtNanos) * PERIOD / periodNanos;
    lastAtNanos = now;
    while (owed >= 1 && filled > 0) {
      Period period = card[first];
      int n = Math.min(PERIOD - intoFirst, (int) owed);
      int wanted = Math.max(0, Math.min(n, period.wanted - intoFirst));
      ear.heard(period.samples, intoFirst, n, wanted);
      owed -= n;
      played += n;
      intoFirst += n;
      if (intoFirst == PERIOD) {
        intoFirst = 0;
        first = (first + 1) % card.length;
        filled--;
      }
    }
    // A card that has run dry is silent, and starts afresh.
    if (filled == 0) owed = Math.min(owed, 0);
    feed.played(played);
  }

  private void refill(Feed feed) {
    while (filled < card.length) {
      Period period = card[(first + filled) % card.length];
      period.wanted = feed.fill(period.samples, PERIOD, given);
      given += PERIOD;
      filled++;
    }
  }

  @Override
  public long latencySamples() {
    return (long) card.length * PERIOD;
  }

  @Override
  public String describe() {
    return "simulated speaker";
  }

  @Override
  public void close() {
    closed = true;
  }
}
