package earshot.realtime;

import org.jspecify.annotations.Nullable;

/**
 * How long a service wants us to wait, out of the words of its error: "Please try again in 4.78s.",
 * "in 120ms", "in 1m3s", "Please retry after 26 seconds." Pure. What it cannot read was not said.
 */
public final class RetryAfter {

  private static final long LONGEST_NANOS = 24 * 3600 * 1_000_000_000L;

  /** The words before the time; nobody says more than a sentence or two. */
  private static final String[] BEFORE = {
    "try again in ", "retry in ", "retry after ", "try again after ", "wait "
  };

  private static final int LONGEST_MESSAGE = 4_000;

  private RetryAfter() {}

  /** Null where the error names no time; never negative, and a day at most. */
  public static @Nullable Long nanosOf(@Nullable ServiceError error) {
    return error == null ? null : nanosIn(error.message());
  }

  static @Nullable Long nanosIn(String message) {
    String text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, 4_000);
    for (String before : BEFORE) {
      for (int at = 0; (at = find(text, before, at)) >= 0; at += before.length()) {
        Long nanos = new Words(text, at + before.length()).nanos();
        if (nanos != null) return nanos;
      }
    }
    return null;
  }

  private static int find(String text, String words, int from) {
    for (int i = from; i <= text.length() - words.length(); i++) {
      if (text.regionMatches(true, i, words, 0, words.length())) return i;
    }
    return -1;
  }

  /** Reads numbers, each with its unit, from a place in a text. */
  private static final class Words {
    private final String text;
    private int at;

    Words(String text, int at) {
      this.text = text;
      this.at = at;
    }

    @Nullable Long nanos() {
      double seconds = 0;
      boolean any = false;
      while (true) {
        skipSpaces();
        int start = at;
        double number = number();
        if (at == start) break;
        skipSpaces();
        double unit = unitSeconds();
        // A number without its unit tells nothing, or belongs to the next sentence.
        if (unit <= 0) break;
        seconds += number * unit;
        any = true;
      }
      if (!any) return null;
      return (long) Math.min(LONGEST_NANOS, seconds * 1e9);
    }

    private void skipSpaces() {
      while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private double number() {
      int start = at;
      while (at < text.length() && isDigit(text.charAt(at))) at++;
      if (at == start) return 0;
      if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
        at++;
        while (at < text.length() && isDigit(text.charAt(at))) at++;
      }
      return Double.parseDouble(text.substring(start, at));
    }

    private double unitSeconds() {
      int start = at;
      while (at < text.length() && isLetter(text.charAt(at))) at++;
      return switch (text.substring(start, at).toLowerCase(java.util.Locale.ROOT)) {
        case "ms", "millisecond", "milliseconds" -> 1e-3;
        case "s", "sec", "secs", "second", "seconds" -> 1;
        case "m", "min", "mins", "minute", "minutes" -> 60;
        case "h", "hour", "hours" -> 3600;
        case "d", "day", "days" -> 86_400;
        default -> 0;
      };
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
      return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
  }
}
