package earshot.link;

import earshot.link.LinkEvent.Timer;
import earshot.link.LinkEvent.Verdict;
import earshot.link.LinkState.Configuring;
import earshot.link.LinkState.Dialing;
import earshot.link.LinkState.Greeting;
import earshot.link.LinkState.Parked;
import earshot.link.LinkState.Pausing;
import earshot.link.LinkState.Ready;
import earshot.link.LinkState.Resting;
import java.util.ArrayList;
import java.util.List;

/**
 * The connection and its return: one event in, the next state and the effects out. Pure. Connected
 * means that the service has spoken and confirmed our configuration, not that a socket opened. It
 * never gives up by itself.
 */
public final class Link {

  private static final long SECOND = 1_000_000_000L;

  /**
   * Name look-up, TCP, TLS and upgrade together. The transport has a shorter deadline of its own.
   */
  private static final long DIAL_NANOS = 15 * SECOND;

  private static final long GREET_NANOS = 10 * SECOND;
  private static final long CONFIGURE_NANOS = 10 * SECOND;
  private static final long PING_EVERY_NANOS = 15 * SECOND;
  private static final long PONG_WITHIN_NANOS = 10 * SECOND;

  /** A session that lasted this long was a good one: the delays start from the first again. */
  private static final long GOOD_NANOS = 10 * SECOND;

  private final Backoff backoff;

  public Link(Backoff backoff) {
    this.backoff = backoff;
  }

  public record Outcome(LinkState state, List<LinkEffect> effects) {}

  public Outcome step(LinkState state, LinkEvent event) {
    List<LinkEffect> effects = new ArrayList<>(3);
    return new Outcome(next(state, event, effects), effects);
  }

  private LinkState next(LinkState state, LinkEvent event, List<LinkEffect> effects) {
    return switch (event) {
      case LinkEvent.Started e ->
          state instanceof Resting ? dial(state.number(), 0, effects) : state;
      case LinkEvent.Stopped e -> stop(state, effects);
      case LinkEvent.Reconfigured e -> reconfigured(state, effects);
      case LinkEvent.Opened e ->
          state instanceof Dialing d && d.number() == e.number() ? greet(d, effects) : state;
      case LinkEvent.Greeted e ->
          state instanceof Greeting g && g.number() == e.number() ? configure(g, effects) : state;
      case LinkEvent.Configured e ->
          state instanceof Configuring c && c.number() == e.number()
              ? ready(c, e.atNanos(), effects)
              : state;
      case LinkEvent.Heard e ->
          state instanceof Ready r && r.number() == e.number() && r.pinged()
              ? heard(r, effects)
              : state;
      case LinkEvent.Ended e -> ended(state, e, effects);
      case LinkEvent.TimerFired e -> timer(state, e, effects);
    };
  }

  private LinkState dial(int number, int failures, List<LinkEffect> effects) {
    effects.add(new LinkEffect.Dial(number + 1));
    effects.add(new LinkEffect.SetTimer(Timer.DEADLINE, DIAL_NANOS));
    return new Dialing(number + 1, failures);
  }

  private LinkState greet(Dialing d, List<LinkEffect> effects) {
    effects.add(new LinkEffect.SetTimer(Timer.DEADLINE, GREET_NANOS));
    return new Greeting(d.number(), d.failures());
  }

  private LinkState configure(Greeting g, List<LinkEffect> effects) {
    effects.add(new LinkEffect.Configure());
    effects.add(new LinkEffect.SetTimer(Timer.DEADLINE, CONFIGURE_NANOS));
    return new Configuring(g.number(), g.failures());
  }

  private LinkState ready(Configuring c, long atNanos, List<LinkEffect> effects) {
    effects.add(new LinkEffect.CancelTimer(Timer.DEADLINE));
    effects.add(new LinkEffect.SetTimer(Timer.PING, PING_EVERY_NANOS));
    effects.add(new LinkEffect.TellReady());
    return new Ready(c.number(), c.failures(), atNanos, false);
  }

