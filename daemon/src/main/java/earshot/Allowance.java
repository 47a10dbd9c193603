package earshot;

import earshot.hal.Clock;
import earshot.memory.Budget;
import earshot.realtime.Catalogue;
import earshot.realtime.ServerEvent;
import earshot.realtime.Usage;
import earshot.telemetry.Trouble;
import earshot.turn.TurnEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a question may be asked now: by what is left of the budgets, and by the service's own
 * limits. Tells the turn when that changes, and looks again when time may have changed it. Owned by
 * the loop.
 */
final class Allowance {

  /** A budget that is spent may be open again: the hour is over, or the clock was set. */
  private static final long WEIGH_AGAIN_NANOS = 30_000_000_000L;

  private final Clock clock;
  private final Timers timers;
  private final Witness witness;
  private final Purse purse;
  private final Announcing announcing;
  private final Consumer<TurnEvent> turn;
  private final Pacer pacer = new Pacer();

  Allowance(
      Clock clock,
      Timers timers,
      Witness witness,
      Purse purse,
      Announcing announcing,
      Consumer<TurnEvent> turn) {
    this.clock = clock;
    this.timers = timers;
    this.witness = witness;
    this.purse = purse;
    this.announcing = announcing;
    this.turn = turn;
  }

  void budget(Catalogue prices, Budget next) {
    purse.budget(prices, next);
    weigh();
  }

  void answered(String model, Usage usage) {
    pacer.used(usage);
    purse.charge(model, usage);
    witness.used(model, usage);
    weigh();
  }

  void transcribed(String model, @Nullable Usage usage, @Nullable Double seconds) {
    purse.chargeTranscript(model, usage, seconds);
    weigh();
  }

  void translated(String model, double seconds) {
    purse.chargeTranslation(model, seconds);
    weigh();
  }

  void limited(ServerEvent.RateLimitsUpdated said) {
    witness.limited(said.limits());
    pacer.heard(said, clock.nanos());
    pace();
  }

  /** Whether what was spent leaves something to be spent. */
  void weigh() {
    Purse.Verdict verdict = purse.judge();
    witness.budgeted(verdict);
    announcing.troubled(Trouble.BUDGET_SPENT, verdict.spent());
    turn.accept(new TurnEvent.BudgetChanged(clock.nanos(), verdict.spent()));
    if (verdict.spent()) timers.set(Timers.Name.PURSE, clock.nanos() + WEIGH_AGAIN_NANOS);
    else timers.cancel(Timers.Name.PURSE);
  }

  /** Whether the service's limits leave room for something to be asked. */
  void pace() {
    long wait = pacer.waitNanos(clock.nanos());
    if (wait > 0) timers.set(Timers.Name.ROOM, clock.nanos() + wait);
    else timers.cancel(Timers.Name.ROOM);
    turn.accept(new TurnEvent.RoomChanged(wait == 0));
  }
}
