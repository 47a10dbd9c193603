package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what a script sees. */
@Timeout(120)
class MainProcessTest {

  @TempDir Path directory;

  private record Ran(int code, String out, String err) {}

  private Ran earshot(String... words) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "earshot.Main"));
    line.addAll(List.of(words));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("EARSHOT_SOCKET", directory.resolve("s").toString());
    builder.environment().remove("EARSHOT_CONFIG");
    builder.environment().remove("OPENAI_API_KEY");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void tenMistakesInOneConfigurationAreAllPrintedAndEndWithSeventyEight() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("earshot.toml"),
            """
            [board]
            name = "no-such-board"
            [service]
            modle = "gpt-realtime-2.1"
            provider = "opnai"
            transport = 5
            key = "sk-proj-CANARY0123456789"
            speed = 4.0
            [talk]
            mode = "push"
            preroll_ms = -1
            [audio]
            volume = 101
            [log]
            verbose = true
            """);
    Ran ran = earshot("run", "--config", file.toString());
    assertEquals(78, ran.code(), ran::err);
    assertEquals("", ran.out());
    assertFalse(ran.err().contains("CANARY"), ran::err);
    String[] places = {
      "2: board.name",
      "4: service.modle",
      "5: service.provider",
      "6: service.transport",
      "7: service.key",
      "8: service.speed",
      "10: talk.mode",
      "11: talk.preroll_ms",
      "13: audio.volume",
      "15: log.verbose"
    };
    List<String> lines = ran.err().lines().toList();
    for (String place : places) {
      String start = file + ":" + place + ": ";
      assertEquals(
          1,
          lines.stream().filter(each -> each.startsWith(start) && each.contains(". Try: ")).count(),
          () -> start + " is not told once in\n" + ran.err());
    }
    assertEquals("10 mistakes in the configuration", lines.getLast());
  }

  @Test
  void aScriptCanTellTheEndsApart() throws Exception {
    assertEquals(0, earshot("version").code());
    assertTrue(earshot("version").out().matches("earshot \\d+\\.\\d+\\.\\d+\\S*\n"));
    assertEquals(2, earshot("no-such-command").code());
    assertEquals(64, earshot("status").code());
  }
}
