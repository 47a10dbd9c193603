package earshot.memory;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was charged: in the present turn and session, and for each hour, day and month of the
 * device's own time. A charge counts where the clock stood when it came, once, whatever the clock
 * does afterwards. Owned by the loop; keeps no file.
 */
public final class Bill {

  /** The stretches of time that sums are kept for, and for how many of each. */
  public enum Period {
    HOUR(13, 72),
    DAY(10, 400),
    MONTH(7, 240);

    private final int nameLength;
    private final int kept;

    Period(int nameLength, int kept) {
      this.nameLength = nameLength;
      this.kept = kept;
    }

    /** {@code 2026-11-21T05}, or as much of it as this period needs. */
    String name(LocalDateTime at) {
      return at.truncatedTo(ChronoUnit.SECONDS).toString().substring(0, nameLength);
    }
  }

  /** One sum, as it is written down. */
  public record Entry(Period period, String name, Sum sum) {}

  private final ZoneId zone;
  private final Map<Period, TreeMap<String, Sum>> sums = new TreeMap<>();
  private Sum turn = Sum.NOTHING;
  private Sum session = Sum.NOTHING;

  public Bill(ZoneId zone) {
    this.zone = zone;
    for (Period period : Period.values()) sums.put(period, new TreeMap<>());
  }

  private LocalDateTime local(long epochMillis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
  }

  public void charge(long atEpochMillis, Sum sum) {
    turn = turn.plus(sum);
    session = session.plus(sum);
    restore(atEpochMillis, sum);
  }

  /** A charge of an earlier run of the program: in no present turn or session. */
  public void restore(long atEpochMillis, Sum sum) {
    LocalDateTime at = local(atEpochMillis);
    for (Period period : Period.values()) put(new Entry(period, period.name(at), sum));
  }

  /** A sum as it was written down by {@link #entries}. */
  public void put(Entry entry) {
    TreeMap<String, Sum> of = of(entry.period());
    of.merge(entry.name(), entry.sum(), Sum::plus);
    while (of.size() > entry.period().kept) of.pollFirstEntry();
  }

  private TreeMap<String, Sum> of(Period period) {
    TreeMap<String, Sum> of = sums.get(period);
    if (of == null) throw new IllegalStateException("every period has its sums");
    return of;
  }

  public void beginTurn() {
    turn = Sum.NOTHING;
  }

  public void beginSession() {
    session = Sum.NOTHING;
  }

  public Sum turn() {
    return turn;
  }

  public Sum session() {
    return session;
  }

  public Sum of(Period period, long atEpochMillis) {
    return of(period).getOrDefault(period.name(local(atEpochMillis)), Sum.NOTHING);
  }

  /** All sums, to be written down. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    sums.forEach(
        (period, of) -> of.forEach((name, sum) -> entries.add(new Entry(period, name, sum))));
    return entries;
  }
}
