package earshot.alarm;

import earshot.alarm.AlarmEvent.Wish;
import earshot.hal.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The alarms of a running appliance: asks {@link Alarms} what to do, keeps the book, and rings. The
 * loop calls {@link #run}, which alone rings and tells; wishes come from any thread, and a lock
 * that is held for a moment keeps them apart. Nothing here blocks.
 */
public final class AlarmClock {

  /** Who has asked is not left waiting for a disk that is stuck. */
  private static final long KEPT_WITHIN_MILLIS = 3_000;

  /** What is told, on the loop, for the journal and for a voice. */
  public interface Witness {

    Witness NONE =
        new Witness() {
          @Override
          public void rings(AlarmBook.Ringing ringing) {}

          @Override
          public void missed(AlarmBook.Missed missed) {}
        };

    /** Once for each occurrence. */
    void rings(AlarmBook.Ringing ringing);

    void missed(AlarmBook.Missed missed);
  }

  /**
   * What became of a wish.
   *
   * @param refused why it is not granted, or null
   * @param id the number of what was set or cancelled, or 0
   * @param kept whether it would survive a power cut from now on
   */
  public record Answer(
      AlarmBook book, Moment now, ZoneId zone, @Nullable String refused, int id, boolean kept) {}

  private final Clock clock;
  private final ZoneId zone;
  private final Alarms alarms;
  private final Ringer ringer;
  private final Witness witness;
  private final Runnable wake;

  // Guarded by this.
  private AlarmBook book = AlarmBook.EMPTY;
  private AlarmStore store = AlarmStore.NONE;
  private boolean open;
  private CompletableFuture<Boolean> kept = CompletableFuture.completedFuture(true);
  private final List<AlarmEffect> untold = new ArrayList<>();
  private long lookAtNanos = Long.MAX_VALUE;

  private final CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();

  // The loop's.
  private boolean sounding;

  /**
   * @param found what an earlier process kept
   * @param wake makes whoever runs the loop call {@link #run} soon
   */
  public AlarmClock(
      Clock clock,
      ZoneId zone,
      AlarmBook found,
      AlarmStore store,
      Ringer ringer,
      Witness witness,
      Runnable wake) {
    this(clock, zone, ringer, witness, wake);
    open(found, store);
  }

  /** Knows nothing before {@link #open}: wishes wait for it. */
  public AlarmClock(Clock clock, ZoneId zone, Ringer ringer, Witness witness, Runnable wake) {
    this.clock = clock;
    this.zone = zone;
    this.alarms = new Alarms(zone);
    this.ringer = ringer;
    this.witness = witness;
    this.wake = wake;
  }

  /** Loop, once, before it runs: what an earlier process kept, and where it is kept from now on. */
  public void open(AlarmBook found, AlarmStore keptIn) {
    synchronized (this) {
      book = found;
      store = keptIn;
      open = true;
      step(new AlarmEvent.Restored());
    }
    opened.complete(null);
  }

  /** Loop: does what there is to do now. Returns when to come back, in the clock's nanoseconds. */
  public long run() {
    List<AlarmEffect> told;
    String label = null;
    long next;
    synchronized (this) {
      if (clock.nanos() >= lookAtNanos) step(new AlarmEvent.Looked());
      told = List.copyOf(untold);
      untold.clear();
      if (!book.ringing().isEmpty()) label = book.ringing().getLast().label();
      next = lookAtNanos;
    }
    for (AlarmEffect effect : told) {
      switch (effect) {
        case AlarmEffect.TellRings e -> witness.rings(e.ringing());
        case AlarmEffect.TellMissed e -> witness.missed(e.missed());
        case AlarmEffect.Grant _, AlarmEffect.Refuse _ -> {}
      }
    }
    if (label != null && !sounding) ringer.start(label);
    if (label == null && sounding) ringer.stop();
    sounding = label != null;
    return next;
  }

  /** Loop: whether somebody talks with the device now. */
  public void dialog(boolean goesOn) {
    ringer.dialog(goesOn);
  }

  /** Any thread: whether something rings that a press would stop. */
  public synchronized boolean ringing() {
    return !book.ringing().isEmpty();
  }

  /** Any thread: somebody heard it. True when something rang. */
  public boolean acknowledge() {
    if (!ringing()) return false;
    return ask(new AlarmEvent.Acknowledged()).refused() == null;
  }

  /** Any thread: the answer once it is safe on the disk, or it is clear that it is not yet. */
  public CompletableFuture<Answer> wish(Wish wish) {
    CompletableFuture<Boolean> safe;
    Answer answer;
    synchronized (this) {
      if (!open) return opened.thenCompose(_ -> wish(wish));
      answer = ask(wish);
      safe = kept;
    }
    if (safe.isDone()) return CompletableFuture.completedFuture(with(answer, safe.join()));
    return safe.copy()
        .completeOnTimeout(false, KEPT_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .thenApply(done -> with(answer, done));
  }

  private static Answer with(Answer answer, boolean kept) {
    return new Answer(
        answer.book(), answer.now(), answer.zone(), answer.refused(), answer.id(), kept);
  }

  private synchronized Answer ask(Wish wish) {
    Moment now = step(wish);
    String refused = null;
    int id = 0;
    for (AlarmEffect effect : List.copyOf(untold)) {
      switch (effect) {
        case AlarmEffect.Grant e -> id = e.id();
        case AlarmEffect.Refuse e -> refused = e.why();
        case AlarmEffect.TellRings _, AlarmEffect.TellMissed _ -> {
          continue;
        }
      }
      untold.remove(effect);
    }
    wake.run();
    return new Answer(book, now, zone, refused, id, false);
  }

  private synchronized Moment step(AlarmEvent event) {
    var now = new Moment(clock.nanos(), clock.epochMillis());
    Alarms.Outcome outcome = alarms.step(book, event, now);
    untold.addAll(outcome.effects());
    if (!outcome.book().equals(book)) {
      book = outcome.book();
      kept = store.keep(book);
    }
    lookAtNanos = alarms.nextLookNanos(book, now);
    return now;
  }
}
