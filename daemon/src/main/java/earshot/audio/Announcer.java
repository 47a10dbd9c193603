package earshot.audio;

import earshot.telemetry.Trouble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the device speaks for itself: after a press, or words, that a trouble leaves without an
 * answer, once for each cause and occasion, never in a loop, and never over a press. Pure.
 */
public final class Announcer {

  /** A link that comes back so soon after a press needs no words; a trouble is told by 1.5 s. */
  public static final long GRACE_NANOS = 1_000_000_000L;

  /** Nobody presses because of what he has heard so little of. */
  private static final long REACTION_NANOS = 700_000_000L;

  /** How long a press that nobody answered makes a new trouble worth telling. */
  public static final long WAITING_NANOS = 30_000_000_000L;

  /** The same cause is not told again for so long. */
  public static final long QUIET_NANOS = 600_000_000_000L;

  /** A network that comes and goes looks like any of these: they count as one cause. */
  private static final Set<Prompt> NETWORK =
      EnumSet.of(Prompt.NO_NETWORK, Prompt.NO_INTERNET, Prompt.SERVICE_DOWN);

  public sealed interface Event {

    record Pressed(long atNanos) implements Event {}

    /** Somebody speaks without a press, and the service has heard it. */
    record Spoken(long atNanos) implements Event {}

    record Raised(Trouble trouble, long atNanos) implements Event {}

    record Cleared(Trouble trouble) implements Event {}

    /** The first session is there. */
    record Up() implements Event {}

    /** The service's answer is heard: the press has what it asked for. */
    record Answered() implements Event {}

    /** A request has come to nothing; this says so, once for the press. */
    record Unanswered(Prompt prompt, long atNanos) implements Event {}

    /** The moment that {@link Effect.Wake} asked for. */
    record Woken(long atNanos) implements Event {}

    /** What was said has been heard to its end. */
    record Finished() implements Event {}

    /** Somebody else stands there now: everything may be told again. */
    record OccasionOver() implements Event {}
  }

  public sealed interface Effect {

    record Say(Prompt prompt) implements Effect {}

    /** Stop what is being said. */
    record Hush() implements Effect {}

    /** Tell {@link Event.Woken} then; the newest replaces the one before. */
    record Wake(long atNanos) implements Effect {}
  }

  /**
   * @param toldAtNanos when each cause was last told in this occasion
   * @param pressedAtNanos the press that waits for an answer; null for none
   * @param starting there has been no session yet
   */
  public record State(
      Set<Trouble> troubles,
      Map<Prompt, Long> toldAtNanos,
      @Nullable Long pressedAtNanos,
      boolean speaking,
      boolean starting) {

    public static State quiet() {
      return new State(Set.of(), Map.of(), null, false, false);
    }

    public static State beginning() {
      return new State(Set.of(), Map.of(), null, false, true);
    }

    private State up() {
      return new State(troubles, toldAtNanos, pressedAtNanos, speaking, false);
    }

    private State with(Set<Trouble> now) {
      return new State(Set.copyOf(now), toldAtNanos, pressedAtNanos, speaking, starting);
    }

    private State waiting(@Nullable Long since) {
      return new State(troubles, toldAtNanos, since, speaking, starting);
    }

    private State speaking(boolean now) {
      return new State(troubles, toldAtNanos, pressedAtNanos, now, starting);
    }
  }

  public record Outcome(State state, List<Effect> effects) {}

  public Outcome step(State state, Event event) {
    return switch (event) {
      case Event.Pressed(long at) -> pressed(state, at);
      case Event.Spoken(long at) -> outcome(state.waiting(at));
      case Event.Raised(Trouble trouble, long at) -> raised(state, trouble, at);
      case Event.Cleared(Trouble trouble) -> {
        Set<Trouble> now = copy(state.troubles);
        now.remove(trouble);
        yield outcome(state.with(now));
      }
      case Event.Up _ -> outcome(state.up());
      case Event.Answered _ -> outcome(state.waiting(null));
      case Event.Unanswered _ when state.pressedAtNanos == null || state.speaking -> outcome(state);
      case Event.Unanswered(Prompt prompt, long at) -> {
        // The cause says more than that there was no answer; but a cause already told does not.
        Prompt cause = cause(state);
        yield say(state, cause != null && mayTell(state, cause, at) ? cause : prompt, at);
      }
      case Event.Woken(long at) -> tell(state, at);
      case Event.Finished _ -> outcome(state.speaking(false));
      case Event.OccasionOver _ ->
          outcome(new State(state.troubles, Map.of(), null, state.speaking, state.starting));
    };
  }

  private static Outcome pressed(State state, long at) {
    List<Effect> effects = new ArrayList<>();
    if (state.speaking) effects.add(new Effect.Hush());
    State now = state.speaking ? unheard(state, at) : state;
    now = now.waiting(at).speaking(false);
    if (cause(now) != null) effects.add(new Effect.Wake(at + GRACE_NANOS));
    return new Outcome(now, List.copyOf(effects));
  }

  /** What a press cut off before anybody could take it in has not been told. */
  private static State unheard(State state, long at) {
    Map<Prompt, Long> told = new EnumMap<>(Prompt.class);
    told.putAll(state.toldAtNanos);
    told.values().removeIf(toldAt -> at - toldAt < REACTION_NANOS);
    return new State(
        state.troubles, Map.copyOf(told), state.pressedAtNanos, state.speaking, state.starting);
  }

  private static Outcome raised(State state, Trouble trouble, long at) {
    Set<Trouble> troubles = copy(state.troubles);
    if (!troubles.add(trouble)) return outcome(state);
    State now = state.with(troubles);
    Long pressed = now.pressedAtNanos;
    if (pressed == null || at - pressed > WAITING_NANOS) return outcome(now);
    // The first word about a lost connection is often not the last: the next attempt knows more.
    return new Outcome(now, List.of(new Effect.Wake(at + GRACE_NANOS)));
  }

  private static Outcome tell(State state, long at) {
    Prompt cause = cause(state);
    if (cause == null || state.pressedAtNanos == null || state.speaking) return outcome(state);
    return mayTell(state, cause, at) ? say(state, cause, at) : outcome(state);
  }

  private static Outcome say(State state, Prompt prompt, long at) {
    Map<Prompt, Long> told = new EnumMap<>(Prompt.class);
    told.putAll(state.toldAtNanos);
    told.put(prompt, at);
    return new Outcome(
        new State(state.troubles, Map.copyOf(told), null, true, state.starting),
        List.of(new Effect.Say(prompt)));
  }

  private static boolean mayTell(State state, Prompt prompt, long at) {
    Set<Prompt> same = NETWORK.contains(prompt) ? NETWORK : EnumSet.of(prompt);
    for (Prompt each : same) {
      Long told = state.toldAtNanos.get(each);
      if (told != null && at - told < QUIET_NANOS) return false;
    }
    return true;
  }

  /** What is said of the worst trouble that has words; else, that nothing can be asked yet. */
  private static @Nullable Prompt cause(State state) {
    return state.troubles.stream()
        .filter(each -> Prompt.of(each) != null)
        .min(Comparator.comparing(Trouble::severity).thenComparing(each -> each))
        .map(Prompt::of)
        .orElse(state.starting ? Prompt.STARTING : null);
  }

  private static Set<Trouble> copy(Set<Trouble> troubles) {
    Set<Trouble> copy = EnumSet.noneOf(Trouble.class);
    copy.addAll(troubles);
    return copy;
  }

  private static Outcome outcome(State state) {
    return new Outcome(state, List.of());
  }
}
