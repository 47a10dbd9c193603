package earshot;

import earshot.hal.Clock;
import earshot.memory.Bill;
import earshot.memory.Budget;
import earshot.memory.Budget.Standing;
import earshot.memory.Ledger;
import earshot.memory.Sum;
import earshot.realtime.Prices;
import earshot.realtime.Usage;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the conversation has cost, and whether it may go on. Writes each charge down at once and
 * waits for nobody. Owned by the loop.
 */
public final class Purse {

  private final Clock clock;
  private final Bill bill;
  private final Consumer<Ledger.Line> keep;
  private Budget budget;

  /**
   * @param keep writes a charge down; does not block
   */
  public Purse(Clock clock, Bill bill, Budget budget, Consumer<Ledger.Line> keep) {
    this.clock = clock;
    this.bill = bill;
    this.budget = budget;
    this.keep = keep;
  }

  /** How the limits stand; {@code spent} if one of them allows nothing more. */
  public record Verdict(List<Standing> standings, boolean spent) {}

  void charge(String model, Usage usage) {
    Prices.Cost cost = Prices.of(model).cost(usage);
    long cached = usage.cachedText() + usage.cachedAudio() + usage.cachedImage();
    charge(
        new Sum(
            cost.text(), cost.audio(), cost.image(), 0, usage.input(), cached, usage.output(), 1));
  }

  private void charge(Sum sum) {
    long now = clock.epochMillis();
    bill.charge(now, sum);
    keep.accept(new Ledger.Line.Charged(now, sum));
  }

  void beginTurn() {
    bill.beginTurn();
  }

  void beginSession() {
    bill.beginSession();
  }

  void budget(Budget next) {
    budget = next;
  }

  Verdict judge() {
    List<Standing> standings = budget.standings(bill, clock.epochMillis());
    return new Verdict(standings, standings.stream().anyMatch(Standing::spent));
  }

  public Bill bill() {
    return bill;
  }
}
