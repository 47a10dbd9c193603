package earshot;

import earshot.audio.Playout;
import earshot.config.Config.EchoName;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.WhileSpeaking;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Speaker;
import earshot.hal.dsp.CleanedMicrophones;
import earshot.hal.dsp.CleanedMicrophones.Work;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.PlayedSound;
import earshot.hal.webrtc.WebRtcCleaner;
import earshot.turn.Duplex;
import earshot.turn.Duplex.Manner;
import earshot.turn.Interruption;
import earshot.turn.Overheard;
import earshot.turn.TurnEvent;
import earshot.turn.TurnState;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the microphones and the ring: decides what is cleaned, whether it listens
 * while it speaks, and whether somebody talks over an answer. Cleaners are made on a thread beside
 * the loop, because their library takes its time to load; until then it is deaf while it speaks.
 */
final class HearingAid implements AutoCloseable {

  private final CleanedMicrophones microphones;
  private final PlayedSound playing = new PlayedSound();
  private final Playout playout;
  private final Executor making;
  private final Consumer<@Nullable String> complaint;
  private final Overhearing overhearing;
  private Function<Cleaning, Cleaner> maker = WebRtcCleaner::new;
  private Consumer<@Nullable Duplex> told = measured -> {};
  private @Nullable Manner lastManner;
  private boolean lastMeasured;
  private Interruption interruption = Interruption.START;
  private MicrophonesConfig config = MicrophonesConfig.USUAL;
  private Mode mode = Mode.HOLD;
  private Cleaning wishes = Cleaning.OFF;
  private @Nullable Cleaner cleaner;
  private boolean complained;
  private boolean closed;
  private volatile long ducks;
  private volatile long cuts;

  /**
   * @param making runs what would hold the loop up
   * @param wake makes the loop look, from any thread
   * @param complaint told why the sound cannot be cleaned, or null when it can; any thread
   */
  HearingAid(
      Microphones microphones,
      Playout playout,
      Executor making,
      Runnable wake,
      Consumer<@Nullable String> complaint) {
    this.microphones = new CleanedMicrophones(microphones, playing, wake);
    overhearing = new Overhearing(this.microphones::reading);
    this.playout = playout;
    this.making = making;
    this.complaint = complaint;
  }

  Microphones microphones() {
    return microphones;
  }

  Overhearing overhearing() {
    return overhearing;
  }

  /** Before it is configured: what makes cleaners, and may block or throw {@link HalException}. */
  void madeBy(Function<Cleaning, Cleaner> maker) {
    this.maker = maker;
  }

  /**
   * Before it is configured: who is told on the loop when it does more or less than before while it
   * speaks, and null when nothing is measured.
   */
  void onMeasured(Consumer<@Nullable Duplex> told) {
    this.told = told;
  }

  /** The feed by which it learns what is played. */
  Speaker.Feed over(Speaker.Feed feed) {
    return playing.over(feed);
  }

  /** Loop: from now on. */
  synchronized void configure(MicrophonesConfig newConfig, Mode newMode) {
    config = newConfig;
    mode = newMode;
    boolean echo =
        switch (config.echo()) {
          case ON -> true;
          case OFF, HARDWARE -> false;
          case AUTO -> microphones.hearsTheSpeaker() && mode != Mode.HOLD;
        };
    Cleaning before = wishes;
    Cleaning other = config.wishes();
    wishes = new Cleaning(echo, other.noise(), other.gain(), other.highPass());
    if (!wishes.equals(before)) drop();
    if (wishes.nothing()) complain(null);
    microphones.work(work());
    if (wishes.nothing() || cleaner != null) return;
    Cleaning wanted = wishes;
    making.execute(() -> make(wanted));
  }

  /** Why there is none where making one has ended the process again and again. */
  static HalException leftAlone() {
    return new HalException(
        "echo canceller",
        "load its library",
        "it has ended the program three times within an hour",
        "an update of the program; it is tried again in a day, and when the device starts anew");
  }

