package earshot.stage;

import earshot.hal.Lights.Look;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One screen of the house, drawn over itself on a terminal, or told in plain lines where there is
 * none. Keeps no state but what it last drew and the last lines of talk.
 */
final class Screen {

  private static final int LINES_OF_TALK = 16;
  private static final int WIDTH = 78;
  private static final int METER = 24;

  /** What is shown of this moment. */
  record Frame(
      double seconds,
      Look look,
      String state,
      String link,
      boolean held,
      double microphoneDb,
      double speakerDb,
      long costMicros,
      long tokens) {}

  private final PrintStream out;
  private final boolean terminal;
  private final ArrayDeque<String> talk = new ArrayDeque<>();
  private int drawn;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    if (terminal) out.print("\033[?25l");
  }

  /** One more line of what is going on. */
  void say(double seconds, Voice voice, String text) {
    String line = voice.mark + " " + text;
    if (!terminal) {
      out.printf(Locale.ROOT, "%6.2f %s%n", seconds, line);
      return;
    }
    for (String piece : wrap(line)) {
      talk.add(voice.colour + piece + "\033[0m");
      if (talk.size() > LINES_OF_TALK) talk.poll();
    }
  }

  enum Voice {
    NARRATOR("--", "\033[2m"),
    USER("you    >", "\033[36m"),
    ASSISTANT("earshot<", "\033[32m"),
    CUT("  cut   ", "\033[33m"),
    LINK("  link  ", "\033[35m"),
    TROUBLE("  !     ", "\033[31m");

    private final String mark;
    private final String colour;

    Voice(String mark, String colour) {
      this.mark = mark;
      this.colour = colour;
    }
  }

  private static List<String> wrap(String line) {
    List<String> pieces = new ArrayList<>();
    String rest = line;
    while (rest.length() > WIDTH) {
      int at = rest.lastIndexOf(' ', WIDTH);
      if (at < 12) at = WIDTH;
      pieces.add(rest.substring(0, at));
      rest = "         " + rest.substring(at).strip();
    }
    pieces.add(rest);
    return pieces;
  }

  void draw(Frame frame) {
    if (!terminal) return;
    var text = new StringBuilder();
    if (drawn > 0) text.append("\033[").append(drawn).append('A');
    int lines = 0;
    for (String line : lines(frame)) {
      text.append("\033[2K").append(line).append('\n');
      lines++;
    }
    out.print(text);
    out.flush();
    drawn = lines;
  }

  private List<String> lines(Frame f) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "\033[1mEarshot\033[0m  a voice appliance, simulated   %6.1f s   $%.4f   %d tokens",
            f.seconds,
            f.costMicros / 1e6,
            f.tokens));
    lines.add(
        "  light  "
            + lamp(f.look)
            + "   button "
            + (f.held ? "[ held ]" : "[      ]")
            + "   state "
            + pad(f.state, 11)
            + "  link "
            + f.link);
    lines.add("  mic    " + meter(f.microphoneDb) + "   speaker " + meter(f.speakerDb));
    lines.add("");
    lines.addAll(talk);
    for (int i = talk.size(); i < LINES_OF_TALK; i++) lines.add("");
    return lines;
  }

  private static String lamp(Look look) {
    int rgb = Math.max(look.rgb(), 0x101010);
    return "\033[38;2;"
        + Math.min(255, 60 + (rgb >> 16 & 0xff))
        + ";"
        + Math.min(255, 60 + (rgb >> 8 & 0xff))
        + ";"
        + Math.min(255, 60 + (rgb & 0xff))
        + "m(###)\033[0m";
  }

  private static String meter(double db) {
    int full = (int) Math.round(Math.max(0, Math.min(1, (db + 60) / 55)) * METER);
    return "\033[32m" + "=".repeat(full) + "\033[2m" + ".".repeat(METER - full) + "\033[0m";
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  void end() {
    if (terminal) out.print("\033[?25h");
    out.flush();
  }
}
