package earshot.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * When a process began to use something that may end it, and has not said since that it ended in
 * order. Times are the machine's since it was started, so no wrong clock misleads it, and another
 * start of the machine forgets it: a power cut is no crash. Pure.
 *
 * @param boot which start of the machine these are of
 * @param version of the program
 * @param begunAtNanos from the first to the latest
 */
public record Crashes(String boot, String version, List<Long> begunAtNanos) {

  private static final int TOO_MANY = 3;
  private static final long WITHIN_NANOS = 3_600_000_000_000L;

  /** So long it is left alone then. */
  private static final long REST_NANOS = 24 * 3_600_000_000_000L;

  public static Crashes none(String boot, String version) {
    return new Crashes(boot, version, List.of());
  }

  /** Whether it is better left alone now. */
  public boolean tooMany(long nowNanos) {
    int size = begunAtNanos.size();
    if (size < TOO_MANY) return false;
    long last = begunAtNanos.getLast();
    return last - begunAtNanos.get(size - TOO_MANY) <= WITHIN_NANOS && nowNanos - last < REST_NANOS;
  }

  /** It is about to be used. */
  public Crashes begun(long nowNanos) {
    List<Long> begun = new ArrayList<>(begunAtNanos);
    begun.removeIf(at -> nowNanos - at > WITHIN_NANOS);
    begun.add(nowNanos);
    return new Crashes(boot, version, List.copyOf(begun));
  }

  /** The latest use has ended in order, and with that the earlier ones were bad luck. */
  public Crashes ended() {
    return none(boot, version);
  }

  /** One line. */
  public String text() {
    var text = new StringBuilder(boot).append(' ').append(version);
    for (long at : begunAtNanos) text.append(' ').append(at);
    return text.toString();
  }

  /** What a line says; empty when it is of another start of the machine, or another program. */
  public static Optional<Crashes> parse(String text, String boot, String version) {
    String[] words = text.split(" ");
    if (words.length < 2 || !words[0].equals(boot) || !words[1].equals(version)) {
      return Optional.empty();
    }
    List<String> times = Arrays.asList(words).subList(2, words.length);
    if (!times.stream().allMatch(time -> time.matches("\\d{1,18}"))) return Optional.empty();
    return Optional.of(new Crashes(boot, version, times.stream().map(Long::valueOf).toList()));
  }
}
