package earshot.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.control.Programs.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this machine: how long the ways of a turn take, and what they cost. */
@Command(
    name = "bench",
    description = "How long the ways of a turn take on this machine, and what they cost.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  private final Surroundings at;

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Also put the figures into this document, between <!-- bench --> and <!-- end of bench -->.")
  @Nullable Path document;

  BenchCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws IOException {
    List<Figure> figures = at.programs().bench();
    if (json) {
      ObjectNode document = Wire.object();
      ArrayNode rows = document.putArray("figures");
      for (Figure figure : figures) {
        rows.addObject()
            .put("path", figure.path())
            .put("value", figure.value())
            .put("unit", figure.unit());
      }
      at.out().println(Wire.pretty(document));
    } else {
      for (Figure f : figures) {
        at.out().printf(Locale.ROOT, "%-56s %10.2f %s%n", f.path(), f.value(), f.unit());
      }
    }
    if (document != null) BenchTable.write(document, BenchTable.of(figures, machine()));
    return Exit.FINE.code();
  }

  private static String machine() {
    int processors = Runtime.getRuntime().availableProcessors();
    String java = "Java " + Runtime.version().feature();
    return System.getProperty("os.arch") + ", " + processors + " processors, " + java;
  }
}
