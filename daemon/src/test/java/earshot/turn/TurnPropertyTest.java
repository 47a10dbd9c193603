package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import earshot.turn.TurnEvent.Step;
import earshot.turn.TurnEvent.Timer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promises that hold after any sequence of events, likely or not. A failure names its seed. */
class TurnPropertyTest {

  private static final int RUNS = 2000;
  private static final int EVENTS = 120;

  @ParameterizedTest
  @EnumSource(Manners.Mode.class)
  void thePromisesHoldAfterAnyEvents(Manners.Mode mode) {
    for (long seed = 0; seed < RUNS; seed++) new Run(mode, seed).go();
  }

  private static final class Run {
    final Random random;
    final String name;
    final Turn turn;
    final Manners.Mode mode;
    TurnState state = TurnState.START;
    final Set<Timer> timers = EnumSet.noneOf(Timer.class);
    final Set<String> silenced = new HashSet<>();
    String lastPlayed = "";
    String callId = "";
    boolean asked;
    boolean cutPending;
    long now;
    int responses;

    Run(Manners.Mode mode, long seed) {
      this.mode = mode;
      name = mode + " seed " + seed;
      random = new Random(seed);
      Manners manners = Manners.of(mode, random.nextBoolean(), random.nextBoolean(), 200_000_000L);
      turn =
          new Turn(
              manners.within(
                  random.nextInt(2) * 5_000_000_000L, random.nextInt(2) * 60_000_000_000L));
    }

    void go() {
      step(new TurnEvent.Started(now));
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(500_000_000);
        step(event());
      }
      comesToRest();
    }

    void step(TurnEvent event) {
      Turn.Outcome outcome = turn.step(state, event);
      state = outcome.state();
      boolean said = false;
      if (event instanceof TurnEvent.LinkLost
          || event instanceof TurnEvent.LinkReady
          || event instanceof TurnEvent.ResponseEnded
          || event instanceof TurnEvent.TimerFired
          || event instanceof TurnEvent.Complained) asked = false;
      if (event instanceof TurnEvent.Silenced) cutPending = false;
      for (TurnEffect effect : outcome.effects()) {
        switch (effect) {
          case TurnEffect.Silence s -> {
            assertFalse(said, name + ": silence must come before words to the service");
            silenced.add(lastPlayed);
            cutPending = true;
          }
          case TurnEffect.Send s -> {
            said = true;
            if (s.event() instanceof ClientEvent.CreateResponse) {
              assertFalse(asked, name + ": two responses asked for at once");
              assertFalse(cutPending, name + ": asked before it was settled what was heard");
              assertTrue(state.ready(), name + ": asked without a session");
              asked = true;
            }
          }
          case TurnEffect.Play p -> {
            String response = ((TurnEvent.AudioArrived) event).responseId();
            assertFalse(silenced.contains(response), name + ": sound after the cut");
            lastPlayed = response;
          }
          case TurnEffect.OpenUplink o -> {
            assertFalse(state.muted(), name + ": it listens although it is muted");
            assertFalse(state.spent(), name + ": it listens although nothing may be asked");
            boolean byItself = event instanceof TurnEvent.DiedAway;
            assertFalse(byItself && mode != Manners.Mode.TAP, name + ": it listens by itself");
          }
          case TurnEffect.CallTool c -> callId = c.call().callId();
          case TurnEffect.SetTimer t -> timers.add(t.timer());
          case TurnEffect.CancelTimer t -> timers.remove(t.timer());
          default -> {}
        }
      }
    }

    TurnEvent event() {
      String id = "r" + (responses - random.nextInt(Math.min(responses + 1, 3)));
      return switch (random.nextInt(20)) {
        case 0 -> new TurnEvent.LinkLost();
        case 1, 2 -> new TurnEvent.LinkReady(now);
        case 3, 4 -> new TurnEvent.Pressed(now);
        case 5, 6 -> new TurnEvent.Released(now);
        case 7 -> new TurnEvent.Asked(now, "hello", "ask" + now);
        case 8 -> random.nextBoolean() ? new TurnEvent.Stopped() : new TurnEvent.ModeLeft();
        case 9 -> new TurnEvent.UtteranceSent(random.nextInt(3000));
        case 10 ->
            random.nextInt(3) == 0
                ? new TurnEvent.TalkedOver(now)
                : new TurnEvent.SpeechStarted(now);
        case 11 -> new TurnEvent.InputCommitted(now);
        case 12, 13 -> new TurnEvent.ResponseCreated("r" + ++responses);
        case 14, 15 -> new TurnEvent.AudioArrived(id, "i" + id, 0, new short[48]);
        case 16 ->
            new TurnEvent.ResponseEnded(
                id,
                Status.values()[random.nextInt(Status.values().length)],
                null,
                null,
                random.nextInt(3) == 0
                    ? List.of(
                        new TurnEvent.Call("call_" + id, "get_time", "{}"),
                        new TurnEvent.Call("call_2_" + id, "get_time", "{}"))
                    : List.of(),
                random.nextInt(2) * 3_000_000_000L);
        case 17 ->
            switch (random.nextInt(4)) {
              case 0 -> new TurnEvent.PlayedOut();
              case 1 -> new TurnEvent.DiedAway(now);
              default ->
                  new TurnEvent.Silenced(List.of(new Cut(state.connection(), "i" + id, 0, 5, 9)));
            };
        case 18 ->
            new TurnEvent.Complained(
                new ServiceError(
                    null,
                    random.nextBoolean() ? "conversation_already_has_active_response" : "other",
                    "no",
                    null,
                    null),
                Step.values()[random.nextInt(Step.values().length)]);
        default ->
            switch (random.nextInt(10)) {
              case 0 -> new TurnEvent.MuteSwitched(now, random.nextBoolean());
              case 1 -> new TurnEvent.BudgetChanged(now, random.nextInt(3) == 0);
              case 2 -> new TurnEvent.TimerFired(random.nextBoolean() ? Timer.AGAIN : Timer.LIMIT);
              case 3, 4, 5 -> new TurnEvent.ToolAnswered(callId, "{}");
              default -> new TurnEvent.WordsArrived(id, "word ");
            };
      };
    }

    /**
     * With a link, a working speaker, and a hand off the button, every state leads back to idle
     * through timers alone.
     */
    void comesToRest() {
      step(new TurnEvent.LinkReady(now));
      for (int i = 0; i < 20; i++) {
        now += 60_000_000_000L;
        step(new TurnEvent.Released(now));
        if (state.phase() instanceof TurnState.Listening l && l.closing()) {
          step(new TurnEvent.UtteranceSent(1000));
        }
        if (state.phase() instanceof TurnState.Listening l && !l.closing() && l.heard()) {
          step(new TurnEvent.InputCommitted(now));
        }
        if (state.phase() instanceof TurnState.Finishing) step(new TurnEvent.PlayedOut());
        for (Timer timer : EnumSet.copyOf(timers.isEmpty() ? EnumSet.allOf(Timer.class) : timers)) {
          if (!timers.remove(timer)) continue;
          boolean lingers = timer == Timer.LINGER;
          step(lingers ? new TurnEvent.DiedAway(now) : new TurnEvent.TimerFired(timer));
        }
      }
      assertEquals("idle", state.name(), name);
      assertFalse(state.cutting(), name);
    }
  }
}
