package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed at the worst moments: over all its lives an alarm rings once. */
@Timeout(180)
class PowerCutTest {

  @TempDir Path directory;

  private final List<String> heard = new ArrayList<>();

  /** One life: it is told these lines, and killed when it has done the last of them. */
  private void life(String from, String... lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                AlarmProcess.class.getName(),
                directory.toString(),
                from)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      until("up", out);
      for (String line : lines) {
        in.write(line + "\n");
        in.flush();
        until("done", out);
      }
      process.toHandle().destroyForcibly();
      process.waitFor(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  private void until(String word, BufferedReader out) throws Exception {
    for (String line = out.readLine(); !word.equals(line); line = out.readLine()) {
      if (line == null) throw new AssertionError("it ended before " + word + ": " + heard);
      heard.add(line);
    }
  }

  private long rings() {
    return heard.stream().filter("rings"::equals).count();
  }

  @Test
  void killedASecondBeforeItIsDueItRingsOnceInTheNextLife() throws Exception {
    life("2026-11-21T06:00:00", "set 07:00", "time 2026-11-21T06:59:59");
    assertEquals(List.of(), heard);
    life("2026-11-21T07:00:20", "time 2026-11-21T07:00:21");
    assertEquals(List.of("rings", "sounds"), heard);
    life("2026-11-21T07:00:40");
    assertEquals(List.of("rings", "sounds", "sounds"), heard, "nobody has stopped it");
    life("2026-11-21T07:01:00", "stop");
    life("2026-11-21T07:01:20", "time 2026-11-21T07:02:00");
    life("2026-11-21T06:59:59", "time 2026-11-21T07:00:01");
    assertEquals(1, rings());
    assertEquals("silent", heard.getLast());
  }

  @Test
  void killedAsSoonAsItSaysThatItIsSetItIsSet() throws Exception {
    life("2026-11-21T06:00:00", "set 07:00");
    life("2026-11-21T06:00:10", "time 2026-11-21T07:00:00");
    assertEquals(1, rings());
  }

  @Test
  void aPowerCutOfAnHourIsToldAsMissed() throws Exception {
    life("2026-11-21T06:00:00", "set 07:00");
    life("2026-11-21T08:00:00", "time 2026-11-21T08:00:05");
    life("2026-11-21T08:00:10", "time 2026-11-21T08:00:20");
    assertEquals(List.of("missed"), heard);
  }
}
