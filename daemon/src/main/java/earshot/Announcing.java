package earshot;

import earshot.audio.Announcer;
import earshot.audio.Announcer.Effect;
import earshot.audio.Announcer.Event;
import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.hal.Clock;
import earshot.link.LinkState;
import earshot.telemetry.Trouble;
import earshot.turn.TurnEffect;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the device speak for itself: tells the {@link Announcer} what happens and does what it says.
 * Owned by the loop. Without prompts it keeps silent.
 */
final class Announcing {

  private final Announcer announcer = new Announcer();
  private final Clock clock;
  private final Timers timers;
  private final LocalVoice voice;
  private final @Nullable Prompts prompts;
  private final Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
  private Announcer.State state = Announcer.State.beginning();
  private boolean unanswered;

  Announcing(Clock clock, Timers timers, LocalVoice voice, @Nullable Prompts prompts) {
    this.clock = clock;
    this.timers = timers;
    this.voice = voice;
    this.prompts = prompts;
  }

  void pressed() {
    step(new Event.Pressed(clock.nanos()));
  }

  void spoken() {
    step(new Event.Spoken(clock.nanos()));
  }

  void woken() {
    step(new Event.Woken(clock.nanos()));
  }

  /** What was said has been heard to its end. */
  void settle() {
    if (state.speaking() && voice.over()) step(new Event.Finished());
  }

  /** What the turn does that the listener has to be told, or has heard himself. */
  void on(TurnEffect effect) {
    switch (effect) {
      case TurnEffect.Play p -> {
        unanswered = false;
        step(new Event.Answered());
      }
      case TurnEffect.Note n -> {
        switch (n.notice()) {
          case DECLINED -> unanswered(Prompt.ANSWER_TOO_LATE);
          case FAILED, OVERDUE -> unanswered(Prompt.ANSWER_FAILED);
          case SPENT -> unanswered(Prompt.BUDGET_SPENT);
          case TOO_SHORT, INTERRUPTED, MUTED, AGAIN_LATER -> {}
        }
      }
      default -> {}
    }
  }

  /** Whether the last question was declined, failed, or waited for in vain. */
  boolean unanswered() {
    return unanswered;
  }

  private void unanswered(Prompt prompt) {
    unanswered = true;
    step(new Event.Unanswered(prompt, clock.nanos()));
  }

  void linked(LinkState link, Trouble trouble) {
    boolean away = link instanceof LinkState.Pausing || link instanceof LinkState.Parked;
    if (!away && !(link instanceof LinkState.Ready)) return;
    if (!away) step(new Event.Up());
    for (Trouble each : Verdicts.OF_THE_LINK) troubled(each, away && each == trouble);
  }

  void troubled(Trouble trouble, boolean there) {
    if (there ? !troubles.add(trouble) : !troubles.remove(trouble)) return;
    step(there ? new Event.Raised(trouble, clock.nanos()) : new Event.Cleared(trouble));
  }

  private void step(Event event) {
    if (prompts == null) return;
    Announcer.Outcome outcome = announcer.step(state, event);
    state = outcome.state();
    for (Effect effect : outcome.effects()) {
      switch (effect) {
        case Effect.Say(Prompt prompt) -> voice.say(() -> List.of(prompts.samples(prompt)));
        case Effect.Hush _ -> voice.hush();
        case Effect.Wake(long at) -> timers.set(Timers.Name.ANNOUNCE, at);
      }
    }
  }
}
