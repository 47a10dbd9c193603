package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.LinkEvent.Timer;
import earshot.link.LinkEvent.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The connection's rules, one by one. */
class LinkTest {

  private static final long SECOND = 1_000_000_000L;

  private final Link link = new Link(Backoff.withSeed(1));
  private LinkState state = LinkState.start(1);
  private List<LinkEffect> effects = List.of();
  private long now;

  private void on(LinkEvent... events) {
    List<LinkEffect> all = new ArrayList<>();
    for (LinkEvent event : events) {
      Link.Outcome outcome = link.step(state, event);
      state = outcome.state();
      all.addAll(outcome.effects());
    }
    effects = all;
  }

  private void ready() {
    int n = state.number() + 1;
    if (state instanceof LinkState.Resting) on(new LinkEvent.Started(now));
    else retry();
    on(new LinkEvent.Opened(n), greeted(n), new LinkEvent.Configured(n, now));
    assertEquals("ready", state.name());
  }

  private static LinkEvent greeted(int number) {
    return new LinkEvent.Greeted(number, LinkEvent.Greeted.FOR_EVER);
  }

  /** The next attempt, when its time has come. */
  private void retry() {
    now += retryNanos();
    on(new LinkEvent.TimerFired(Timer.RETRY, now));
  }

  private LinkEvent end(Verdict verdict, long afterNanos) {
    now += afterNanos;
    return new LinkEvent.Ended(state.number(), now, verdict, "cut");
  }

  @Test
  void anOpenSocketIsNotYetASession() {
    on(new LinkEvent.Started(now), new LinkEvent.Opened(1));
    assertFalse(effects.contains(new LinkEffect.TellReady()));
    assertEquals("connecting", state.name());
    on(greeted(1));
    assertTrue(effects.contains(new LinkEffect.Configure(1)));
    assertFalse(effects.contains(new LinkEffect.TellReady()));
    on(new LinkEvent.Configured(1, 0));
    assertTrue(effects.contains(new LinkEffect.TellReady()));
  }

  @Test
  void everyStepHasADeadline() {
    on(new LinkEvent.Started(now));
    for (LinkEvent next : List.of(new LinkEvent.Opened(1), greeted(1))) {
      assertTrue(sets(Timer.DEADLINE));
      on(next);
    }
    assertTrue(sets(Timer.DEADLINE));
    on(new LinkEvent.TimerFired(Timer.DEADLINE, 0));
    assertTrue(sets(Timer.RETRY));
    assertEquals("down", state.name());
  }

  private boolean sets(Timer timer) {
    return effects.stream().anyMatch(e -> e instanceof LinkEffect.SetTimer t && t.timer() == timer);
  }

