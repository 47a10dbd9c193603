package earshot.control;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a person, one line each. Blocks until it is answered; the end of the input is a no. */
final class Questions {

  private final BufferedReader in;
  private final PrintStream out;
  private final @Nullable Console console;

  /**
   * @param console for what nobody shall see being typed; null when there is no terminal
   */
  Questions(InputStream in, PrintStream out, @Nullable Console console) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
    this.console = console;
  }

  /** The answer, or the usual one for an empty line. */
  String ask(String question, String usual) {
    out.print(question + (usual.isEmpty() ? ": " : " [" + usual + "]: "));
    out.flush();
    String line = line();
    return line.isBlank() ? usual : line.strip();
  }

  /** One of these words, asked for until it is one. */
  String choose(String question, List<String> words, String usual) {
    while (true) {
      String answer = ask(question + " (" + String.join(", ", words) + ")", usual);
      if (words.contains(answer)) return answer;
      out.println("That is none of them.");
    }
  }

  boolean yes(String question, boolean usual) {
    return choose(question, List.of("yes", "no"), usual ? "yes" : "no").equals("yes");
  }

  /** What is typed is not shown on a terminal. */
  String secret(String question) {
    out.print(question + ": ");
    out.flush();
    if (console == null) return line().strip();
    char[] typed = console.readPassword();
    return typed == null ? "" : new String(typed).strip();
  }

  private String line() {
    try {
      String line = in.readLine();
      if (line == null)
        throw new Refusal(Exit.FAILED, "the answers ended; nothing was changed", "");
      return line;
    } catch (IOException e) {
      throw new Refusal(Exit.FAILED, "could not read the answers: " + e.getMessage(), "");
    }
  }
}
