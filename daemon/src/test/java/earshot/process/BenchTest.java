package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command that measures, on pipes and on a sound server's null device whose monitor is the
 * microphone: that everything is measured, and that nothing allocates for a frame. How long
 * anything takes is printed and not judged here.
 */
@Timeout(180)
class BenchTest {

  private static final List<String> KINDS =
      List.of("turn with pre-roll/", "turn without pre-roll/");
  private static final List<String> WAYS =
      List.of("button to wire", "sample to wire", "delta to sample", "button to silence");
  private static final List<String> COSTS = List.of("processor", "allocated", "pauses", "memory");

  @TempDir Path directory;

  private Map<String, JsonNode> figures(Program.Plan plan) throws Exception {
    try (var bench = plan.start()) {
      assertEquals(0, bench.end(), bench::errNow);
      JsonNode document = new ObjectMapper().readTree(Files.readString(bench.out));
      Map<String, JsonNode> figures = new TreeMap<>();
      document.path("figures").forEach(each -> figures.put(each.path("path").asText(), each));
      for (String kind : KINDS) {
        for (String cost : COSTS) measured(figures, kind + "cost/" + cost);
        for (String way : WAYS) {
          measured(figures, kind + way + "/half within");
          measured(figures, kind + way + "/all within");
        }
      }
      List<String> printed = new ArrayList<>();
      figures.forEach((path, each) -> printed.add(path + " " + each.path("value")));
      printed.removeIf(line -> line.contains("array/") || line.contains("resampler/"));
      System.out.println("bench on " + document.path("board") + ":\n" + String.join("\n", printed));
      return figures;
    }
  }

  private static JsonNode at(Map<String, JsonNode> figures, String path) {
    return Objects.requireNonNull(figures.get(path), () -> path + " in " + figures);
  }

  private static void measured(Map<String, JsonNode> figures, String path) {
    JsonNode one = at(figures, path);
    assertTrue(one.path("value").isNumber() && one.path("value").asDouble() >= 0, one::toString);
  }

  @Test
  void onPipesAllIsMeasuredAndWhatNothingLeadsBackIsSaid() throws Exception {
    Map<String, JsonNode> figures =
        figures(new Program.Plan(directory, "bench", "--json", "--turns", "2"));
    assertEquals(
        "not heard", at(figures, "speaker to microphone/half within").path("instead").asText());
    measured(figures, "processor/echo filter/cost");
    measured(figures, "array/respeaker-6mic/cost");
    figures.forEach(
        (path, figure) -> {
          double value = figure.path("value").asDouble();
          // Not even once a second: that is 16 bytes at least, in a hundred frames.
          if (figure.path("unit").asText().equals("bytes per 10 ms")) {
            assertTrue(value < 0.16, figure::toString);
          }
          if (path.contains("alias")) assertTrue(value < -60, figure::toString);
          if (path.contains("ripple")) assertTrue(value < 0.5, figure::toString);
        });
  }

  @Test
  void onASoundServerTheMicrophoneHearsTheSpeakerAndItsSilence() throws Exception {
    SoundServer.assumeInstalled();
    try (var _ =
        SoundServer.with(
            directory, "module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1")) {
      Path page = directory.resolve("page.md");
      Files.writeString(page, "<!-- bench desktop -->\n<!-- end of bench -->\n");
      Map<String, JsonNode> figures =
          figures(
              new Program.Plan(directory, "bench", "--json", "--board", "desktop", "--turns", "2")
                  .word("--write")
                  .word(page.toString())
                  .with(SoundServer.environment(directory, "ear", "ear.monitor")));
      measured(figures, "speaker to microphone/half within");
      measured(figures, "turn with pre-roll/button to silence in the microphone/half within");
      assertTrue(Files.readString(page).contains("| `speaker to microphone` | half within "));
    }
  }

  @Test
  void aCardThatIsNotThereIsToldAndNothingIsMeasured() throws Exception {
    try (var bench =
        new Program.Plan(directory, "bench", "--board", "desktop")
            .set("board.mic_card", "Nonesuch")
            .start()) {
      assertEquals(1, bench.end());
      // Where there is no card at all it may be the speaker that is told first.
      assertTrue(bench.err().contains("could not find the sound card"), bench::errNow);
      assertEquals("", Files.readString(bench.out));
    }
  }
}