  private void make(Cleaning wanted) {
    Cleaner made;
    try {
      made = maker.apply(wanted);
    } catch (HalException e) {
      unmade(wanted, e);
      return;
    }
    synchronized (this) {
      if (closed || cleaner != null || !wanted.equals(wishes)) {
        made.close();
        return;
      }
      complain(null);
      cleaner = made;
      // Of now: what is configured may be another than when the making began.
      microphones.work(work());
    }
  }

  private synchronized void unmade(Cleaning wanted, HalException why) {
    if (!closed && cleaner == null && wanted.equals(wishes)) complain(why.getMessage());
  }

  private synchronized void complain(@Nullable String why) {
    if (why == null && !complained) return;
    complained = why != null;
    complaint.accept(why);
  }

  private Work work() {
    boolean asked = config.whileSpeaking() == WhileSpeaking.FULL;
    Manner manner = manner();
    boolean talks = mode != Mode.HOLD;
    boolean listens = talks && manner != Manner.BUTTON && (cancelled() || asked);
    boolean deaf = mode == Mode.OPEN && manner != Manner.FULL;
    return new Work(cleaner, deaf, listens, talks && cancelled() && microphones.hearsTheSpeaker());
  }

  private boolean cancelled() {
    return cleaner != null && wishes.echo() || config.echo() == EchoName.HARDWARE;
  }

  /** Any thread: what it does while it speaks. */
  synchronized Manner manner() {
    return switch (config.whileSpeaking()) {
      case FULL -> Manner.FULL;
      case HALF -> Manner.HALF;
      case BUTTON -> Manner.BUTTON;
      case AUTO -> {
        if (!microphones.hearsTheSpeaker()) yield Manner.FULL;
        yield cancelled() ? overhearing.manner() : Manner.BUTTON;
      }
    };
  }

  /** Any thread: whether what was measured decides that. */
  synchronized boolean measures() {
    boolean open = config.whileSpeaking() == WhileSpeaking.AUTO && mode != Mode.HOLD;
    return open && cancelled() && microphones.hearsTheSpeaker();
  }

  /** Loop: true once when somebody talks over the answer, surely. Softens it before that. */
  boolean talkedOver(TurnState turn, boolean audible, long atNanos) {
    if (measures()) overhearing.look(audible, turn.answering(), atNanos);
    tell();
    boolean answering =
        audible
            && (turn.answering() || turn.phase() instanceof TurnState.Finishing)
            && !turn.cutting();
    Interruption.Step step = interruption.on(microphones.voice(), answering);
    interruption = step.next();
    switch (step.act()) {
      case DUCK -> {
        ducks++;
        playout.duck(true);
      }
      case RISE -> playout.duck(false);
      case CUT -> {
        cuts++;
        overhearing.overheard().interrupted(atNanos);
      }
      case NOTHING -> {}
    }
    return step.act() == Interruption.Act.CUT;
  }

  private void tell() {
    Manner now = manner();
    boolean measured = measures();
    if (now == lastManner && measured == lastMeasured) return;
    lastManner = now;
    lastMeasured = measured;
    synchronized (this) {
      microphones.work(work());
    }
    told.accept(measured ? overhearing.duplex() : null);
  }

  /** Loop: what happens to the turn, as far as it tells who interrupts an answer. */
  void on(TurnEvent event, String said) {
    Overheard overheard = overhearing.overheard();
    switch (event) {
      case TurnEvent.SpeechStarted e when mode == Mode.OPEN -> overheard.interrupted(e.atNanos());
      case TurnEvent.InputCommitted e -> overheard.committed();
      case TurnEvent.Pressed e -> overheard.pressed();
      default -> {}
    }
    if (!said.isEmpty()) overheard.said(said);
  }

  /** Loop: what the service understood. */
  void heard(String transcript) {
    overhearing.overheard().heard(transcript);
  }

  /** Any thread: how often an answer was softened, because somebody seemed to talk over it. */
  long ducks() {
    return ducks;
  }

  /** Any thread: how often one was cut. */
  long cuts() {
    return cuts;
  }

  private void drop() {
    microphones.work(Work.NONE);
    if (cleaner != null) cleaner.close();
    cleaner = null;
  }

  /** After the microphones. */
  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }
}