  private long retryNanos() {
    return effects.stream()
        .filter(e -> e instanceof LinkEffect.SetTimer t && t.timer() == Timer.RETRY)
        .mapToLong(e -> ((LinkEffect.SetTimer) e).afterNanos())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theWordOfAnEarlierConnectionCountsForNothing() {
    ready();
    on(new LinkEvent.Ended(0, 0, new Verdict.Park(), "old"));
    assertEquals("ready", state.name());
  }

  @Test
  void itNeverGivesUpAndItsDelaysStayWithinTheLongest() {
    on(new LinkEvent.Started(now));
    long longest = 0;
    for (int i = 0; i < 1000; i++) {
      on(end(new Verdict.Soon(), 0));
      longest = Math.max(longest, retryNanos());
      retry();
      assertEquals("connecting", state.name());
    }
    assertTrue(longest <= 120 * SECOND && longest > 100 * SECOND, "longest " + longest);
  }

  @Test
  void aGoodSessionMakesTheNextDelayShortAgain() {
    on(new LinkEvent.Started(now));
    for (int i = 0; i < 8; i++) {
      on(end(new Verdict.Soon(), 0));
      retry();
    }
    int n = state.number();
    on(new LinkEvent.Opened(n), greeted(n), new LinkEvent.Configured(n, now));
    on(end(new Verdict.Soon(), 60 * SECOND));
    assertTrue(retryNanos() <= SECOND / 4);
  }

  @Test
  void aSessionThatDiesAtOnceDoesNotMakeItHammer() {
    ready();
    long first = 0;
    for (int i = 0; i < 8; i++) {
      on(end(new Verdict.Soon(), SECOND));
      if (i == 0) first = retryNanos();
      if (i < 7) ready();
    }
    assertTrue(retryNanos() > 8 * first, first + " then " + retryNanos());
  }

  @Test
  void aRefusedKeyParksUntilSomethingChanges() {
    on(new LinkEvent.Started(now));
    on(end(new Verdict.Park(), 0));
    assertEquals("parked", state.name());
    on(new LinkEvent.TimerFired(Timer.RETRY, 0));
    assertEquals("parked", state.name());
    on(new LinkEvent.Reconfigured(now, 1));
    assertEquals("connecting", state.name());
  }

  @Test
  void theServicesOwnDelayIsRespected() {
    on(new LinkEvent.Started(now));
    on(end(new Verdict.Later(90 * SECOND), 0));
    assertTrue(retryNanos() >= 90 * SECOND && retryNanos() <= 180 * SECOND, "" + retryNanos());
  }

  @Test
  void whoPressesDoesNotWaitForADelayThatWasMadeForNobody() {
    on(new LinkEvent.Started(now));
    for (int i = 0; i < 8; i++) {
      on(end(new Verdict.Soon(), 0));
      if (i < 7) retry();
    }
    assertTrue(retryNanos() > 5 * SECOND);
    now += SECOND;
    on(new LinkEvent.Wanted(now));
    assertEquals("down", state.name(), "not twice within two seconds");
    now += 2 * SECOND;
    on(new LinkEvent.Wanted(now));
    assertEquals("connecting", state.name());
  }

  @Test
  void aTimeThatTheServiceHasNamedIsRespectedAlsoInHaste() {
    on(new LinkEvent.Started(now));
    on(end(new Verdict.Later(90 * SECOND), 0));
    now += 80 * SECOND;
    on(new LinkEvent.Wanted(now));
    assertEquals("down", state.name());
  }

  @Test
  void aHalfOpenConnectionIsFoundByItsSilence() {
    ready();
    on(new LinkEvent.TimerFired(Timer.PING, 0));
    assertTrue(effects.contains(new LinkEffect.Ping()));
    on(new LinkEvent.TimerFired(Timer.DEADLINE, 0));
    assertEquals("down", state.name());
    assertTrue(effects.stream().anyMatch(e -> e instanceof LinkEffect.TellLost));
  }

  @Test
  void anAnswerToThePingKeepsTheConnection() {
    ready();
    on(new LinkEvent.TimerFired(Timer.PING, 0), new LinkEvent.Heard(state.number()));
    assertTrue(effects.contains(new LinkEffect.CancelTimer(Timer.DEADLINE)));
    on(new LinkEvent.TimerFired(Timer.DEADLINE, 0));
    assertEquals("ready", state.name());
  }

  @Test
  void whoAsksSomethingIsToldSoonerThatNobodyIsThere() {
    ready();
    on(new LinkEvent.TimerFired(Timer.PING, 0));
    long idle = deadlineNanos();
    on(new LinkEvent.Heard(state.number()));
    on(new LinkEvent.Expected());
    assertTrue(effects.contains(new LinkEffect.Ping()));
    assertTrue(deadlineNanos() < idle);
    on(new LinkEvent.Expected());
    assertEquals(List.of(), effects, "one ping is enough");
    on(new LinkEvent.TimerFired(Timer.DEADLINE, 0));
    assertEquals("down", state.name());
  }

  private long deadlineNanos() {
    return effects.stream()
        .filter(e -> e instanceof LinkEffect.SetTimer t && t.timer() == Timer.DEADLINE)
        .mapToLong(e -> ((LinkEffect.SetTimer) e).afterNanos())
        .findFirst()
        .orElseThrow();
  }
}
