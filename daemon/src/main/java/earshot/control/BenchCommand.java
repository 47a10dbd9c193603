package earshot.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.control.Programs.Figure;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this machine: what the processing of sound costs, and how good it is. */
@Command(
    name = "bench",
    description = "What the processing of sound costs on this machine, and how good it is.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  private final Surroundings at;

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  BenchCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() {
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
        at.out().printf(Locale.ROOT, "%-40s %10.2f %s%n", f.path(), f.value(), f.unit());
      }
    }
    return Exit.FINE.code();
  }
}
