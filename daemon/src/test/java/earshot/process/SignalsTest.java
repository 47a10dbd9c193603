package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the service manager does to the daemon: an end within two seconds in every state, a kill.
 * The two seconds are for a quiet machine; here the measured time is printed and only a hang fails.
 */
@Timeout(120)
class SignalsTest {

  private static final long HANG_MILLIS = 10_000;

  /** The answer is long, and there before it is heard. */
  private static final Script STORY =
      Script.answering(Answer.clips("story"))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  private Program.Plan daemon(String url) {
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "simulator")
        .set("service.url", url);
  }

  private void endsWell(String state, Program program) throws Exception {
    long millis = program.terminatedAfterMillis();
    System.out.println("SIGTERM while " + state + ": gone after " + millis + " ms");
    assertEquals(0, program.process.exitValue(), program::errNow);
    assertTrue(millis < HANG_MILLIS, () -> state + ": " + millis + " ms");
    assertTrue(program.err().contains("Goodbye"), program::errNow);
    assertFalse(Files.exists(program.socket));
  }

  /** A close frame, masked as a client's must be, with a code and the word "goodbye". */
  private static void saidGoodbye(Relay relay) throws Exception {
    Await.until("the connection is closed", () -> relay.open() == 0);
    byte[] last = relay.lastOfClient();
    assertEquals(15, last.length);
    assertEquals(0x88, last[0] & 0xFF);
  }

  @Test
  void whileNobodyListensAtTheServicesPort() throws Exception {
    int port;
    try (Relay gone = Relay.nowhere(Relay.Manner.SLAM)) {
      port = gone.port();
    }
    try (var program = daemon("ws://127.0.0.1:" + port + "/v1/realtime").start().up()) {
      program.reach("down");
      endsWell("down", program);
    }
  }

  @Test
  void whileTheServiceSaysNothing() throws Exception {
    for (String scheme : List.of("ws", "wss")) {
      try (Relay silent = Relay.nowhere(Relay.Manner.IGNORE);
          var program = daemon(silent.url(scheme, "127.0.0.1")).start().up()) {
        Await.until("it has connected", () -> silent.open() == 1);
        program.reach("connecting");
        endsWell("connecting by " + scheme, program);
        Await.until("the connection is closed", () -> silent.open() == 0);
      }
    }
  }

  @Test
  void whileParkedForABadKey() throws Exception {
    try (var service = Service.playing(STORY.with(Terms.USUAL.withKeys("sk-another")));
        var program = daemon(service.url()).start().up()) {
      program.reach("parked");
      endsWell("parked", program);
    }
  }

  @Test
  void whileIdle() throws Exception {
    try (var service = Service.playing(STORY);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      endsWell("idle", program);
      saidGoodbye(relay);
    }
  }

  @Test
  void whileListening() throws Exception {
    try (var service = Service.playing(STORY);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      program.call("press");
      program.reach("listening");
      Await.until("sound arrives", () -> service.soundHeard().length > 0);
      endsWell("listening", program);
      saidGoodbye(relay);
    }
  }

  @Test
  void whileWaiting() throws Exception {
    Script slow = STORY.with(STORY.delivery().withThought(60_000));
    try (var service = Service.playing(slow);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      program.call("hold", "millis", 600);
      program.reach("waiting");
      endsWell("waiting", program);
      saidGoodbye(relay);
    }
  }

  @Test
  void whileSpeaking() throws Exception {
    Script spoken = STORY.with(STORY.delivery().withPace(1));
    try (var service = Service.playing(spoken);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      program.call("hold", "millis", 600);
      program.reach("speaking");
      endsWell("speaking", program);
      saidGoodbye(relay);
    }
  }

  @Test
  void whileFinishing() throws Exception {
    try (var service = Service.playing(STORY);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      program.call("hold", "millis", 600);
      program.reach("finishing");
      endsWell("finishing", program);
      saidGoodbye(relay);
    }
  }

  /** The network has gone without a word: nobody answers the goodbye. */
  @Test
  void whileNobodyWouldAnswerTheGoodbye() throws Exception {
    try (var service = Service.playing(STORY);
        Relay relay = Relay.to(service.server.port());
        var program = daemon(relay.url("ws", "127.0.0.1")).start().up()) {
      program.reach("idle");
      relay.dies();
      program.call("hold", "millis", 600);
      program.reach("waiting");
      endsWell("talking to the deaf", program);
      Await.until("the connection is closed", () -> relay.open() == 0);
    }
  }

  @Test
  void afterAKillItComesUpAgainWithNothingToClean() throws Exception {
    try (var service = Service.playing(STORY)) {
      try (var program = daemon(service.url()).start().up()) {
        program.reach("idle");
        program.process.destroyForcibly();
        assertEquals(137, program.end());
        assertTrue(Files.exists(program.socket));
      }
      try (var program = daemon(service.url()).start().up()) {
        program.reach("idle");
        // A second one beside it is refused, and the first stays reachable.
        try (var second = daemon(service.url()).start()) {
          assertEquals(1, second.end());
          assertTrue(second.err().contains("another earshot daemon"), second::errNow);
        }
        program.reach("idle");
        endsWell("idle after a kill", program);
        try (Stream<Path> left = Files.list(directory)) {
          assertEquals(
              List.of(),
              left.map(file -> file.getFileName().toString())
                  .filter(name -> !name.matches("(out|err).*|state"))
                  .toList());
        }
      }
    }
  }
}
