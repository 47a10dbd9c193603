package earshot.telemetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The troubles of this moment. The loop raises and clears them; any thread may read {@link
 * #troubles()}. It tells the journal, which counts what repeats. It does not decide what to do
 * about them.
 */
public final class Health {

  /**
   * One trouble that is there now.
   *
   * @param detail what exactly, for the person who looks into it; may be empty
   */
  public record Current(Trouble trouble, String detail, long sinceEpochMillis) {}

  private final Journal journal;
  private final Map<Trouble, Current> current = new EnumMap<>(Trouble.class);

  /** Those that the journal has written down since they came, rather than counted. */
  private final Set<Trouble> written = EnumSet.noneOf(Trouble.class);

  private volatile List<Current> shown = List.of();

  public Health(Journal journal) {
    this.journal = journal;
  }

  /** True when the trouble is new, or has changed. */
  public boolean raise(Trouble trouble, String why) {
    String detail = journal.covered(why);
    Current was = current.get(trouble);
    if (was != null && was.detail().equals(detail)) {
      return false;
    }
    long since = was == null ? journal.clock().epochMillis() : was.sinceEpochMillis();
    current.put(trouble, new Current(trouble, detail, since));
    publish();
    Journal.Level level =
        trouble.severity() == Trouble.Severity.PASSING ? Journal.Level.WARN : Journal.Level.ERROR;
    Map<String, String> fields =
        detail.isEmpty()
            ? Map.of("try", trouble.remedy())
            : Map.of("detail", detail, "try", trouble.remedy());
    if (journal.write(level, trouble.id(), trouble.sentence(), fields)) written.add(trouble);
    return true;
  }

  /** True when the trouble was there. */
  public boolean clear(Trouble trouble) {
    if (current.remove(trouble) == null) {
      return false;
    }
    publish();
    // Of one that comes and goes, again and again, the end is as little told as the beginning.
    if (written.remove(trouble)) {
      journal.write(Journal.Level.INFO, trouble.id() + "-over", "Over: " + trouble.sentence());
    }
    return true;
  }

  public boolean has(Trouble trouble) {
    for (Current each : shown) {
      if (each.trouble() == trouble) {
        return true;
      }
    }
    return false;
  }

  /** What the lamp shows, and what is said first; null when all is well. */
  public @Nullable Trouble worst() {
    return shown.isEmpty() ? null : shown.getFirst().trouble();
  }

  /** Worst first. */
  public List<Current> troubles() {
    return shown;
  }

  private void publish() {
    List<Current> sorted = new ArrayList<>(current.values());
    sorted.sort(
        Comparator.comparing((Current each) -> each.trouble().severity())
            .thenComparing(Current::trouble));
    shown = List.copyOf(sorted);
  }
}
