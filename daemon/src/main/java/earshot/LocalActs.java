package earshot;

import earshot.audio.Prompt;
import earshot.audio.Volume;
import earshot.config.Config.Act;
import earshot.config.Config.ButtonConfig;
import earshot.config.Config.Mode;
import earshot.turn.Taps;
import earshot.turn.TurnEvent;
import java.util.function.Consumer;

/**
 * What the appliance does without any service: says the last answer again, and the time, and gets
 * louder; by command, or by taps of the button. Owned by the loop.
 */
final class LocalActs {

  /** Held so long, the button means something else. */
  private static final long HELD_NANOS = 1_500_000_000L;

  /** What one gesture changes. */
  private static final int VOLUME_STEP = 10;

  private final Timers timers;
  private final Reciter reciter;
  private final Volume volume;
  private ButtonConfig button;
  private Taps taps = Taps.NONE;
  private boolean down;
  private long presses;

  LocalActs(Timers timers, Reciter reciter, Volume volume, ButtonConfig button) {
    this.timers = timers;
    this.reciter = reciter;
    this.volume = volume;
    this.button = button;
  }

  void configure(ButtonConfig next) {
    button = next;
  }

  /** Before the turn is told. */
  void on(TurnEvent event) {
    reciter.on(event);
  }

  void settle() {
    reciter.settle();
  }

  /** After the turn was told: it is never kept waiting for a gesture. */
  void pressed(boolean nowDown, long atNanos, Mode mode, Consumer<Act> does) {
    down = nowDown;
    taps = taps.edge(nowDown, atNanos);
    if (nowDown) {
      long press = ++presses;
      if (button.held() == Act.OFF || mode == Mode.HOLD) return;
      timers.later(
          atNanos + HELD_NANOS,
          () -> {
            if (down && press == presses) does.accept(button.held());
          });
      return;
    }
    if (taps.count() == 2 && button.twice() != Act.OFF) does.accept(button.twice());
    if (taps.count() == 3 && button.thrice() != Act.OFF) does.accept(button.thrice());
  }

  /** False when there is nothing to do it with. */
  boolean act(Act act) {
    return switch (act) {
      case REPEAT -> reciter.repeat();
      case TIME -> reciter.time();
      case LOUDER -> change(VOLUME_STEP);
      case QUIETER -> change(-VOLUME_STEP);
      case STOP, OFF -> true;
    };
  }

  /** Says one of the prompts, for whoever wants to hear it. */
  boolean say(Prompt prompt) {
    return reciter.prompt(prompt);
  }

  private boolean change(int by) {
    volume.change(by);
    return true;
  }
}
