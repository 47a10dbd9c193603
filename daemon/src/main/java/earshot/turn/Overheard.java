package earshot.turn;

import earshot.turn.Duplex.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who interrupted an answer: waits after a voice has cut one for what the service understood of it,
 * and compares that with what the device said itself. Pure but for its own state; the loop's.
 */
public final class Overheard {

  /** So long after an interruption nobody has said anything: it was nobody. */
  static final long PATIENCE_NANOS = 8_000_000_000L;

  /** The words of what was said come later than what is answered to it. */
  static final long WORDS_NANOS = 15_000_000_000L;

  /** People seldom interrupt what they have not heard yet. */
  static final long EARLY_NANOS = 1_200_000_000L;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Of its pairs of words; people repeat single ones. */
  private static final double SAME_SHARE = 0.6;

  private static final int WORDS = 400;

  /** How an answer went. */
  public record Went(Outcome outcome, boolean early) {}

  private long begunAtNanos;
  private boolean answering;
  private boolean cut;
  private boolean early;
  private boolean committed;
  private long cutAtNanos;
  private @Nullable String heard;
  private String said = "";

  /**
   * As often as somebody looks.
   *
   * @param audible something of an answer is to be heard
   * @param more of it may follow
   */
  public Optional<Went> look(boolean audible, boolean more, long atNanos) {
    Optional<Went> known = cut ? judge(atNanos) : Optional.empty();
    if (known.isPresent()) cut = false;
    boolean over = answering && !audible && !more;
    if (audible && !answering) begunAtNanos = atNanos;
    answering = audible || answering && more;
    if (known.isPresent()) return known;
    return over && !cut ? Optional.of(new Went(Outcome.UNDISTURBED, false)) : Optional.empty();
  }

  private Optional<Went> judge(long atNanos) {
    long since = atNanos - cutAtNanos;
    if (heard != null) {
      boolean nobody = words(heard).isEmpty() || repeats(heard, said);
      return went(nobody ? Outcome.BY_ITSELF : Outcome.BY_SOMEBODY);
    }
    if (!committed) return since > PATIENCE_NANOS ? went(Outcome.BY_ITSELF) : Optional.empty();
    return since > WORDS_NANOS ? went(Outcome.UNKNOWN) : Optional.empty();
  }

  private Optional<Went> went(Outcome outcome) {
    return Optional.of(new Went(outcome, early));
  }

  /** A voice, or what seemed to be one, cuts the answer that is heard. */
  public void interrupted(long atNanos) {
    if (!answering || cut) return;
    cut = true;
    early = atNanos - begunAtNanos < EARLY_NANOS;
    cutAtNanos = atNanos;
    committed = false;
    heard = null;
  }

  /** Somebody pressed: whatever it was, it is in good hands. */
  public void pressed() {
    cut = false;
  }

  /** The service took what it heard for a question. */
  public void committed() {
    committed = true;
  }

  /** What the service understood. */
  public void heard(String text) {
    if (cut) heard = text;
  }

  /** What the device said. */
  public void said(String text) {
    said = text;
  }

  /** Whether most of the one is in the other, in its order. */
  static boolean repeats(String heard, String said) {
    Set<String> pairs = pairs(words(heard));
    if (pairs.isEmpty()) return false;
    Set<String> own = pairs(words(said));
    long same = pairs.stream().filter(own::contains).count();
    return same >= SAME_SHARE * pairs.size() && same >= 2;
  }

  private static List<String> words(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .limit(WORDS)
        .toList();
  }

  private static Set<String> pairs(List<String> words) {
    Set<String> pairs = new HashSet<>();
    for (int i = 1; i < words.size(); i++) pairs.add(words.get(i - 1) + " " + words.get(i));
    return pairs;
  }
}
