package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.ConfigReader;
import earshot.control.Programs.Figure;
import earshot.hal.Boards;
import earshot.hal.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Turns that are measured are turns that work; how long they take is not judged here. */
class TurnBenchTest {

  @Test
  void eachWayIsMeasuredWithPrerollAndWithout() throws Exception {
    var bench = new TurnBench(Clock.system(), new ConfigReader(Boards.all(), name -> null), 2);
    List<Figure> figures = bench.figures();
    for (String preroll : List.of("turn with pre-roll/", "turn without pre-roll/")) {
      assertEquals(12, figures.stream().filter(f -> f.path().startsWith(preroll)).count(), preroll);
    }
    String all = figures.stream().map(Figure::toString).collect(Collectors.joining("\n"));
    for (Figure figure : figures) {
      if (figure.unit().equals("ms")) assertTrue(figure.value() >= 0, all);
    }
  }
}
