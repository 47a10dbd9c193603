package earshot.config;

import java.util.regex.Pattern;

/** What of a user's text may be shown again in a message: nothing that may be a secret. Pure. */
final class Discreet {

  private static final int SHORT = 24;
  private static final Pattern LIKE_A_SECRET =
      Pattern.compile("(?i).*\\b(sk|ek|pk|rk)[-_].*|.*[A-Za-z0-9+/_-]{25,}.*", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'[^',]{3,}'");

  private Discreet() {}

  /** The value in quotes when it is short and harmless, otherwise what it is. */
  static String value(Object value) {
    if (!(value instanceof String text)) {
      return value instanceof Number || value instanceof Boolean ? value.toString() : "this value";
    }
    if (text.isEmpty()) {
      return "empty text";
    }
    boolean plain = text.length() <= SHORT && text.chars().noneMatch(Character::isISOControl);
    return plain && !LIKE_A_SECRET.matcher(text).matches() ? '"' + text + '"' : "this text";
  }

  static boolean likeASecret(String text) {
    return LIKE_A_SECRET.matcher(text).matches();
  }

  /** A whole name, with parts that look like a secret left out. */
  static String path(String path) {
    StringBuilder shown = new StringBuilder();
    for (String part : path.split("\\.", -1)) {
      String plain = part.replaceAll("\\p{Cntrl}", " ");
      shown.append(shown.isEmpty() ? "" : ".").append(likeASecret(plain) ? "(hidden)" : plain);
    }
    return shown.length() <= 120 ? shown.toString() : shown.substring(0, 120);
  }

  /** A parser's message less the words of the user's that it quotes. */
  static String syntax(String message) {
    String first = message.lines().findFirst().orElse("it is not TOML");
    String quoted = QUOTED.matcher(first).replaceAll("this text");
    return likeASecret(quoted) ? "this is not TOML" : quoted;
  }
}
