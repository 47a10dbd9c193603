package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Clock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the real process keeps when it is killed, without any network: alarms and the volume. */
@Timeout(180)
class RestartTest {

  private static final long BEFORE_DUE_MILLIS = 1_000;

  @TempDir Path directory;

  private Program offline() throws Exception {
    int port;
    try (Relay gone = Relay.nowhere(Relay.Manner.SLAM)) {
      port = gone.port();
    }
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "simulator")
        .set("service.url", "ws://127.0.0.1:" + port + "/v1/realtime")
        .start()
        .up();
  }

  private static boolean rings(Program program) throws Exception {
    return program.call("alarms", "act", "list").path("ringing").size() > 0;
  }

  private static int rung(Program program) throws Exception {
    return program.err().split("An alarm rings", -1).length - 1;
  }

  @Test
  void killedASecondBeforeItIsDueATimerRingsOnceWhenTheProcessIsBack() throws Exception {
    Clock clock = Clock.system();
    long dueMillis;
    try (var program = offline()) {
      JsonNode set = program.call("alarms", "act", "timer", "length", "4s", "label", "pills");
      dueMillis = clock.epochMillis() + 4_000;
      assertTrue(set.path("kept").asBoolean(), set::toString);
      Await.until("it is nearly due", () -> clock.epochMillis() >= dueMillis - BEFORE_DUE_MILLIS);
      program.signal("KILL");
      program.process.waitFor();
      assertEquals(0, rung(program));
    }
    Await.until("it is due", () -> clock.epochMillis() >= dueMillis + 200);
    try (var program = offline()) {
      long upMillis = clock.epochMillis();
      Await.until("it rings", () -> rings(program));
      System.out.println(
          "rings " + Math.max(0, clock.epochMillis() - upMillis) + " ms after the process is up");
      assertEquals(
          "pills",
          program.call("alarms", "act", "list").path("ringing").path(0).path("label").asText());
      assertTrue(program.call("stop").path("stopped").asBoolean());
      Await.until("it is silent", () -> !rings(program));
      // The journal has its own thread: a word of it may come after the answer of the socket.
      Await.until("the journal says so", () -> rung(program) > 0);
      program.signal("KILL");
      program.process.waitFor();
      assertEquals(1, rung(program), program::errNow);
    }
    try (var program = offline()) {
      JsonNode list = program.call("alarms", "act", "list");
      assertEquals(0, list.path("ringing").size(), "once, and not again");
      assertEquals(0, list.path("timers").size());
      assertEquals(0, rung(program));
    }
  }

  @Test
  void theVolumeIsKeptAndStopAndTimeWorkWithoutANetwork() throws Exception {
    try (var program = offline()) {
      assertEquals(35, program.call("volume", "to", 35).path("volume").asInt());
      Await.until("it is on the disk", () -> directory.resolve("state/volume").toFile().exists());
      assertTrue(program.call("time").path("ok").asBoolean());
      assertTrue(program.call("say", "prompt", "no-network").path("ok").asBoolean());
      assertTrue(program.call("stop").path("ok").asBoolean());
      assertEquals(1, program.call("repeat").path("exit").asInt(1), "nothing was ever said");
      program.signal("KILL");
      program.process.waitFor();
    }
    try (var program = offline()) {
      assertEquals(35, program.call("volume").path("volume").asInt());
      // The configuration's own is for a device that nobody has turned yet.
      assertTrue(program.call("reload").path("ok").asBoolean());
      assertEquals(35, program.call("volume").path("volume").asInt());
    }
  }
}
