package earshot.control;

import earshot.control.Programs.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures as tables for people, and how they get between the marks of a document. */
final class BenchTable {

  static final String END = "<!-- end of bench -->\n";

  /** The place for what is the same on each board. */
  static final String PROCESSORS = "processors";

  private BenchTable() {}

  static String begin(String place) {
    return "<!-- bench " + place + " -->\n";
  }

  /** One row for each path, with all that was measured of it. */
  static String of(List<Figure> figures, String machine) {
    Map<String, StringBuilder> rows = new LinkedHashMap<>();
    for (Figure figure : figures) {
      int cut = figure.path().lastIndexOf('/');
      String path = cut < 0 ? figure.path() : figure.path().substring(0, cut);
      var row = rows.computeIfAbsent(path, p -> new StringBuilder());
      if (!row.isEmpty()) row.append("; ");
      if (figure.instead() != null) {
        row.append(figure.instead());
        continue;
      }
      if (cut >= 0) row.append(figure.path().substring(cut + 1)).append(' ');
      row.append(number(figure.value()));
      row.append(' ').append(figure.unit());
    }
    var table = new StringBuilder("| on " + machine + " | |\n|---|---|\n");
    rows.forEach((path, row) -> table.append("| `" + path + "` | " + row + " |\n"));
    return table.toString();
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
  }

  /** Fills each place that the document has for these; throws {@link Refusal} when it has none. */
  static void write(Path document, String board, List<Figure> figures, String machine)
      throws IOException {
    String text = Files.readString(document);
    List<Figure> turns = figures.stream().filter(f -> !ofAProcessor(f)).toList();
    List<Figure> processors = figures.stream().filter(BenchTable::ofAProcessor).toList();
    String filled = fill(text, board, turns, machine);
    filled = fill(filled, PROCESSORS, processors, machine);
    // A place that has the same figures already is a place too.
    if (filled.equals(text) && !text.contains(begin(board)) && !text.contains(begin(PROCESSORS))) {
      throw new Refusal(
          Exit.FAILED,
          document + " has no place for the figures",
          "a line " + begin(board).strip() + " and after it a line " + END.strip());
    }
    Files.writeString(document, filled);
  }

  private static boolean ofAProcessor(Figure figure) {
    return figure.unit().endsWith("10 ms") || figure.path().startsWith("resampler/");
  }

  private static String fill(String text, String place, List<Figure> figures, String machine) {
    int begin = text.indexOf(begin(place));
    int end = begin < 0 ? -1 : text.indexOf(END, begin);
    if (end < 0 || figures.isEmpty()) return text;
    int from = begin + begin(place).length();
    return text.substring(0, from) + of(figures, machine) + text.substring(end);
  }
}
