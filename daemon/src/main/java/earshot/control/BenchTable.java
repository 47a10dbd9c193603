package earshot.control;

import earshot.control.Programs.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures as a table for people, and how it gets between the marks of a document. */
final class BenchTable {

  static final String BEGIN = "<!-- bench -->\n";
  static final String END = "<!-- end of bench -->\n";

  private BenchTable() {}

  /** One row for each path, with all that was measured of it. */
  static String of(List<Figure> figures, String machine) {
    Map<String, StringBuilder> rows = new LinkedHashMap<>();
    for (Figure figure : figures) {
      int cut = figure.path().lastIndexOf('/');
      String path = cut < 0 ? figure.path() : figure.path().substring(0, cut);
      var row = rows.computeIfAbsent(path, p -> new StringBuilder());
      if (!row.isEmpty()) row.append("; ");
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

  /** Throws {@link Refusal} when the document has no place for it. */
  static void write(Path document, String table) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new Refusal(
          Exit.FAILED,
          document + " has no place for the figures",
          "a line " + BEGIN.strip() + " and after it a line " + END.strip());
    }
    Files.writeString(
        document, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
  }
}
