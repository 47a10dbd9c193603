package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewTest {

  private static ObjectNode status() {
    ObjectNode status = Wire.object().put("state", "listening").put("link", "ready");
    status.put("service", "openai").put("model", "gpt").put("volume", 80).put("muted", false);
    status.putObject("more").put("cost today", "$0.12");
    status.putArray("troubles").addObject().put("what", "The speaker does not work.");
    return status;
  }

  @Test
  void itShowsStateLinkLevelCostTroublesAndWhatIsSaid() {
    List<String> lines =
        View.lines(
            status(),
            Map.of("earshot_mic_decibels", -35L, "earshot_reply_store_samples", 48_000L),
            List.of("a", "b", "c", "d", "e", "f", "user        good morning"),
            80);
    String all = String.join("\n", lines);
    assertTrue(all.contains("state       listening"), all);
    assertTrue(all.contains("link        ready  openai  gpt"), all);
    assertTrue(all.contains("[" + "#".repeat(15) + " ".repeat(15) + "] -35 dB"), all);
    assertTrue(all.contains("2 s to be said"), all);
    assertTrue(all.contains("$0.12"), all);
    assertTrue(all.contains("The speaker does not work."), all);
    assertEquals("user        good morning", lines.getLast());
    assertTrue(!lines.contains("a") && lines.contains("b"), all);
  }

  @Test
  void nothingThatIsSaidMovesTheCursorAndNoLineIsLongerThanTheTerminal() {
    List<String> lines =
        View.lines(status(), Map.of(), List.of("\u001b[2Jboo\r\n", "x".repeat(500)), 40);
    for (String line : lines) {
      assertTrue(line.length() <= 40, line);
      assertTrue(line.chars().noneMatch(Character::isISOControl), line);
    }
  }

  @Test
  void levelsOutsideOfTheBarStayInIt() {
    for (long decibels : new long[] {-100, -70, 0, 5}) {
      String all =
          String.join(
              "\n", View.lines(status(), Map.of("earshot_mic_decibels", decibels), List.of(), 90));
      assertTrue(all.matches("(?s).*\\[[# ]{30}\\].*"), all);
    }
  }
}
