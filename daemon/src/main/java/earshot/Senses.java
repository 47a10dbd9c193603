package earshot;

import earshot.Input.Device;
import earshot.audio.Playout;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.telemetry.Flow;
import earshot.telemetry.Ladder;
import earshot.telemetry.Stalls;
import earshot.telemetry.Trouble;
import earshot.turn.TurnState;
import earshot.turn.TurnState.Finishing;
import earshot.turn.TurnState.Listening;
import earshot.turn.TurnState.Speaking;

/**
 * Knows whether the appliance hears and can be heard: counts what the microphones give and the
 * speaker takes, tells when that fails and when it is over, and has the ladder climbed. Owned by
 * the loop; the devices' own threads do what may block.
 */
final class Senses {

  static final long LOOK_NANOS = 250_000_000L;

  /** Opening a card can take a second or two, and nobody is deaf before that. */
  private static final long GRACE_NANOS = 4_000_000_000L;

  /** Zeros for so long from a microphone that has given something else before. */
  private static final long ZEROS_NANOS = 1_250_000_000L;

  /** And from one that never has: it may be a device that is silent by nature. */
  private static final long ALWAYS_ZEROS_NANOS = 10_000_000_000L;

  /** Whether the turn cannot go on as it is. */
  private interface Hold {
    boolean on(TurnState turn);
  }

  private interface Count {
    long now();
  }

  private interface Reopening {
    void reopen(boolean afresh);
  }

  /** One of the two, as it is now. */
  private final class Organ {
    private final Device device;
    private final Trouble trouble;
    private final Count count;
    private final Reopening reopening;
    private final boolean watched;
    private final Hold hold;
    private Flow flow = Flow.from(0, 0);
    private Ladder ladder = Ladder.start();
    private boolean down;
    private int reopened;
    private long graceUntilNanos;

    Organ(
        Device device,
        Trouble trouble,
        Count count,
        Reopening reopening,
        boolean watched,
        Hold hold) {
      this.device = device;
      this.trouble = trouble;
      this.count = count;
      this.reopening = reopening;
      this.watched = watched;
      this.hold = hold;
    }

    void begin(long now) {
      graceUntilNanos = now + GRACE_NANOS;
    }

    void failed(String why) {
      flow = flow.broken();
      tell(why);
    }

    private void tell(String why) {
      down = true;
      witness.deviceFailed(device, why);
      announcing.troubled(trouble, true);
    }

    void look(long now, boolean excused) {
      if (!watched) return;
      if (graceUntilNanos > now && count.now() == 0 && !down || excused && flow.flowing()) {
        flow = Flow.from(now, count.now());
        return;
      }
      boolean flowed = flow.flowing();
      double share = flow.share();
      flow = flow.look(now, count.now());
      if (flow.flowing()) {
        if (count.now() > 0) ladder = ladder.well();
        if (down) back();
        return;
      }
      if (flowed) {
        tell("only %d %% of its sound came in time".formatted(Math.round(100 * share)));
      }
      climb(now, excused);
    }

    private void back() {
      down = false;
      witness.deviceBack(device);
      announcing.troubled(trouble, false);
    }

    private void climb(long now, boolean excused) {
      Ladder.Step step = ladder.down(now, restartable && !excused);
      ladder = step.next();
      if (step.rung() == null) return;
      switch (step.rung()) {
        case LINE, DEVICE -> reopen(step.rung() == Ladder.Rung.DEVICE);
        case PROCESS -> lost = true;
      }
    }

    void reopen(boolean afresh) {
      reopened++;
      reopening.reopen(afresh);
    }

    boolean well() {
      // Absent since the process began: a fresh process has looked and not found it. To be
      // restarted for that over and over would silence the alarms too.
      return !down || !ladder.worked();
    }
  }

  private final Clock clock;
  private final Timers timers;
  private final Witness witness;
  private final Announcing announcing;
  private final Microphones microphones;
  private final PcmRing ring;
  private final boolean restartable;
  private final Organ ears;
  private final Organ voice;
  private final short[] recent = new short[12_000];
  private Stalls stalls = Stalls.due(Long.MAX_VALUE);
  private long seen;
  private long zerosSinceNanos = Long.MAX_VALUE;
  private boolean everLoud;
  private boolean silent;
  private boolean muted;
  private boolean lost;

