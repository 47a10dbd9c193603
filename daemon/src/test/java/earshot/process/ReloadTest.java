package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A changed configuration in a running daemon: all of it or nothing, and no more than it says. */
@Timeout(120)
class ReloadTest {

  private static final Script USUAL =
      Script.answering(Answer.sound(1))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  private void write(Service service, int volume, String more) throws IOException {
    Files.writeString(
        directory.resolve("earshot.toml"),
        """
        [board]
        name = "sim"
        [audio]
        volume = %d
        [service]
        provider = "simulator"
        url = "%s"
        %s
        """
            .formatted(volume, service.url(), more));
  }

  private Program start() throws Exception {
    return new Program.Plan(
            directory, "run", "--config", directory.resolve("earshot.toml").toString())
        .start();
  }

  private static int volume(Program program) throws IOException {
    return program.call("status").path("volume").asInt();
  }

  private static String troubles(Program program) throws IOException {
    return program.call("status").path("troubles").toString();
  }

  @Test
  void hangUpReadsTheConfigurationAgainAllOfItOrNothing() throws Exception {
    try (var service = Service.playing(USUAL)) {
      write(service, 80, "");
      try (var program = start().up()) {
        program.reach("idle");
        assertEquals(80, volume(program));

        write(service, 30, "bass = 11");
        program.signal("HUP");
        Await.until("it is noticed", () -> troubles(program).contains("bad-reload"));
        assertTrue(program.err().contains("service.bass"), program::errNow);
        assertEquals(80, volume(program));
        assertEquals(1, service.connections());

        write(service, 30, "");
        program.signal("HUP");
        Await.until("it is in effect", () -> volume(program) == 30);
        Await.until("it is mended", () -> !troubles(program).contains("bad-reload"));
        program.reach("idle");
        assertTrue(program.terminatedAfterMillis() < 10_000);
        assertEquals(0, program.process.exitValue());
      }
    }
  }

  @Test
  void aTrustAnchorThatIsNoneChangesNothing() throws Exception {
    Path none = Files.writeString(directory.resolve("none.pem"), "nothing of that kind\n");
    try (var service = Service.playing(USUAL)) {
      write(service, 80, "");
      try (var program = start().up()) {
        program.reach("idle");
        write(service, 30, "ca = \"" + none + "\"");
        JsonNode answer = program.call("reload");
        assertFalse(answer.path("ok").asBoolean(), answer::toString);
        assertEquals("service.ca", answer.at("/problems/0/key").asText(), answer::toString);
        assertEquals(8, answer.at("/problems/0/line").asInt(), answer::toString);
        assertEquals(80, volume(program));
        program.reach("idle");
        assertEquals(1, service.connections());
      }
    }
  }

  @Test
  void aTrustAnchorThatIsNoneIsAMistakeInTheConfiguration() throws Exception {
    Path none = Files.writeString(directory.resolve("none.pem"), "nothing of that kind\n");
    try (var service = Service.playing(USUAL)) {
      write(service, 80, "ca = \"" + none + "\"");
      try (var program = start()) {
        assertEquals(78, program.end(), program::errNow);
        assertTrue(program.err().contains("service.ca"), program::errNow);
        assertFalse(program.err().contains("Exception"), program::errNow);
      }
    }
  }

  @Test
  void whatIsNotAboutTheServiceLeavesTheConversationAlone() throws Exception {
    try (var service = Service.playing(USUAL)) {
      write(service, 80, "");
      try (var program = start().up()) {
        program.reach("idle");
        program.call("press");
        program.reach("listening");
        write(service, 30, "");
        assertTrue(program.call("reload").path("ok").asBoolean());
        assertEquals(30, volume(program));
        assertEquals("listening", program.call("status").path("state").asText());
        assertEquals(1, service.connections());
        write(service, 30, "instructions = \"Be brief.\"");
        assertTrue(program.call("reload").path("ok").asBoolean());
        Await.until("there is a new session", () -> service.connections() == 2);
      }
    }
  }

  /** Whoever turns the open microphone off means it. */
  @Test
  void anOpenMicrophoneIsClosedByTheChangeToPushToTalk() throws Exception {
    try (var service = Service.playing(USUAL)) {
      write(service, 80, "[talk]\nmode = \"open\"");
      try (var program = start().up()) {
        program.reach("idle");
        Await.until("it listens", () -> service.soundHeard().length > 0);
        write(service, 80, "");
        assertTrue(program.call("reload").path("ok").asBoolean());
        program.reach("idle");
        int before = service.soundHeard().length;
        // A turn in writing: sound that is sent meanwhile would arrive before its end.
        for (int i = 0; i < 3; i++) {
          assertTrue(program.call("ask", "text", "Hello?").path("complete").asBoolean());
        }
        assertEquals(before, service.soundHeard().length);
        write(service, 80, "[talk]\nmode = \"open\"");
        assertTrue(program.call("reload").path("ok").asBoolean());
        Await.until("it listens again", () -> service.soundHeard().length > before);
      }
    }
  }

  /** The same in the middle of a word that the service has heard to begin. */
  @Test
  void whoIsHeardSpeakingIsNotHeardAnyMoreAfterTheChangeToPushToTalk() throws Exception {
    Path babble = directory.resolve("babble.wav");
    try (var wav = new earshot.hal.Wav.Writer(babble)) {
      short[] samples = earshot.simulator.Voices.babble(60, 1);
      wav.write(samples, 0, samples.length);
    }
    try (var service = Service.playing(USUAL)) {
      String mic = "[board]\nname = \"sim\"\nmic = \"" + babble + "\"\n";
      Path file = directory.resolve("earshot.toml");
      write(service, 80, "[talk]\nmode = \"open\"");
      Files.writeString(file, Files.readString(file).replaceFirst("\\[board]\nname.*\n", mic));
      try (var program = start().up()) {
        program.reach("listening");
        Files.writeString(file, Files.readString(file).replace("\"open\"", "\"hold\""));
        assertTrue(program.call("reload").path("ok").asBoolean());
        program.reach("idle");
        int before = service.soundHeard().length;
        assertTrue(program.call("ask", "text", "Hello?").path("complete").asBoolean());
        assertEquals(before, service.soundHeard().length);
      }
    }
  }

  /** The configuration is a pipe that nobody writes into, so it waits there. */
  @Test
  void anEndThatIsWishedWhileItStartsIsAnEndAsAnyOther() throws Exception {
    Path fifo = directory.resolve("earshot.toml");
    Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assertEquals(0, made.waitFor());
    try (var program = start();
        var writer = Files.newOutputStream(fifo)) {
      program.signal("HUP");
      program.signal("TERM");
      assertEquals(0, program.end(), program::errNow);
      assertEquals(List.of(), List.of(program.err().lines().toArray()));
      writer.flush();
    }
  }
}
