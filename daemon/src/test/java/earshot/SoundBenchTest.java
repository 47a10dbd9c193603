package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.ConfigReader;
import earshot.control.Programs.Figure;
import earshot.hal.Boards;
import earshot.hal.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said of the way of the samples; how long it takes is not judged here. */
class SoundBenchTest {

  @Test
  void noProcessorOfOursAllocatesForAFrame() {
    Map<String, Map<String, Object>> boards =
        new TreeMap<>(new ConfigReader(Boards.all(), name -> null).profiles());
    boards.put("off", Map.of("mic_array", "first", "mic_rate", 24_000, "mic_channels", 1));
    List<Figure> figures = new SoundBench(Clock.system(), boards).figures();
    for (String board : boards.keySet()) {
      for (String what : List.of("cost", "allocated")) {
        String path = "array/" + board + "/" + what;
        assertEquals(1, figures.stream().filter(f -> f.path().equals(path)).count(), path);
      }
    }
    for (Figure figure : figures) {
      // Not even once a second: that is 16 bytes at least, in a hundred frames.
      if (figure.path().endsWith("/allocated")) assertTrue(figure.value() < 0.16, figure::toString);
      if (figure.path().contains("alias")) assertTrue(figure.value() < -60, figure::toString);
      if (figure.path().contains("ripple")) assertTrue(figure.value() < 0.5, figure::toString);
    }
  }
}
