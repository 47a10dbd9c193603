package earshot.audio;

import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.turn.Cut;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The reply store and its way to the speaker. The loop accepts sound and asks for silence; the
 * speaker thread pulls periods, fills underruns with a fade and silence, and publishes what was
 * heard, counted at the card. What was accepted is never dropped, except by silence.
 */
public final class Playout implements Speaker.Feed {

  /**
   * Periods that can be between the store and the ear: two seconds, far more than any card holds.
   */
  private static final int MARKS = 128;

  /** The connection of what the device says itself. */
  private static final int LOCAL = 0;

  private record Segment(int connection, String itemId, int contentIndex, long start, long end) {}

  private final PcmRing store;
  private final Tempo tempo;
  private final HeadStart headStart;
  private final boolean paced;
  private final Runnable wake;
  private final Consumer<HalException> onFailure;

  // The loop's.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();

  // Published by the speaker thread.
  private volatile long heard;
  private volatile long silencedTo;
  private volatile long underruns;
  private volatile long underrunSamples;
  private volatile long consumed;

  // Published by the loop.
  private volatile boolean expecting;
  private final Gain gain = new Gain();

  // The speaker thread's.
  private final long[] markAt = new long[MARKS];
  private final long[] markStore = new long[MARKS];
  private final int[] markLead = new int[MARKS];
  private final int[] markCount = new int[MARKS];
  private final int[] markTaken = new int[MARKS];
  private long marksWritten;
  private long marksRead;
  private final Edges edges = new Edges();
  private final short[] coming = new short[Edges.FADE];
  private boolean dry = true;

  /** Sound has stopped in the middle of an answer. */
  private boolean paused;

  /**
   * @param paced whether the speaker has a clock of its own
   * @param cardSamples what the card holds between us and the ear
   */
  public Playout(
      int seconds,
      Clock clock,
      boolean paced,
      LongSupplier cardSamples,
      Runnable wake,
      Consumer<HalException> onFailure) {
    this.store = new PcmRing(seconds * Pcm.RATE);
    this.tempo = new Tempo(store);
    this.headStart = new HeadStart(clock, paced, cardSamples);
    this.paced = paced;
    this.wake = wake;
    this.onFailure = onFailure;
  }

  // --- the loop

  /** Loop: takes as many samples as there is room for; the rest must be offered again, in order. */
  public int accept(
      int connection, String itemId, int contentIndex, short[] samples, int at, int count) {
    long from = store.written();
    int n = store.write(samples, at, count);
    if (n > 0) {
      Segment last = segments.peekLast();
      if (last != null
          && last.end == from
          && last.connection == connection
          && last.contentIndex == contentIndex
          && last.itemId.equals(itemId)) {
        if (connection != LOCAL) headStart.goesOn(from);
        segments.pollLast();
        segments.add(new Segment(connection, itemId, contentIndex, last.start, from + n));
      } else {
        forgetHeard();
        if (connection != LOCAL) headStart.begins(from);
        segments.add(new Segment(connection, itemId, contentIndex, from, from + n));
      }
    }
    return n;
  }

  private void forgetHeard() {
    long done = heard;
    while (segments.peekFirst() != null && segments.peekFirst().end <= done) segments.pollFirst();
  }

  /** Loop: nothing accepted so far may be heard any more. The caller nudges the speaker. */
  public void silence() {
    store.raiseFloor();
  }

  /** Loop: the speaker thread has obeyed the last {@link #silence}. */
  public boolean silenced() {
    return silencedTo >= store.floor();
  }

  /** Loop: how much was heard of what was silenced. Forgets it. */
  public List<Cut> takeCuts() {
    long floor = store.floor();
    long done = heard;
    List<Cut> cuts = new ArrayList<>(1);
    while (segments.peekFirst() != null && segments.peekFirst().end <= floor) {
      Segment s = segments.pollFirst();
      long listened = Math.max(0, Math.min(done, s.end) - s.start);
      if (listened < s.end - s.start) {
        cuts.add(
            new Cut(
                s.connection,
                s.itemId,
                s.contentIndex,
                Pcm.millis(listened),
                Pcm.millis(s.end - s.start)));
      }
    }
    return cuts;
  }

  /** Loop: everything accepted has been heard or silenced. */
  public boolean playedOut() {
    return Math.max(heard, silencedTo) >= store.written();
  }

  /**
   * Loop: whether more is to come, so that a head start is worth it, and silence in between counts
   * as an underrun.
   */
  public void expecting(boolean more) {
    expecting = more;
  }

  /** Any thread: 0 to 100; 100 leaves the samples as they are. */
  public void volume(int percent) {
    gain.volume(percent);
  }

  /** Any thread: how fast it is said, from 0.7 to 1.3; 1 leaves the samples as they are. */
  public void speed(double times) {
    tempo.speed(times);
  }

  /** Any thread: softer while somebody may be talking over it. */
  public void duck(boolean soft) {
    gain.duck(soft);
  }

  /** Any thread: samples heard so far, of all that was ever accepted. */
  public long heard() {
    return heard;
  }

  public long accepted() {
    return store.written();
  }

  /** Any thread: samples that have left the card so far, silence included. */
  public long consumed() {
    return consumed;
  }

  public long underruns() {
    return underruns;
  }