  /**
   * @param restartable somebody starts the process again when it ends
   */
  Senses(
      Clock clock,
      Timers timers,
      Witness witness,
      Announcing announcing,
      Microphones microphones,
      PcmRing ring,
      Playout playout,
      Speaker speaker,
      boolean restartable) {
    this.clock = clock;
    this.timers = timers;
    this.witness = witness;
    this.announcing = announcing;
    this.microphones = microphones;
    this.ring = ring;
    this.restartable = restartable;
    ears =
        new Organ(
            Device.MICROPHONES,
            Trouble.MICROPHONE_FAILED,
            ring::written,
            microphones::reopen,
            microphones.hasClock(),
            turn -> turn.phase() instanceof Listening);
    voice =
        new Organ(
            Device.SPEAKER,
            Trouble.SPEAKER_FAILED,
            playout::consumed,
            speaker::reopen,
            speaker.hasClock(),
            turn -> turn.phase() instanceof Speaking || turn.phase() instanceof Finishing);
  }

  /** Both have been opened. */
  void begin() {
    long now = clock.nanos();
    ears.begin(now);
    voice.begin(now);
    if (!ears.watched && !voice.watched) return;
    stalls = Stalls.due(now + LOOK_NANOS);
    timers.set(Timers.Name.SENSES, now + LOOK_NANOS);
  }

  /** A device has said so itself. */
  void failed(Device device, HalException reason) {
    String why = String.valueOf(reason.getMessage());
    switch (device) {
      case MICROPHONES -> failed(ears, why);
      case SPEAKER -> failed(voice, why);
      // Without a button there is still the control socket.
      case BUTTON -> {
        witness.deviceFailed(device, why);
        announcing.troubled(Trouble.BUTTON_FAILED, true);
      }
    }
  }

  private void failed(Organ organ, String why) {
    organ.failed(why);
    // A pipe that has broken cannot be mended from this end.
    if (organ.watched) organ.climb(clock.nanos(), muted);
    else lost = true;
  }

  /** The moment that it set itself. */
  void woken(boolean mutedNow) {
    muted = mutedNow;
    long now = clock.nanos();
    ears.look(now, muted);
    voice.look(now, false);
    if (microphones.zerosAreOdd()) listenForZeros(now);
    stalls = stalls.came(now, now + LOOK_NANOS);
    if (stalls.stalled()) witness.stalled(stalls.lastNanos() / 1_000_000);
    timers.set(Timers.Name.SENSES, now + LOOK_NANOS);
  }

  /** Whether what is under way cannot be heard to its end, or not be said. */
  boolean holdsUp(TurnState turn) {
    return ears.down && ears.hold.on(turn) || voice.down && voice.hold.on(turn);
  }

  /** Zeros are a suspicion: there are cards that gate their noise. It is told, and tried once. */
  private void listenForZeros(long now) {
    long written = ring.written();
    int count = (int) Math.min(recent.length, written - seen);
    seen = written;
    if (count <= 0 || ears.down || muted) {
      zerosSinceNanos = Long.MAX_VALUE;
      return;
    }
    if (loud(ring.peek(written - count, recent, 0, count))) {
      everLoud = true;
      zerosSinceNanos = Long.MAX_VALUE;
      if (silent) suspect(false);
      return;
    }
    zerosSinceNanos = Math.min(zerosSinceNanos, now);
    if (silent || now - zerosSinceNanos < (everLoud ? ZEROS_NANOS : ALWAYS_ZEROS_NANOS)) return;
    suspect(true);
    if (everLoud) ears.reopen(false);
    // What is silent from now on is so by nature, until it is loud again.
    everLoud = false;
  }

  private boolean loud(int count) {
    for (int i = 0; i < count; i++) {
      if (recent[i] != 0) return true;
    }
    return false;
  }

  private void suspect(boolean is) {
    silent = is;
    witness.deviceSilent(is);
    announcing.troubled(Trouble.MICROPHONE_SILENT, is);
  }

  /** The process has to start afresh. */
  boolean lost() {
    return lost;
  }

  /** Whether both work now, as far as is known. */
  boolean hearsAndSpeaks() {
    return !ears.down && !voice.down;
  }

  /** Whether the service manager may be told that all is well. */
  boolean well() {
    return !stalls.stalled() && (ears.well() || muted) && voice.well();
  }

  /** Of what should have come of late, in percent. */
  int heardPercent() {
    return percent(ears);
  }

  /** Of what should have been taken of late, in percent. */
  int playedPercent() {
    return percent(voice);
  }

  private static int percent(Organ organ) {
    return (int) Math.round(100 * organ.flow.share());
  }

  int reopened(Device device) {
    return device == Device.SPEAKER ? voice.reopened : ears.reopened;
  }

  long longestStallMicros() {
    return stalls.longestNanos() / 1000;
  }
}
