package earshot.simulator.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of rules cut into tokens, each with its place. Knows nothing of what they mean. */
final class Tokens {

  /** End of the table; no token reads like it. */
  static final String END = "end of file";

  record Token(String text, String place) {
    boolean is(String other) {
      return text.equals(other);
    }

    boolean isWord() {
      return Character.isLetter(text.charAt(0)) && !text.equals(END);
    }

    boolean isName() {
      return Character.isUpperCase(text.charAt(0));
    }

    boolean isQuoted() {
      return text.charAt(0) == '"';
    }

    boolean isNumber() {
      return Character.isDigit(text.charAt(0));
    }

    boolean isLimits() {
      return text.charAt(0) == '(';
    }

    /** What stands between the quotes or the parentheses. */
    String inner() {
      return text.substring(1, text.length() - 1);
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"[^\"]*\"|\\([^)]*\\)|\\.\\.\\.|[A-Za-z][A-Za-z0-9_.]*|[0-9]+|[=|:,?*{}\\[\\]]");

  private Tokens() {}

  static List<Token> of(String file, String source) {
    List<Token> tokens = new ArrayList<>();
    int number = 0;
    for (String line : source.lines().toList()) {
      number++;
      String place = file + ":" + number;
      Matcher matcher = TOKEN.matcher(line);
      int at = 0;
      while (true) {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) at++;
        if (at == line.length() || line.charAt(at) == '#') break;
        if (!matcher.find(at) || matcher.start() != at) {
          throw new MalformedRules(place, "cannot read '" + line.substring(at) + "'");
        }
        tokens.add(new Token(matcher.group(), place));
        at = matcher.end();
      }
    }
    tokens.add(new Token(END, file + ":" + number));
    return tokens;
  }
}
