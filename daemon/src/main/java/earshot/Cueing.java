package earshot;

import earshot.audio.Cue;
import earshot.config.Config.CueName;
import earshot.config.Config.Mode;
import earshot.hal.Clock;
import earshot.hal.Lights.Look;
import earshot.turn.TurnEffect.Notice;
import java.util.function.Consumer;

/**
 * When a cue is heard: what the lamp shows, for who does not look at it. Nothing without a person
 * who has just asked for something, and nothing without end. Owned by the loop; plays nothing.
 */
final class Cueing {

  /** Most answers come sooner: then nothing needs to be said of the wait. */
  static final long THINKING_NANOS = 1_200_000_000L;

  static final long AGAIN_NANOS = 3_000_000_000L;

  /** After that the answer is late, which a prompt tells in words. */
  static final int MOST_THINKING = 3;

  /** One trouble has many consequences. */
  static final long TROUBLE_NANOS = 5_000_000_000L;

  private final Clock clock;
  private final Timers timers;
  private final boolean audible;
  private final Consumer<Cue> player;
  private boolean on;
  private Look look = Look.DARK;
  private boolean hushed;
  private int waits;
  private long quietUntilNanos = Long.MIN_VALUE;

  /**
   * @param audible whether the speaker stands in a room: a pipe wants the answers and nothing else
   */
  Cueing(Clock clock, Timers timers, boolean audible, Consumer<Cue> player) {
    this.clock = clock;
    this.timers = timers;
    this.audible = audible;
    this.player = player;
  }

  /** An open microphone would hear them, and there is no moment at which it begins to listen. */
  void configure(CueName cues, Mode mode) {
    boolean wanted =
        switch (cues) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> audible;
        };
    on = wanted && mode != Mode.OPEN;
  }

  /** Silence was asked for: its end is no end of an answer. */
  void hushed() {
    hushed = true;
  }

  /** The lamp shows something else. */
  void shown(Look next) {
    Look before = look;
    look = next;
    if (next == Look.WAITING) {
      int wait = ++waits;
      timers.later(clock.nanos() + THINKING_NANOS, () -> thinking(wait, 1));
    } else {
      waits++;
    }
    if (next == Look.LISTENING) sound(Cue.LISTENING);
    if (before == Look.SPEAKING && next == Look.IDLE && !hushed) sound(Cue.DONE);
    boolean asked = before == Look.LISTENING || before == Look.WAITING;
    if (asked && (next == Look.CONNECTING || next == Look.TROUBLE)) trouble();
    hushed = false;
  }

  void noted(Notice notice) {
    switch (notice) {
      case DECLINED, FAILED, OVERDUE, MUTED, SPENT -> trouble();
      case TOO_SHORT, INTERRUPTED, AGAIN_LATER -> {}
    }
  }

  private void thinking(int wait, int time) {
    if (wait != waits) return;
    sound(Cue.THINKING);
    if (time == MOST_THINKING) return;
    timers.later(clock.nanos() + AGAIN_NANOS, () -> thinking(wait, time + 1));
  }

  private void trouble() {
    long now = clock.nanos();
    if (now < quietUntilNanos) return;
    quietUntilNanos = now + TROUBLE_NANOS;
    sound(Cue.TROUBLE);
  }

  private void sound(Cue cue) {
    if (on) player.accept(cue);
  }
}