  private LinkState heard(Ready r, List<LinkEffect> effects) {
    effects.add(new LinkEffect.CancelTimer(Timer.DEADLINE));
    return new Ready(r.number(), r.failures(), r.sinceNanos(), false);
  }

  private LinkState ended(LinkState state, LinkEvent.Ended e, List<LinkEffect> effects) {
    if (e.number() != state.number()) return state;
    return switch (state) {
      case Dialing d -> pause(d.number(), d.failures() + 1, e.verdict(), e.reason(), effects);
      case Greeting g -> pause(g.number(), g.failures() + 1, e.verdict(), e.reason(), effects);
      case Configuring c -> pause(c.number(), c.failures() + 1, e.verdict(), e.reason(), effects);
      case Ready r -> {
        effects.add(new LinkEffect.TellLost(e.reason()));
        int failures = e.atNanos() - r.sinceNanos() >= GOOD_NANOS ? 0 : r.failures();
        yield pause(r.number(), failures + 1, e.verdict(), e.reason(), effects);
      }
      case Resting r -> r;
      case Pausing p -> p;
      case Parked p -> p;
    };
  }

  private LinkState pause(
      int number, int failures, Verdict verdict, String reason, List<LinkEffect> effects) {
    effects.add(new LinkEffect.CancelTimer(Timer.PING));
    effects.add(new LinkEffect.CancelTimer(Timer.DEADLINE));
    effects.add(new LinkEffect.HangUp(1000, ""));
    if (verdict instanceof Verdict.Park) {
      return new Parked(number, reason);
    }
    long delay = backoff.delayNanos(failures);
    if (verdict instanceof Verdict.Later later) delay = Math.max(delay, later.nanos());
    effects.add(new LinkEffect.SetTimer(Timer.RETRY, delay));
    return new Pausing(number, failures, reason);
  }

  private LinkState timer(LinkState state, LinkEvent.TimerFired e, List<LinkEffect> effects) {
    return switch (e.timer()) {
      case RETRY -> state instanceof Pausing p ? dial(p.number(), p.failures(), effects) : state;
      case PING -> {
        if (!(state instanceof Ready r)) yield state;
        effects.add(new LinkEffect.Ping());
        effects.add(new LinkEffect.SetTimer(Timer.PING, PING_EVERY_NANOS));
        if (!r.pinged()) {
          effects.add(new LinkEffect.SetTimer(Timer.DEADLINE, PONG_WITHIN_NANOS));
        }
        yield new Ready(r.number(), r.failures(), r.sinceNanos(), true);
      }
      case DEADLINE -> {
        String reason =
            switch (state) {
              case Dialing d -> "no connection in time";
              case Greeting g -> "connected, but the service said nothing";
              case Configuring c -> "the service did not confirm the configuration";
              case Ready r when r.pinged() -> "the service does not answer any more";
              default -> "";
            };
        yield reason.isEmpty()
            ? state
            : ended(
                state,
                new LinkEvent.Ended(state.number(), e.atNanos(), new Verdict.Soon(), reason),
                effects);
      }
    };
  }

  private LinkState stop(LinkState state, List<LinkEffect> effects) {
    if (state instanceof Ready) effects.add(new LinkEffect.TellLost("stopping"));
    effects.add(new LinkEffect.HangUp(1000, "goodbye"));
    for (Timer timer : Timer.values()) effects.add(new LinkEffect.CancelTimer(timer));
    return new Resting(state.number());
  }

  private LinkState reconfigured(LinkState state, List<LinkEffect> effects) {
    if (state instanceof Resting) return state;
    if (state instanceof Ready) effects.add(new LinkEffect.TellLost("new configuration"));
    effects.add(new LinkEffect.HangUp(1000, "new configuration"));
    for (Timer timer : Timer.values()) effects.add(new LinkEffect.CancelTimer(timer));
    return dial(state.number(), 0, effects);
  }
}
