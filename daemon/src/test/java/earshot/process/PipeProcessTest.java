package earshot.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon between two pipes, as in {@code arecord | earshot run --board pipe | aplay}. */
@Timeout(120)
class PipeProcessTest {

  private static final Script WEATHER =
      Script.answering(Answer.clips("weather"))
          .with(Script.usual().delivery().withPace(20).withThought(50));

  @TempDir Path directory;

  private static byte[] bytes(short[] samples) {
    var bytes = new byte[2 * samples.length];
    Pcm.toBytes(samples, 0, bytes, 0, samples.length);
    return bytes;
  }

  /** An odd number of samples, so that the rest of a frame counts too. */
  private static byte[] noise() {
    var noise = new byte[2 * (3 * Pcm.RATE + 7)];
    new Random(8).nextBytes(noise);
    return noise;
  }

  private Program.Plan pipe(String url) {
    return new Program.Plan(directory, "run", "--board", "pipe")
        .set("service.provider", "simulator")
        .set("service.url", url);
  }

  @Test
  void whatComesInWhileTheButtonIsHeldIsHeardBitByBitAndTheAnswerLeavesBitByBit() throws Exception {
    byte[] noise = noise();
    try (var service = Service.playing(WEATHER);
        var program = pipe(service.url()).start().up()) {
      program.reach("ready");
      assertTrue(program.call("press").path("ok").asBoolean());
      try (OutputStream in = program.process.getOutputStream()) {
        in.write(noise);
      }
      assertEquals(0, program.end(), program::errNow);
      assertArrayEquals(noise, service.soundHeard());
      assertArrayEquals(bytes(Voices.clip("weather")), Files.readAllBytes(program.out));
    }
  }

  @Test
  void theProgramsOwnSimulatorRecordsTheSame() throws Exception {
    byte[] noise = noise();
    Path record = directory.resolve("heard");
    Path aside = Files.createDirectory(directory.resolve("aside"));
    try (var simulator =
        new Program.Plan(
                aside,
                "simulator",
                "--listen",
                "127.0.0.1:0",
                "--pace",
                "20",
                "--record",
                record.toString())
            .start()) {
      Await.until("it says where", () -> Files.readString(simulator.out).endsWith("\n"));
      try (var program = pipe(Files.readString(simulator.out).strip()).start().up()) {
        program.reach("ready");
        program.call("press");
        try (OutputStream in = program.process.getOutputStream()) {
          in.write(noise);
        }
        assertEquals(0, program.end(), program::errNow);
        try (Stream<Path> files = Files.list(record)) {
          assertArrayEquals(noise, Files.readAllBytes(files.findFirst().orElseThrow()));
        }
        assertTrue(Files.size(program.out) > 2 * Pcm.RATE);
      }
      assertTrue(simulator.terminatedAfterMillis() < 10_000);
      assertEquals(0, simulator.process.exitValue());
    }
  }

  /** Read far faster than it was spoken, from its very first sample on. */
  @Test
  void anOpenMicrophoneThatIsAFileIsHeardFromTheFirstSampleToTheLast() throws Exception {
    short[] question = Voices.clip("question-weather");
    byte[] speech = bytes(java.util.Arrays.copyOf(question, question.length + Pcm.RATE));
    Path file = Files.write(directory.resolve("question.raw"), speech);
    try (var service = Service.playing(WEATHER);
        var program = pipe(service.url()).set("talk.mode", "open").in(file).start()) {
      assertEquals(0, program.end(), program::errNow);
      assertArrayEquals(speech, service.soundHeard());
      assertArrayEquals(bytes(Voices.clip("weather")), Files.readAllBytes(program.out));
      assertEquals(1, count(service, "input_audio_buffer.committed"));
      assertEquals(1, count(service, "response.done"));
      assertEquals(0, count(service, "error"), () -> "" + program.errNow());
    }
  }

  /** The whole file has been read long before somebody is there to hear it. */
  @Test
  void anOpenMicrophoneIsHeardWholeWhenTheServiceComesLate() throws Exception {
    short[] question = Voices.clip("question-weather");
    byte[] speech = bytes(java.util.Arrays.copyOf(question, question.length + Pcm.RATE));
    Path file = Files.write(directory.resolve("question.raw"), speech);
    try (var service = Service.playing(WEATHER);
        Relay relay = Relay.to(service.server.port())) {
      relay.manner(Relay.Manner.SLAM);
      try (var program =
          pipe(relay.url("ws", "127.0.0.1")).set("talk.mode", "open").in(file).start()) {
        // The fourth knock comes within seconds: later ones could be too late for what was said.
        Await.until("it has knocked three times", () -> relay.accepted() == 3);
        relay.manner(Relay.Manner.PASS);
        assertEquals(0, program.end(), program::errNow);
        assertArrayEquals(speech, service.soundHeard());
        assertArrayEquals(bytes(Voices.clip("weather")), Files.readAllBytes(program.out));
      }
    }
  }

  /** No silence at its end: nothing tells the service that the user has finished, but the end. */
  @Test
  void anOpenMicrophoneThatEndsInTheMiddleOfSpeechIsAnsweredAllTheSame() throws Exception {
    short[] question = Voices.clip("question-weather");
    byte[] speech = bytes(java.util.Arrays.copyOf(question, question.length - Pcm.RATE / 2));
    Path file = Files.write(directory.resolve("question.raw"), speech);
    try (var service = Service.playing(WEATHER);
        var program = pipe(service.url()).set("talk.mode", "open").in(file).start()) {
      assertEquals(0, program.end(), program::errNow);
      assertArrayEquals(speech, service.soundHeard());
      assertArrayEquals(bytes(Voices.clip("weather")), Files.readAllBytes(program.out));
      assertEquals(1, count(service, "input_audio_buffer.committed"));
      assertEquals(1, count(service, "response.done"));
      assertEquals(0, count(service, "error"));
    }
  }

  @Test
  void whenTheReaderHasLeftItEnds() throws Exception {
    try (var service = Service.playing(WEATHER);
        var program = pipe(service.url()).holdingOut().start().up()) {
      program.reach("ready");
      program.process.getInputStream().close();
      program.call("press");
      try (OutputStream in = program.process.getOutputStream()) {
        in.write(noise());
      }
      assertEquals(1, program.end(), program::errNow);
      assertTrue(program.err().contains("speaker on standard output"), program::errNow);
    }
  }

  private static long count(Service service, String type) throws Exception {
    return service.types(false).stream().filter(type::equals).count();
  }
}
