package earshot.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Clock;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network that cuts, stalls, slams and drags by chance, while somebody goes on asking. */
@Timeout(300)
class StormTest {

  private static final long SEED = Long.getLong("earshot.storm.seed", 20_261_121);
  private static final int SECONDS = Integer.getInteger("earshot.storm.seconds", 6);

  private static final Script USUAL =
      Script.answering(Answer.sound(1))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  @Test
  void afterAStormItTalksAgainAndHasLeftNothingBehind() throws Exception {
    try (var service = Service.playing(USUAL, true);
        Relay relay = Relay.to(service.server.port());
        var program =
            new Program.Plan(directory, "run", "--board", "sim")
                .set("service.provider", "simulator")
                .set("service.url", relay.url("wss", "localhost"))
                .set(
                    "service.ca",
                    Files.writeString(directory.resolve("ca.pem"), service.server.pem()))
                .start()
                .up()) {
      program.reach("ready");
      // What is made once and kept has been made.
      for (int i = 0; i < 2; i++) {
        answered(program);
        int before = relay.accepted();
        relay.cut();
        relay.awaitAccepted(before + 1);
        program.reach("ready");
      }
      answered(program);
      program.reach("idle");
      long handles = Footprint.handles(program);
      long threads = Footprint.threads(program);
      storm(program, relay);
      Await.until("it talks again", () -> talks(program));
      program.reach("idle");
      Await.until(
          "there are " + threads + " threads and " + handles + " handles again, one connection",
          () ->
              relay.open() <= 1
                  && Footprint.threads(program) <= threads
                  && Footprint.handles(program) <= handles);
    } catch (AssertionError e) {
      throw new AssertionError("the storm of seed " + SEED, e);
    }
  }

  private static void storm(Program program, Relay relay) throws Exception {
    var over = new AtomicBoolean();
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!over.get()) {
                    program.later("ask", "text", "Hello?").exceptionally(_ -> null).join();
                  }
                });
    var random = new Random(SEED);
    Clock clock = Clock.system();
    long end = clock.nanos() + SECONDS * 1_000_000_000L;
    int cuts = 0;
    while (clock.nanos() < end) {
      relay.flows();
      // Who was let in by nobody would wait for the deadline of connecting.
      if (relay.manner(Relay.Manner.PASS) == Relay.Manner.IGNORE) relay.cut();
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          relay.cut();
          cuts++;
        }
        case 2 -> relay.stalls();
        case 3 -> relay.manner(Relay.Manner.SLAM);
        case 4 -> relay.manner(Relay.Manner.IGNORE);
        default -> relay.delays(random.nextInt(100));
      }
      // A press makes it try again at once: without one, each failure makes it wait longer.
      program.call(random.nextBoolean() ? "tap" : "stop");
      pause(clock, 50_000_000L + random.nextInt(600) * 1_000_000L);
    }
    relay.flows();
    relay.manner(Relay.Manner.PASS);
    relay.delays(0);
    // Those who were let in and are not talked to are let go.
    relay.cut();
    over.set(true);
    Await.until(
        "nobody asks any more",
        () -> {
          program.call("stop");
          return !asking.isAlive();
        });
    System.out.println(
        "a storm of " + SECONDS + " s: " + cuts + " cuts, " + relay.accepted() + " attempts");
  }

  private static void pause(Clock clock, long nanos) {
    long until = clock.nanos() + nanos;
    for (long left; (left = until - clock.nanos()) > 0; ) LockSupport.parkNanos(left);
  }

  private static boolean talks(Program program) throws Exception {
    return program.call("ask", "text", "Hello?").path("complete").asBoolean();
  }

  private static void answered(Program program) throws Exception {
    JsonNode answer = program.call("ask", "text", "Hello?");
    assertTrue(answer.path("complete").asBoolean(), () -> answer + "\n" + program.errNow());
  }
}
