package earshot.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Config.BoardConfig;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs.BenchOptions;
import earshot.control.Programs.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures this machine: how long the ways of a turn take, and what they cost. */
@Command(
    name = "bench",
    description = "How long the ways of a turn take on this machine, and what they cost.",
    mixinStandardHelpOptions = true,
    footer =
        "%nWithout a board the ends are pipes, and what each processor costs is told as well. A"
            + " board's card must be free: systemctl stop earshot. Chirps and some talk are played"
            + " on it.")
final class BenchCommand implements Callable<Integer> {

  private static final String PIPE = "pipe";
  private static final int MOST_TURNS = 1_000;

  private final Surroundings at;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--board", paramLabel = "NAME", description = "A board of: earshot devices.")
  @Nullable String board;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The board of this configuration; its service is not asked.")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Of the board, such as board.mic_card=NAME.")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--turns",
      paramLabel = "N",
      description = "Of each kind, ${DEFAULT-VALUE} if not given; from 100 on, 99 %% are told too.")
  int turns = 10;

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Also put the figures into this document, between <!-- bench NAME --> and <!-- end of"
              + " bench -->. NAME is that of the board, or processors.")
  List<Path> documents = new ArrayList<>();

  BenchCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws IOException {
    if (turns < 1 || turns > MOST_TURNS) {
      throw new ParameterException(spec.commandLine(), "--turns is a number from 1 to 1000");
    }
    BoardConfig measured = null;
    if (board != null || config != null || !sets.isEmpty()) {
      switch (at.reader().read(new Sources(config, board, simulated()))) {
        case Reading.Bad(var problems) -> {
          return at.bad(problems);
        }
        case Reading.Good(var good, var _) -> measured = good.board();
      }
      if (measured.name().equals(PIPE)) measured = null;
    }
    List<Figure> figures = at.programs().bench(new BenchOptions(measured, turns));
    String name = measured == null ? PIPE : measured.name();
    if (json) at.out().println(Wire.pretty(document(name, figures)));
    else print(figures);
    for (Path each : documents) BenchTable.write(each, name, figures, machine());
    return Exit.FINE.code();
  }

  /** Whatever service is configured needs no key here. */
  private List<String> simulated() {
    List<String> all = new ArrayList<>(List.of("service.provider=simulator"));
    all.addAll(sets);
    return all;
  }

  private void print(List<Figure> figures) {
    for (Figure f : figures) {
      if (f.instead() != null) at.out().printf(Locale.ROOT, "%-64s %s%n", f.path(), f.instead());
      else at.out().printf(Locale.ROOT, "%-64s %10.2f %s%n", f.path(), f.value(), f.unit());
    }
  }

  private static ObjectNode document(String name, List<Figure> figures) {
    ObjectNode document = Wire.object().put("board", name).put("machine", machine());
    ArrayNode rows = document.putArray("figures");
    for (Figure figure : figures) {
      ObjectNode row = rows.addObject().put("path", figure.path());
      if (figure.instead() == null) row.put("value", figure.value());
      else row.putNull("value").put("instead", figure.instead());
      row.put("unit", figure.unit());
    }
    return document;
  }

  private static String machine() {
    int processors = Runtime.getRuntime().availableProcessors();
    String java = "Java " + Runtime.version().feature();
    return System.getProperty("os.arch") + ", " + processors + " processors, " + java;
  }
}
