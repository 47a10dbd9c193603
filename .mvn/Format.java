import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks or applies the source format: {@code java --class-path FORMATTER Format.java check|apply|skip DIR}. */
class Format {
  public static void main(String[] args) throws Exception {
    String act = args[0];
    if (act.equals("skip") || !Files.isDirectory(Path.of(args[1]))) return;
    List<Path> sources;
    try (var walk = Files.walk(Path.of(args[1]))) {
      sources = walk.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    }
    var formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      String tidy;
      try {
        tidy = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(text, Style.GOOGLE)));
      } catch (Exception e) {
        System.err.println(source + ": " + e.getMessage());
        wrong.add(source);
        continue;
      }
      if (tidy.equals(text)) continue;
      if (act.equals("apply")) {
        Files.writeString(source, tidy);
        System.out.println("formatted " + source);
      } else {
        wrong.add(source);
      }
    }
    if (wrong.isEmpty()) return;
    wrong.forEach(p -> System.err.println("not formatted: " + p));
    System.err.println("To mend: mvn compile -Dformat=apply");
    System.exit(1);
  }
}
