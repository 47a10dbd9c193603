package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What must not grow or spin: attempts in a storm, threads and handles, the loop at rest. */
@Timeout(120)
class EnduranceTest {

  private static final Script USUAL =
      Script.answering(Answer.sound(1))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  private Program.Plan daemon(String url) {
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "simulator")
        .set("service.url", url);
  }

  @Test
  void aServerThatSlamsTheDoorIsTriedEverMoreSeldom() throws Exception {
    try (Relay storm = Relay.nowhere(Relay.Manner.SLAM);
        var program = daemon(storm.url("ws", "127.0.0.1")).start().up()) {
      Await.until("it has knocked four times", () -> storm.accepted() == 4);
      List<Long> gaps = storm.gapsMillis();
      // Each delay is at least an eighth of a step that quadruples from 250 ms.
      for (int i = 0; i < gaps.size(); i++) {
        long least = 31L << 2 * i;
        assertTrue(gaps.get(i) >= least, () -> "attempts came after " + gaps + " ms");
      }
      assertTrue(program.call("status").path("ok").asBoolean());
    }
  }

  @Test
  void thirtyConnectionsLeaveNoThreadAndNoHandle() throws Exception {
    try (var service = Service.playing(USUAL, true)) {
      Path ca = Files.writeString(directory.resolve("ca.pem"), service.server.pem());
      Path file = directory.resolve("earshot.toml");
      try (var program =
          daemon(service.url())
              .set("service.ca", ca)
              .config(Files.writeString(file, ""))
              .start()
              .up()) {
        again(program, 5);
        long handles = Footprint.handles(program);
        long threads = Footprint.threads(program);
        again(program, 30);
        Await.until(
            "there are " + threads + " threads and " + handles + " handles again",
            () -> Footprint.threads(program) <= threads && Footprint.handles(program) <= handles);
        assertEquals(36, service.connections());
      }
    }
  }

  /** A turn, and a new connection. */
  private void again(Program program, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      program.reach("ready");
      assertTrue(program.call("ask", "text", "Hello?").path("ok").asBoolean());
      Files.writeString(
          directory.resolve("earshot.toml"),
          "[service]\ninstructions = \"%d of %d\"\n".formatted(i, times));
      assertTrue(program.call("reload").path("ok").asBoolean());
    }
    program.reach("idle");
  }

  @Test
  void theLoopSleepsWhileNobodySpeaks() throws Exception {
    try (var service = Service.playing(USUAL);
        var program = daemon(service.url()).start().up()) {
      program.reach("idle");
      program.call("ask", "text", "Hello?");
      program.reach("idle");
      Path loop = Footprint.proc(program, "task/" + idOf(program, "loop"));
      long ticks = ticks(loop);
      long wakes = wakes(loop);
      Clock clock = Clock.system();
      long until = clock.nanos() + 3_000_000_000L;
      while (clock.nanos() < until) LockSupport.parkNanos(until - clock.nanos());
      long usedMillis = 10 * (ticks(loop) - ticks);
      long woken = wakes(loop) - wakes;
      System.out.println("three idle seconds: " + usedMillis + " ms, woken " + woken + " times");
      // A loop that turns without need would use thousands; a busy machine is slow at the little.
      assertTrue(usedMillis < 300, () -> "the idle loop used " + usedMillis + " ms");
      assertTrue(woken < 15, () -> "the idle loop woke " + woken + " times");
    }
  }

  private static String idOf(Program program, String name) throws IOException {
    try (Stream<Path> all = Files.list(Footprint.proc(program, "task"))) {
      for (Path task : all.toList()) {
        if (Files.readString(task.resolve("comm")).strip().equals(name)) {
          return task.getFileName().toString();
        }
      }
    }
    throw new AssertionError("there is no thread " + name);
  }

  /** User and system time in hundredths of a second. */
  private static long ticks(Path task) throws IOException {
    String stat = Files.readString(task.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static long wakes(Path task) throws IOException {
    return Files.readAllLines(task.resolve("status")).stream()
        .filter(line -> line.startsWith("voluntary_ctxt_switches"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
