package earshot;

import earshot.hal.dsp.EchoReading;
import earshot.turn.Duplex;
import earshot.turn.Duplex.Manner;
import earshot.turn.Overheard;
import earshot.turn.Overheard.Went;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures at each answer whether the device may listen while it speaks, and has it kept. On the
 * loop, but for what stands there otherwise.
 */
final class Overhearing {

  private final Supplier<Optional<EchoReading>> meter;
  private final Overheard overheard = new Overheard();
  private volatile Duplex duplex = Duplex.START;
  private volatile @Nullable EchoReading reading;
  private volatile long ownInterruptions;
  private Consumer<Duplex> keep = kept -> {};

  /**
   * @param meter what was measured since the last time
   */
  Overhearing(Supplier<Optional<EchoReading>> meter) {
    this.meter = meter;
  }

  /** Before it is looked at: what was kept, and who keeps what comes. */
  void remember(@Nullable String kept, Consumer<String> keeper) {
    if (kept != null) duplex = Duplex.parse(kept).orElse(duplex);
    keep = next -> keeper.accept(next.kept());
  }

  /** Any thread. */
  Manner manner() {
    return duplex.manner();
  }

  /** Any thread. */
  Duplex duplex() {
    return duplex;
  }

  /** Any thread: the latest that was measured. */
  @Nullable EchoReading reading() {
    return reading;
  }

  /** Any thread: how often an answer was interrupted by itself, as far as that can be known. */
  long ownInterruptions() {
    return ownInterruptions;
  }

  Overheard overheard() {
    return overheard;
  }

  /** Takes note of an answer, as often as somebody looks. */
  void look(boolean audible, boolean more, long atNanos) {
    Went went = overheard.look(audible, more, atNanos).orElse(null);
    if (went == null) return;
    Duplex before = duplex;
    Duplex next = before.answered(went.outcome(), went.early());
    if (went.outcome() == Duplex.Outcome.BY_ITSELF) ownInterruptions++;
    EchoReading measured = meter.get().orElse(null);
    if (measured != null) {
      reading = measured;
      // What has just interrupted itself does not rise by the same answer.
      if (went.outcome() != Duplex.Outcome.BY_ITSELF) next = next.measured(measured);
    }
    duplex = next;
    if (!next.kept().equals(before.kept())) keep.accept(next);
  }
}
