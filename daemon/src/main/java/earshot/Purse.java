package earshot;

import earshot.hal.Clock;
import earshot.memory.Bill;
import earshot.memory.Budget;
import earshot.memory.Budget.Standing;
import earshot.memory.Ledger;
import earshot.memory.Sum;
import earshot.realtime.Catalogue;
import earshot.realtime.Model;
import earshot.realtime.Prices;
import earshot.realtime.Usage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the conversation has cost, and whether it may go on. Writes each charge down at once and
 * waits for nobody. Owned by the loop.
 */
public final class Purse {

  private final Clock clock;
  private final Bill bill;
  private final Consumer<Ledger.Line> keep;
  private Catalogue catalogue;
  private Budget budget;

  /**
   * @param keep writes a charge down; does not block
   */
  public Purse(
      Clock clock, Bill bill, Catalogue catalogue, Budget budget, Consumer<Ledger.Line> keep) {
    this.clock = clock;
    this.bill = bill;
    this.catalogue = catalogue;
    this.budget = budget;
    this.keep = keep;
  }

  /** How the limits stand; {@code spent} if one of them allows nothing more. */
  public record Verdict(List<Standing> standings, boolean spent) {}

  void charge(String model, Usage usage) {
    Prices.Cost cost = catalogue.of(model).prices().cost(usage);
    long cached = usage.cachedText() + usage.cachedAudio() + usage.cachedImage();
    charge(
        new Sum(
            cost.text(), cost.audio(), cost.image(), 0, usage.input(), cached, usage.output(), 1));
  }

  /** The user's words written down are charged apart: by tokens, or by the length of the sound. */
  void chargeTranscript(String model, @Nullable Usage usage, @Nullable Double seconds) {
    Prices prices = catalogue.of(model, Model.Api.TRANSCRIPTION).prices();
    long pico = usage != null ? prices.picoDollars(usage) : 0;
    if (seconds != null) pico += prices.picoDollars(seconds);
    if (pico > 0) charge(new Sum(0, 0, 0, pico, 0, 0, 0, 0));
  }

  /** A translation is charged by the length of what was said. */
  void chargeTranslation(String model, double seconds) {
    long pico = catalogue.of(model, Model.Api.TRANSLATION).prices().picoDollars(seconds);
    charge(new Sum(0, pico, 0, 0, 0, 0, 0, 0));
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

  void budget(Catalogue prices, Budget next) {
    catalogue = prices;
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
