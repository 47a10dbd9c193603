package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.LinkEvent.Timer;
import earshot.link.LinkEvent.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of several services carries the conversation, and how one takes over from another. */
class SeveralTargetsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long FOR_EVER = LinkEvent.Greeted.FOR_EVER;

  private final Link link = new Link(Backoff.withSeed(1));
  private final Map<Timer, Long> timers = new HashMap<>();
  private LinkState state = LinkState.start(2);
  private List<LinkEffect> effects = List.of();
  private long now;

  private void on(LinkEvent... events) {
    List<LinkEffect> all = new ArrayList<>();
    for (LinkEvent event : events) {
      Link.Outcome outcome = link.step(state, event);
      state = outcome.state();
      for (LinkEffect effect : outcome.effects()) {
        all.add(effect);
        if (effect instanceof LinkEffect.SetTimer t) timers.put(t.timer(), now + t.afterNanos());
        if (effect instanceof LinkEffect.CancelTimer t) timers.remove(t.timer());
      }
    }
    effects = all;
  }

  private void fire(Timer timer) {
    Long due = timers.remove(timer);
    if (due == null) throw new AssertionError(timer + " is not set");
    now = Math.max(now, due);
    on(new LinkEvent.TimerFired(timer, now));
  }

  private void fail(Verdict verdict) {
    on(new LinkEvent.Ended(state.number(), now, verdict, "refused"));
  }

  private void configured(int number, long lastsNanos) {
    on(
        new LinkEvent.Opened(number),
        new LinkEvent.Greeted(number, lastsNanos),
        new LinkEvent.Configured(number, now));
  }

  private LinkEffect.Dial dialled() {
    return effects.stream()
        .filter(LinkEffect.Dial.class::isInstance)
        .map(LinkEffect.Dial.class::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  /** The first has failed twice, and the second has taken over. */
  private void onTheSecond() {
    on(new LinkEvent.Started(now));
    fail(new Verdict.Soon());
    fire(Timer.RETRY);
    fail(new Verdict.Soon());
    configured(state.number(), FOR_EVER);
    assertEquals("ready", state.name());
    assertEquals(1, state.targetOf(state.number()));
  }

  @Test
  void oneFailureIsNotYetAReasonToGoElsewhere() {
    on(new LinkEvent.Started(now));
    assertEquals(0, dialled().target());
    fail(new Verdict.Soon());
    assertEquals("down", state.name(), "it waits a moment for the one that is wanted");
    fire(Timer.RETRY);
    assertEquals(0, dialled().target());
    fail(new Verdict.Soon());
    assertEquals(1, dialled().target(), "the second time the next one gets its turn at once");
  }

  @Test
  void aRefusalForGoodGoesToTheNextAtOnce() {
    on(new LinkEvent.Started(now));
    fail(new Verdict.Park());
    assertEquals(1, dialled().target());
  }

  @Test
  void aServiceThatWantsToBeLeftAloneForLongIsLeftAlone() {
    on(new LinkEvent.Started(now));
    fail(new Verdict.Later(60 * SECOND));
    assertEquals(1, dialled().target());
    fail(new Verdict.Later(30 * SECOND));
    assertEquals("down", state.name());
    long retry = timers.getOrDefault(Timer.RETRY, 0L);
    assertTrue(retry >= 30 * SECOND && retry <= 120 * SECOND, "never before it may be: " + retry);
  }

  @Test
  void whenAllRefuseForGoodItParksAndSaysWhyTheFirstDid() {
    on(new LinkEvent.Started(now));
    on(new LinkEvent.Ended(state.number(), now, new Verdict.Park(), "the first key is bad"));
    on(new LinkEvent.Ended(state.number(), now, new Verdict.Park(), "the second key is bad"));
    assertEquals("parked", state.name());
    assertEquals("the first key is bad", ((LinkState.Parked) state).reason());
    on(new LinkEvent.Reconfigured(now, 2));
    assertEquals(0, dialled().target());
  }

  @Test
  void theBetterServiceComesBackInAPauseAndWithoutAGap() {
    onTheSecond();
    int old = state.number();
    fire(Timer.SPARE);
    assertEquals(0, dialled().target());
    assertEquals("ready", state.name(), "the other one carries the conversation meanwhile");
    int spare = dialled().number();
    configured(spare, FOR_EVER);
    assertTrue(state.waitsForPause());
    assertEquals(old, state.number(), "not in the middle of a turn");
    on(new LinkEvent.Paused(now));
    assertEquals(spare, state.number());
    assertEquals(0, state.targetOf(spare));
    assertEquals(
        List.of(
            new LinkEffect.Use(spare),
            new LinkEffect.HangUp(old, 1000, "replaced"),
            new LinkEffect.TellReady()),
        effects.stream()
            .filter(
                e -> !(e instanceof LinkEffect.SetTimer) && !(e instanceof LinkEffect.CancelTimer))
            .toList());
  }

  @Test
  void aVainLookAtTheBetterServiceDisturbsNobody() {
    onTheSecond();
    for (int i = 0; i < 20; i++) {
      long before = now;
      fire(Timer.SPARE);
      int spare = dialled().number();
      on(new LinkEvent.Ended(spare, now, new Verdict.Soon(), "still away"));
      assertEquals("ready", state.name());
      assertFalse(effects.stream().anyMatch(LinkEffect.TellLost.class::isInstance));
      assertTrue(now - before >= 4 * SECOND, "it does not hammer");
    }
  }

  @Test
  void aServiceThatRefusedForGoodIsNotLookedAfter() {
    on(new LinkEvent.Started(now));
    fail(new Verdict.Park());
    configured(state.number(), FOR_EVER);
    assertFalse(timers.containsKey(Timer.SPARE));
  }

  @Test
  void aSessionIsReplacedBeforeItsTimeIsOver() {
    on(new LinkEvent.Started(now));
    configured(1, 1800 * SECOND);
    assertEquals(1620 * SECOND, timers.get(Timer.SPARE));
    fire(Timer.SPARE);
    assertEquals(new LinkEffect.Dial(2, 0), dialled());
    configured(2, 1800 * SECOND);
    now += 5 * SECOND;
    on(new LinkEvent.Paused(now));
    assertEquals(2, state.number());
    assertEquals(1620 * SECOND + 1620 * SECOND, timers.get(Timer.SPARE), "counted from its start");
  }

  @Test
  void anotherConnectionOnItsWayTakesOverWhereItIsWhenTheOldOneIsLost() {
    for (int steps = 0; steps <= 3; steps++) {
      state = LinkState.start(1);
      timers.clear();
      now = 0;
      on(new LinkEvent.Started(now));
      configured(1, 1800 * SECOND);
      fire(Timer.SPARE);
      List<LinkEvent> done =
          List.of(
              new LinkEvent.Opened(2),
              new LinkEvent.Greeted(2, FOR_EVER),
              new LinkEvent.Configured(2, now));
      for (LinkEvent each : done.subList(0, steps)) on(each);
      on(new LinkEvent.Ended(1, now, new Verdict.Soon(), "cut"));
      assertTrue(effects.stream().anyMatch(LinkEffect.TellLost.class::isInstance));
      assertEquals(2, state.number());
      assertEquals(steps == 3 ? "ready" : "connecting", state.name());
      for (LinkEvent each : done.subList(steps, 3)) on(each);
      assertEquals("ready", state.name());
    }
  }

  /** Whatever happens in whatever order, there is always a way on. */
  @Test
  void afterAnyEventsItIsReadyWhenTheServicesAre() {
    for (long seed = 0; seed < 3000; seed++) {
      var random = new Random(seed);
      int targets = 1 + random.nextInt(3);
      state = LinkState.start(targets);
      timers.clear();
      now = 0;
      Set<Integer> open = new HashSet<>();
      on(new LinkEvent.Started(now));
      track(open, seed);
      for (int i = 0; i < 100; i++) {
        now += random.nextInt(1_000_000_000);
        int number = Math.max(1, state.targets().dialed() - random.nextInt(3));
        switch (random.nextInt(9)) {
          case 0 -> on(new LinkEvent.Opened(number));
          case 1 -> on(new LinkEvent.Greeted(number, random.nextBoolean() ? FOR_EVER : SECOND));
          case 2 -> on(new LinkEvent.Configured(number, now));
          case 3 -> on(new LinkEvent.Ended(number, now, verdict(random), "because"));
          case 4 -> on(new LinkEvent.Paused(now));
          case 5 -> on(new LinkEvent.Heard(number));
          case 6 -> {
            if (random.nextInt(5) == 0) on(new LinkEvent.Reconfigured(now, targets));
          }
          default -> timers.keySet().stream().findFirst().ifPresent(this::fire);
        }
        track(open, seed);
      }
      on(new LinkEvent.Reconfigured(now, targets));
      track(open, seed);
      configured(state.number(), FOR_EVER);
      track(open, seed);
      assertEquals("ready", state.name(), "seed " + seed);
      assertEquals(Set.of(state.number()), open, "seed " + seed + ": what is not used is hung up");
    }
  }

  private static Verdict verdict(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Verdict.Park();
      case 1 -> new Verdict.Later(random.nextInt(60) * SECOND);
      default -> new Verdict.Soon();
    };
  }

  private void track(Set<Integer> open, long seed) {
    for (LinkEffect effect : effects) {
      if (effect instanceof LinkEffect.Dial d) assertTrue(open.add(d.number()), "seed " + seed);
      if (effect instanceof LinkEffect.HangUp h) open.remove(h.number());
    }
    assertTrue(open.size() <= 2, "seed " + seed + ": " + open);
    effects = List.of();
  }
}
