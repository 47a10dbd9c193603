package earshot.fleet;

import earshot.hal.sim.SimTime;
import earshot.link.Backoff;
import earshot.link.Link;
import earshot.link.LinkEffect;
import earshot.link.LinkEvent;
import earshot.link.LinkEvent.Timer;
import earshot.link.LinkEvent.Verdict;
import earshot.link.LinkState;
import earshot.realtime.RetryAfter;
import earshot.realtime.ServiceError;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One appliance of the fleet: the real link and backoff, a person who asks something now and then,
 * and of everything else only what it costs the deployment.
 */
final class Device {

  private static final long MILLIS = 1_000_000L;
  private static final long SECOND = 1000 * MILLIS;

  /** What a response costs: instructions, question and answer. */
  private static final int RESPONSE_TOKENS = 600;

  /** What the first response of a session costs on top: the history it is told again. */
  private static final int HISTORY_TOKENS = 300;

  /** How long a question is kept for a link that is down. */
  private static final long QUESTION_KEPT_NANOS = 30 * SECOND;

  private static final long BETWEEN_QUESTIONS_NANOS = 15 * 60 * SECOND;

  private final SimTime time;
  private final Deployment deployment;
  private final Link link;
  private final SplittableRandom chance;
  private final long oneWayNanos;
  private final Map<Timer, Integer> timers = new EnumMap<>(Timer.class);
  private LinkState state = LinkState.start(1);
  private boolean newSession;
  private int refusals;
  private long questionAtNanos = Long.MIN_VALUE;
  long readyAtNanos;

  Device(SimTime time, Deployment deployment, int fleet, long seed) {
    this.time = time;
    this.deployment = deployment;
    link = new Link(Backoff.withSeed(seed).sharedBy(fleet));
    chance = new SplittableRandom(seed);
    oneWayNanos = (10 + chance.nextInt(50)) * MILLIS;
  }

  /** What an upgrade and its configuration take on the wire, without any waiting. */
  long roundTripsNanos() {
    return 8 * oneWayNanos;
  }

  boolean ready() {
    return state instanceof LinkState.Ready;
  }

  /** Switched on at a moment of its own. */
  void switchOn(long withinNanos) {
    time.after(chance.nextLong(withinNanos), () -> step(new LinkEvent.Started(time.nanos())));
    time.after(chance.nextLong(BETWEEN_QUESTIONS_NANOS), this::ask);
  }

  void cut() {
    if (!(state instanceof LinkState.Resting) && !(state instanceof LinkState.Pausing)) {
      ended(state.number(), new Verdict.Soon());
    }
  }

  // --- the link

  private void step(LinkEvent event) {
    Link.Outcome outcome = link.step(state, event);
    state = outcome.state();
    for (LinkEffect effect : outcome.effects()) perform(effect);
  }

  private void perform(LinkEffect effect) {
    switch (effect) {
      case LinkEffect.Dial e -> time.after(5 * oneWayNanos, () -> upgrade(e.number()));
      case LinkEffect.Configure e ->
          time.after(
              2 * oneWayNanos,
              () -> when(e.number(), new LinkEvent.Configured(e.number(), time.nanos())));
      case LinkEffect.SetTimer e -> {
        int round = timers.merge(e.timer(), 1, Integer::sum);
        time.after(e.afterNanos(), () -> fire(e.timer(), round));
      }
      case LinkEffect.CancelTimer e -> timers.merge(e.timer(), 1, Integer::sum);
      case LinkEffect.Ping e -> {
        int number = state.number();
        time.after(2 * oneWayNanos, () -> when(number, new LinkEvent.Heard(number)));
      }
      case LinkEffect.TellReady e -> {
        readyAtNanos = time.nanos();
        newSession = true;
        if (time.nanos() - QUESTION_KEPT_NANOS > questionAtNanos) questionAtNanos = Long.MIN_VALUE;
        respond();
      }
      case LinkEffect.TellLost e -> {}
      case LinkEffect.Use e -> {}
      case LinkEffect.HangUp e -> {}
    }
  }

  private void fire(Timer timer, int round) {
    if (timers.getOrDefault(timer, 0) == round) step(new LinkEvent.TimerFired(timer, time.nanos()));
  }

  /** An attempt that was given up meanwhile hears nothing more. */
  private void when(int number, LinkEvent event) {
    if (deployment.up && state.number() == number) step(event);
  }

  private void upgrade(int number) {
    if (state.number() != number) return;
    if (!deployment.up) {
      ended(number, new Verdict.Soon());
      return;
    }
    long retryAfterNanos = deployment.upgradeRetryAfterNanos();
    if (retryAfterNanos > 0) {
      ended(number, new Verdict.Later(retryAfterNanos));
      return;
    }
    step(new LinkEvent.Opened(number));
    time.after(
        oneWayNanos, () -> when(number, new LinkEvent.Greeted(number, LinkEvent.Greeted.FOR_EVER)));
  }

  private void ended(int number, Verdict verdict) {
    step(new LinkEvent.Ended(number, time.nanos(), verdict, "away"));
  }

  // --- the person

  private void ask() {
    double wait = -StrictMath.log(1 - chance.nextDouble()) * BETWEEN_QUESTIONS_NANOS;
    time.after((long) wait, this::ask);
    boolean alreadyAsked = questionAtNanos != Long.MIN_VALUE;
    questionAtNanos = time.nanos();
    if (ready() && !alreadyAsked) respond();
    else if (state instanceof LinkState.Pausing) step(new LinkEvent.Wanted(time.nanos()));
  }

  private void respond() {
    if (!ready() || questionAtNanos == Long.MIN_VALUE) return;
    String refusal = deployment.respond(RESPONSE_TOKENS + (newSession ? HISTORY_TOKENS : 0));
    if (refusal.isEmpty()) {
      newSession = false;
      refusals = 0;
      questionAtNanos = Long.MIN_VALUE;
      return;
    }
    Long nanos =
        RetryAfter.nanosOf(new ServiceError("tokens", "rate_limit_exceeded", refusal, null, null));
    long wait = nanos == null ? SECOND : nanos;
    time.after(wait + chance.nextLong(wait / 2 + (SECOND << refusals)), this::respond);
    refusals = Math.min(refusals + 1, 6);
  }
}
