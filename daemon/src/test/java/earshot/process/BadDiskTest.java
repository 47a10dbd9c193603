package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real daemon on a disk that is full, or read-only, while it is in each of the states: it talks
 * on and says that it cannot keep what it should, and nothing is lost once the disk is well again.
 */
@Timeout(240)
class BadDiskTest {

  private static final Script USUAL =
      Script.answering(Answer.sound(1))
          .with(Script.usual().delivery().withPace(2).withThought(400));

  private interface Act {
    void now() throws Exception;
  }

  @TempDir Path directory;

  private static void run(String... command) throws Exception {
    assertEquals(0, code(command), () -> String.join(" ", command));
  }

  private static int code(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return process.exitValue();
  }

  /** The kernel refuses as long as a file is being written. */
  private static void remount(String how, String place) throws Exception {
    Await.until("it is mounted " + how, () -> code("mount", "-o", "remount," + how, place) == 0);
  }

  private Program daemon(Service service) throws Exception {
    Program program =
        new Program.Plan(directory, "run", "--board", "sim")
            .set("service.provider", "simulator")
            .set("service.url", service.url())
            .start()
            .up();
    program.reach("ready");
    return program;
  }

  private static boolean told(Program program) throws Exception {
    return program.call("status").toString().contains("state-not-kept");
  }

  private static long responses(Program program) throws Exception {
    return program.call("usage").path("sums").path("month").path("responses").asLong(-1);
  }

  /** A question by voice, and the fault in the state that is named. */
  private static void talk(Program program, String state, Act fault) throws Exception {
    if (state.equals("idle")) fault.now();
    // Asked before it can be so: a busy machine would ask too late.
    var speaks = program.later("wait", "state", "speaking", "millis", 60_000);
    var held = program.later("hold", "millis", 900);
    program.reach("listening");
    if (state.equals("listening")) fault.now();
    assertTrue(held.join().path("ok").asBoolean());
    if (state.equals("waiting")) fault.now();
    else {
      assertTrue(speaks.join().path("ok").asBoolean());
      if (state.equals("speaking")) fault.now();
    }
    program.reach("idle");
  }

  /** Breaks and mends the disk in these states, and looks for what was to be kept. */
  private void brokenWhile(
      List<String> states, Act broken, Act mended, Service service, Program first)
      throws Exception {
    long asked = 0;
    int volume = 20;
    try (first) {
      for (String state : states) {
        talk(first, state, broken);
        asked++;
        volume++;
        assertEquals(volume, first.call("volume", "to", volume).path("volume").asInt());
        JsonNode timer =
            first.call("alarms", "act", "timer", "length", "3h", "label", "pills " + asked);
        assertTrue(timer.path("ok").asBoolean(), timer::toString);
        Await.until("it says that nothing is kept", () -> told(first));
        assertTrue(first.call("ask", "text", "Do you go on?").path("ok").asBoolean());
        asked++;
        first.reach("idle");
        assertEquals(asked, responses(first));
        mended.now();
        Await.until("it is over", () -> !told(first));
      }
      first.signal("KILL");
      first.process.waitFor();
    }
    try (var second = daemon(service)) {
      assertEquals(asked, responses(second), "each answer is on the bill");
      assertEquals(volume, second.call("volume").path("volume").asInt());
      assertEquals(states.size(), second.call("alarms", "act", "list").path("timers").size());
    }
  }

  /** The process may not write another byte into a file; to it that is a full disk. */
  @Test
  void aFullDiskCostsNothingButASentence() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit");
    try (var service = Service.playing(USUAL)) {
      Program program = daemon(service);
      String pid = Long.toString(program.process.pid());
      brokenWhile(
          List.of("listening", "speaking"),
          () -> run("prlimit", "--pid", pid, "--fsize=0:"),
          () -> run("prlimit", "--pid", pid, "--fsize=unlimited:"),
          service,
          program);
    }
  }

  @Test
  void aReadOnlyDiskCostsNothingButASentence() throws Exception {
    String state = Files.createDirectory(directory.resolve("state")).toString();
    assumeTrue(
        code("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "none", state) == 0,
        "a file system can be mounted by root only");
    try (var service = Service.playing(USUAL)) {
      Program program = daemon(service);
      brokenWhile(
          List.of("idle", "waiting"),
          () -> remount("ro", state),
          () -> remount("rw", state),
          service,
          program);
    } finally {
      run("umount", "-l", state);
    }
  }
}
