package earshot.link;

import earshot.link.LinkEvent.Timer;
import earshot.link.LinkEvent.Verdict;
import earshot.link.LinkState.Configuring;
import earshot.link.LinkState.Dialing;
import earshot.link.LinkState.Dozing;
import earshot.link.LinkState.Greeting;
import earshot.link.LinkState.Parked;
import earshot.link.LinkState.Pausing;
import earshot.link.LinkState.Ready;
import earshot.link.LinkState.Resting;
import earshot.link.LinkState.Spare;
import earshot.link.LinkState.Spare.Step;
import earshot.link.Targets.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the connection being made: the state so far, and the effects so far. Lives for one
 * call of {@link Link#step}.
 */
final class LinkStep {

  private static final long SECOND = 1_000_000_000L;

  /**
   * Name look-up, TCP, TLS and upgrade together. The transport has a shorter deadline of its own.
   */
  private static final long DIAL_NANOS = 15 * SECOND;

  private static final long GREET_NANOS = 10 * SECOND;
  private static final long CONFIGURE_NANOS = 10 * SECOND;
  private static final long PING_EVERY_NANOS = 15 * SECOND;
  private static final long PONG_WITHIN_NANOS = 10 * SECOND;

  /** Somebody waits for an answer: whether anybody is there has to be known sooner. */
  private static final long WORD_WITHIN_NANOS = 8 * SECOND;

  /** A session that lasted this long was a good one: the delays start from the first again. */
  private static final long GOOD_NANOS = 10 * SECOND;

  /** How soon after it took over a lesser service looks whether the better one is back. */
  private static final long HOMEWARD_NANOS = 20 * SECOND;

  /** Even who is in haste does not knock more often. */
  private static final long HASTE_NANOS = 2 * SECOND;

  /** An attempt beside a session that works is in no hurry. */
  private static final long SPARE_AGAIN_NANOS = 5 * SECOND;

  /** A session that lets so many requests in a row come to nothing is not talked to any more. */
  private static final int MOST_OVERDUE = 2;

  private final Backoff backoff;
  private final long restNanos;
  LinkState state;
  final List<LinkEffect> effects = new ArrayList<>(4);

  /**
   * @param restNanos how long after the last wish to talk there is a connection; NEVER for always
   */
  LinkStep(Backoff backoff, long restNanos, LinkState state) {
    this.backoff = backoff;
    this.restNanos = restNanos;
    this.state = state;
  }

  void on(LinkEvent event) {
    switch (event) {
      case LinkEvent.Started e -> {
        if (!(state instanceof Resting r)) return;
        if (restNanos == Targets.NEVER) next(r.targets(), e.atNanos());
        else state = new Dozing(r.number(), r.targets());
      }
      case LinkEvent.Stopped e -> {
        hangUpAll("goodbye");
        state = new Resting(state.number(), state.targets());
      }
      case LinkEvent.Reconfigured e -> {
        if (state instanceof Resting r) {
          state = new Resting(r.number(), r.targets().anew(e.targets()));
          return;
        }
        if (state instanceof Dozing d) {
          state = new Dozing(d.number(), d.targets().anew(e.targets()));
          return;
        }
        hangUpAll("new configuration");
        stayAwake();
        next(state.targets().anew(e.targets()), e.atNanos());
      }
      case LinkEvent.Opened e -> opened(e.number());
      case LinkEvent.Greeted e -> greeted(e.number(), e.lastsNanos());
      case LinkEvent.Configured e -> configured(e.number(), e.atNanos());
      case LinkEvent.Heard e -> {
        if (state instanceof Ready r && r.number() == e.number() && r.pinged()) {
          cancel(Timer.DEADLINE);
          state = r.pinged(false);
        }
      }
      case LinkEvent.Ended e -> ended(e);
      case LinkEvent.Paused e -> paused(e.atNanos());
      case LinkEvent.Wanted e -> {
        stayAwake();
        if (state instanceof Pausing || state instanceof Dozing) {
          next(state.targets().hastened(e.atNanos()), e.atNanos());
        }
      }
      case LinkEvent.Expected e -> {
        if (!(state instanceof Ready r)) return;
        stayAwake();
        state = r.tired(false);
        if (!r.pinged()) ping(r.tired(false), WORD_WITHIN_NANOS);
      }
      case LinkEvent.Overdue e -> {
        if (state instanceof Ready r) doubt(r.overdue(r.overdue() + 1), e.atNanos());
      }
      case LinkEvent.Answered e -> {
        if (state instanceof Ready r) state = r.answered();
      }
      case LinkEvent.TimerFired e -> timerFired(e.timer(), e.atNanos());
    }
  }

  // --- the steps of an attempt

  /** Tries the best service that may be tried now, or waits for one. */
  private void next(Targets targets, long nowNanos) {
    int target = targets.choose(nowNanos);
    if (target >= 0) {
      Targets dialing = targets.dialing();
      add(new LinkEffect.Use(dialing.dialed()));
      add(new LinkEffect.Dial(dialing.dialed(), target));
      set(Timer.DEADLINE, DIAL_NANOS);
      state = new Dialing(dialing.dialed(), target, dialing);
      return;
    }
    long at = targets.nextTryNanos(nowNanos);
    if (at == Targets.NEVER) {
      state = new Parked(state.number(), targets, targets.reason());
    } else {
      set(Timer.RETRY, Math.max(0, at - nowNanos));
      state = new Pausing(state.number(), targets, targets.reason());
    }
  }

  private void opened(int number) {
    if (state instanceof Dialing d && d.number() == number) {
      set(Timer.DEADLINE, GREET_NANOS);
      state = new Greeting(number, d.target(), d.targets());
    } else if (spare(number, Step.DIALING) instanceof Spare s) {
      set(Timer.SPARE_DEADLINE, GREET_NANOS);
      replaceSpare(s.at(Step.GREETING));
    }
  }

  private void greeted(int number, long lastsNanos) {
    if (state instanceof Greeting g && g.number() == number) {
      add(new LinkEffect.Configure(number));
      set(Timer.DEADLINE, CONFIGURE_NANOS);
      state = new Configuring(number, g.target(), g.targets(), lastsNanos);
    } else if (spare(number, Step.GREETING) instanceof Spare s) {
      add(new LinkEffect.Configure(number));
      set(Timer.SPARE_DEADLINE, CONFIGURE_NANOS);
      replaceSpare(new Spare(number, s.target(), Step.CONFIGURING, s.sinceNanos(), lastsNanos));
    }
  }

  private void configured(int number, long nowNanos) {
    if (state instanceof Configuring c && c.number() == number) {
      cancel(Timer.DEADLINE);
      ready(new Ready(number, c.target(), c.targets(), nowNanos, c.lastsNanos()), nowNanos);
    } else if (spare(number, Step.CONFIGURING) instanceof Spare s) {
      cancel(Timer.SPARE_DEADLINE);
      replaceSpare(s.at(Step.WAITING));
    }
  }

  private void ready(Ready fresh, long nowNanos) {
    set(Timer.PING, PING_EVERY_NANOS);
    stayAwake();
    add(new LinkEffect.TellReady());
    state = fresh;
    planSpare(fresh, nowNanos + HOMEWARD_NANOS, nowNanos);
  }

  private void takeOver(Spare s, Targets targets, long nowNanos) {
    ready(new Ready(s.number(), s.target(), targets, s.sinceNanos(), s.lastsNanos()), nowNanos);
  }

  // --- the end of an attempt

  private void ended(LinkEvent.Ended e) {
    if (state instanceof Ready r && r.spare() instanceof Spare s && s.number() == e.number()) {
      cancel(Timer.SPARE_DEADLINE);
      add(new LinkEffect.HangUp(s.number(), 1000, ""));
      Ready alone = r.with(failed(r.targets(), s.target(), e, 0), null);
      state = alone;
      planSpare(alone, e.atNanos() + SPARE_AGAIN_NANOS, e.atNanos());
      return;
    }
    int target = state.targetOf(e.number());
    if (target < 0) return;
    boolean good = state instanceof Ready r && r.overdue() < MOST_OVERDUE;
    long lasted = good && state instanceof Ready r ? e.atNanos() - r.sinceNanos() : 0;
    Targets targets = failed(state.targets(), target, e, lasted);
    if (state instanceof Ready) add(new LinkEffect.TellLost(e.reason()));
    cancel(Timer.PING);
    cancel(Timer.DEADLINE);
    cancel(Timer.SPARE);
    add(new LinkEffect.HangUp(e.number(), 1000, ""));
    if (state instanceof Ready r && r.spare() instanceof Spare s) promote(s, targets, e.atNanos());
    else next(targets, e.atNanos());
  }

  /** The connection in use is lost, and another is on its way already. */
  private void promote(Spare s, Targets targets, long nowNanos) {
    cancel(Timer.SPARE_DEADLINE);
    add(new LinkEffect.Use(s.number()));
    switch (s.step()) {
      case DIALING -> {
        set(Timer.DEADLINE, DIAL_NANOS);
        state = new Dialing(s.number(), s.target(), targets);
      }
      case GREETING -> {
        set(Timer.DEADLINE, GREET_NANOS);
        state = new Greeting(s.number(), s.target(), targets);
      }
      case CONFIGURING -> {
        set(Timer.DEADLINE, CONFIGURE_NANOS);
        state = new Configuring(s.number(), s.target(), targets, s.lastsNanos());
      }
      case WAITING -> takeOver(s, targets, nowNanos);
    }
  }

  private Targets failed(Targets targets, int index, LinkEvent.Ended e, long lastedNanos) {
    int before = lastedNanos >= GOOD_NANOS ? 0 : targets.each().get(index).failures();
    int failures = before + 1;
    long delay = backoff.delayNanos(failures);
    return targets.with(
        index,
        switch (e.verdict()) {
          case Verdict.Park p ->
              new Target(failures, true, Targets.NEVER, Targets.NEVER, e.reason());
          case Verdict.Soon s ->
              new Target(
                  failures,
                  false,
                  e.atNanos() + delay,
                  e.atNanos() + Math.min(delay, HASTE_NANOS),
                  e.reason());
          case Verdict.Later l -> {
            long at = e.atNanos() + backoff.delayNanos(failures, l.nanos());
            long inHaste = e.atNanos() + backoff.hasteNanos(failures, l.nanos(), HASTE_NANOS);
            yield new Target(failures, false, at, inHaste, e.reason());
          }
        });
  }

  // --- the connection beside the one in use

  private @Nullable Spare spare(int number, Step step) {
    return state instanceof Ready r
            && r.spare() instanceof Spare s
            && s.number() == number
            && s.step() == step
        ? s
        : null;
  }

  private void replaceSpare(Spare spare) {
    if (state instanceof Ready r) state = r.with(r.targets(), spare);
  }

  /** Sets when to make one: a better service may be back, or the session is nearly over. */
  private void planSpare(Ready r, long notBeforeNanos, long nowNanos) {
    long at = r.ripeAtNanos();
    if (r.target() > 0) at = Math.min(at, r.targets().betterNanos(r.target()));
    if (at == Targets.NEVER) cancel(Timer.SPARE);
    else set(Timer.SPARE, Math.max(at, notBeforeNanos) - nowNanos);
  }

  private void makeSpare(Ready r, long nowNanos) {
    if (r.spare() != null) return;
    int better = r.targets().better(r.target(), nowNanos);
    int target = better >= 0 ? better : nowNanos >= r.ripeAtNanos() ? r.target() : -1;
    if (target < 0) {
      planSpare(r, nowNanos + SPARE_AGAIN_NANOS, nowNanos);
      return;
    }
    Targets dialing = r.targets().dialing();
    add(new LinkEffect.Dial(dialing.dialed(), target));
    set(Timer.SPARE_DEADLINE, DIAL_NANOS);
    state =
        r.with(dialing, new Spare(dialing.dialed(), target, Step.DIALING, nowNanos, Targets.NEVER));
  }

  private void paused(long nowNanos) {
    if (state instanceof Ready r && r.tired()) {
      doze("nobody has talked for a while");
      return;
    }
    if (!state.waitsForPause() || !(state instanceof Ready r) || !(r.spare() instanceof Spare s)) {
      return;
    }
    cancel(Timer.DEADLINE);
    add(new LinkEffect.Use(s.number()));
    add(new LinkEffect.HangUp(r.number(), 1000, "replaced"));
    takeOver(s, r.targets(), nowNanos);
  }

  // --- the clock

  private void timerFired(Timer timer, long nowNanos) {
    switch (timer) {
      case RETRY -> {
        if (state instanceof Pausing p) next(p.targets(), nowNanos);
      }
      case PING -> {
        if (!(state instanceof Ready r)) return;
        set(Timer.PING, PING_EVERY_NANOS);
        if (r.pinged()) add(new LinkEffect.Ping());
        else ping(r, PONG_WITHIN_NANOS);
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
        if (!reason.isEmpty()) overdue(state.number(), nowNanos, reason);
      }
      case SPARE -> {
        if (state instanceof Ready r) makeSpare(r, nowNanos);
      }
      case SPARE_DEADLINE -> {
        if (state instanceof Ready r && r.spare() instanceof Spare s) {
          overdue(s.number(), nowNanos, "no second connection in time");
        }
      }
      case REST -> {
        switch (state) {
          case Ready r -> state = r.tired(true);
          case Parked p -> {}
          case Resting r -> {}
          default -> doze("nobody wants to talk any more");
        }
      }
    }
  }

  /** Is it still there? And if it is, and swallows what it is asked, it is not what we need. */
  private void doubt(Ready r, long nowNanos) {
    state = r;
    if (r.overdue() >= MOST_OVERDUE) {
      overdue(r.number(), nowNanos, "the service did not answer, twice in a row");
    } else if (!r.pinged()) {
      ping(r, WORD_WITHIN_NANOS);
    }
  }

  /** From now on nobody is connected to, until somebody wants to talk. */
  private void doze(String reason) {
    hangUpAll(reason);
    state = new Dozing(state.number(), state.targets());
  }

  /** Somebody wants to talk, or is about to. */
  private void stayAwake() {
    if (restNanos != Targets.NEVER) set(Timer.REST, restNanos);
  }

  private void ping(Ready r, long withinNanos) {
    add(new LinkEffect.Ping());
    set(Timer.DEADLINE, withinNanos);
    state = r.pinged(true);
  }

  private void overdue(int number, long nowNanos, String reason) {
    ended(new LinkEvent.Ended(number, nowNanos, new Verdict.Soon(), reason));
  }

  // --- small words

  private void hangUpAll(String reason) {
    if (state instanceof Ready) add(new LinkEffect.TellLost(reason));
    if (state instanceof Ready r && r.spare() instanceof Spare s) {
      add(new LinkEffect.HangUp(s.number(), 1000, reason));
    }
    add(new LinkEffect.HangUp(state.number(), 1000, reason));
    for (Timer timer : Timer.values()) cancel(timer);
  }

  private void set(Timer timer, long afterNanos) {
    add(new LinkEffect.SetTimer(timer, afterNanos));
  }

  private void cancel(Timer timer) {
    add(new LinkEffect.CancelTimer(timer));
  }

  private void add(LinkEffect effect) {
    effects.add(effect);
  }
}