  public long underrunSamples() {
    return underrunSamples;
  }

  /** Any thread: how long the sound of the next answer is gathered, unless enough comes sooner. */
  public long headStartMillis() {
    return Pcm.millis(headStart.samples());
  }

  /** Any thread: the level of what is being heard, in decibels below full scale. */
  public double levelDb() {
    short[] now = new short[Pcm.FRAME];
    long at = Math.max(heard - Pcm.FRAME, silencedTo);
    int n = playedOut() ? 0 : store.peek(at, now, 0, Pcm.FRAME);
    return n <= 0 ? -100 : Pcm.levelDb(now, 0, n);
  }

  // --- the speaker thread

  @Override
  public boolean cutting() {
    long floor = store.floor();
    if (floor <= silencedTo) return false;
    if (heard < floor) return true;
    // It was heard to its end meanwhile: nothing is left to cut.
    silencedTo = floor;
    wake.run();
    return false;
  }

  @Override
  public void cut(long played) {
    advance(played);
    long floor = store.floor();
    edges.cut(played);
    if (!paced) {
      // A pipe keeps nothing that could be turned down.
      int n = store.peek(heard, coming, 0, Math.clamp(floor - heard, 0, Edges.FADE));
      if (n > 0) gain.apply(coming, 0, n);
      edges.cut(coming, Math.max(0, n));
    }
    marksRead = marksWritten;
    // Back as well as forward: what was pulled after the floor was raised has been flushed unheard.
    store.seek(floor);
    tempo.moved();
    startAfresh();
    silencedTo = floor;
    wake.run();
  }

  /**
   * Of a speaker with a clock, what is wanted is the answer's own, sample for sample: whatever is
   * made up around a pause or a cut lies behind it in the period.
   */
  @Override
  public int fill(short[] period, int samples, long position) {
    Arrays.fill(period, 0, samples, (short) 0);
    int lead = edges.follow(period, 0, samples);
    boolean more = expecting;
    long from = tempo.taken();
    long there = tempo.left();
    boolean held = lead > 0 && paced || there == 0 || !begins(there, samples, more);
    boolean resumes = !held && paused && paced;
    int n = held || resumes ? 0 : read(period, lead, samples - lead);
    boolean whole = lead + n == samples;
    boolean pauses = !whole && more && (!dry || n > 0 && paced);
    if (n > 0) gain.apply(period, lead, n);
    else if (lead == 0 && !more && !resumes) gain.rest();
    if (n > 0) mark(position, lead, from, n, (int) (tempo.taken() - from));
    if (pauses) {
      underruns++;
      paused = true;
      if (paced) {
        edges.pause(period, n, position);
        edges.follow(period, n, samples);
      }
    }
    if (resumes) lead(period, samples, from);
    boolean goesOn = paused && (more || there > 0);
    if (goesOn) underrunSamples += samples - n;
    paused = goesOn && !resumes && !(whole && n > 0);
    dry = !whole && !resumes;
    if (!more) headStart.forget();
    edges.given(period, samples, position);
    return paced ? n : lead + n;
  }

  private boolean begins(long there, int samples, boolean more) {
    return !dry || !more || headStart.over(there, samples, paused);
  }

  private int read(short[] period, int at, int count) {
    int n = tempo.read(period, at, count);
    if (n >= 0) return n;
    // The loop wrote while another line took up what the last one held.
    store.seek(store.oldest());
    tempo.moved();
    return 0;
  }

  /** The answer goes on with the next period; in this one it is led to. */
  private void lead(short[] period, int samples, long from) {
    int n = store.peek(from, coming, 0, Edges.FADE);
    if (n <= 0) return;
    gain.apply(coming, 0, n);
    Edges.lead(period, samples, coming, n);
  }

  private void mark(long position, int lead, long from, int count, int taken) {
    int i = (int) (marksWritten % MARKS);
    markAt[i] = position;
    markLead[i] = lead;
    markStore[i] = from;
    markCount[i] = count;
    markTaken[i] = taken;
    marksWritten++;
  }

  @Override
  public void played(long position) {
    consumed = position;
    long before = heard;
    advance(position);
    if (heard != before && heard >= store.written()) wake.run();
  }

  private void advance(long position) {
    long done = heard;
    while (marksRead < marksWritten) {
      int i = (int) (marksRead % MARKS);
      long into = position - markAt[i] - markLead[i];
      if (into <= 0) break;
      done = markStore[i] + Math.min(into, markCount[i]) * markTaken[i] / markCount[i];
      if (into < markCount[i]) break;
      marksRead++;
    }
    if (done > heard) heard = done;
  }

  private void startAfresh() {
    dry = true;
    paused = false;
    headStart.forget();
  }

  @Override
  public void failed(HalException reason) {
    onFailure.accept(reason);
  }

  /** What the last line held was not heard: it is played again, not a sample less or twice. */
  @Override
  public void reopened(long played) {
    advance(played);
    marksRead = marksWritten;
    edges.forget(played);
    startAfresh();
    long floor = store.floor();
    if (floor > silencedTo) {
      silencedTo = floor;
      wake.run();
    }
    long next = Math.max(heard, silencedTo);
    if (store.written() - next <= store.capacity()) store.seek(next);
    tempo.moved();
  }
}
