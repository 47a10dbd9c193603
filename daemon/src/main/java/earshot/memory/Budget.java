package earshot.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent, and what that means for what was spent. Pure. It is enforced between
 * responses, so the one in flight is the most that it can be exceeded by.
 */
public record Budget(List<Limit> limits) {

  /** What a limit is for. */
  public enum Span {
    SESSION(null),
    HOUR(Bill.Period.HOUR),
    DAY(Bill.Period.DAY),
    MONTH(Bill.Period.MONTH);

    private final Bill.@Nullable Period period;

    Span(Bill.@Nullable Period period) {
      this.period = period;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public record Limit(Span span, long pico) {

    /** For people: {@code $2.50 for a day}. */
    @Override
    public String toString() {
      return "$" + dollars(pico) + " for a " + span.word();
    }
  }

  /** How one limit stands. */
  public record Standing(Limit limit, long spentPico) {

    /** So much of it, in percent. */
    public long percent() {
      return spentPico / Math.max(1, limit.pico() / 100);
    }

    public boolean spent() {
      return spentPico >= limit.pico();
    }

    public boolean nearlySpent() {
      return !spent() && spentPico >= limit.pico() / 10 * 8;
    }
  }

  public static final Budget NONE = new Budget(List.of());

  public Budget {
    limits = List.copyOf(limits);
  }

  /** To the micro-dollar, without zeros that say nothing, but with cents. */
  public static String dollars(long pico) {
    long micros = Sum.micros(pico);
    String text = String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    int end = text.length();
    while (text.charAt(end - 1) == '0' && text.charAt(end - 3) != '.') end--;
    return text.substring(0, end);
  }

  public List<Standing> standings(Bill bill, long atEpochMillis) {
    List<Standing> standings = new ArrayList<>();
    for (Limit limit : limits) {
      Bill.Period period = limit.span().period;
      Sum sum = period == null ? bill.session() : bill.of(period, atEpochMillis);
      standings.add(new Standing(limit, sum.pico()));
    }
    return standings;
  }
}
