package earshot.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Translation and transcription as a process between two pipes, over a real socket. */
@Timeout(120)
class KindsProcessTest {

  private static final Script QUICK =
      Script.usual().with(Script.usual().delivery().withThought(50));

  @TempDir Path directory;

  private Program.Plan pipe(Service service, String kind) {
    return new Program.Plan(directory, "run", "--board", "pipe")
        .set("service.provider", "simulator")
        .set("service.url", service.url())
        .set("service.kind", kind)
        .set("service.transcription.model", "gpt-transcribe");
  }

  /** What is said, and silence after it, as samples on a pipe. */
  private static byte[] speech(String clip) {
    short[] question = Voices.clip(clip);
    short[] withEnd = java.util.Arrays.copyOf(question, question.length + Pcm.RATE);
    var bytes = new byte[2 * withEnd.length];
    Pcm.toBytes(withEnd, 0, bytes, 0, withEnd.length);
    return bytes;
  }

  private static List<String> texts(Service service, String type, String field) throws Exception {
    return service.said(false).stream()
        .filter(event -> event.path("type").asText().equals(type))
        .map(event -> event.path(field).asText())
        .toList();
  }

  @Test
  void whatIsSaidIntoAPipeIsWrittenDownAndNothingComesOut() throws Exception {
    try (var service = Service.playing(QUICK);
        var program = pipe(service, "transcription").start().up()) {
      program.reach("ready");
      program.call("press");
      try (OutputStream in = program.process.getOutputStream()) {
        in.write(speech("question-weather"));
      }
      assertEquals(0, program.end(), program::errNow);
      for (byte each : Files.readAllBytes(program.out)) assertEquals(0, each);
      assertEquals(
          List.of(Voices.words("question-weather")),
          texts(service, "conversation.item.input_audio_transcription.completed", "transcript"));
      assertTrue(service.types(true).stream().noneMatch(type -> type.startsWith("response")));
      assertTrue(service.types(false).stream().noneMatch("error"::equals));
    }
  }

  @Test
  void whatIsSaidIntoAPipeComesOutInTheOtherLanguage() throws Exception {
    try (var service = Service.playing(QUICK);
        var program =
            pipe(service, "translation").set("service.translation.language", "es").start().up()) {
      program.reach("ready");
      program.call("press");
      try (OutputStream in = program.process.getOutputStream()) {
        in.write(speech("question-weather"));
      }
      assertEquals(0, program.end(), program::errNow);
      assertArrayEquals(service.soundSaid(), Files.readAllBytes(program.out));
      assertEquals(
          " (es) " + Voices.words("question-weather"),
          String.join("", texts(service, "session.output_transcript.delta", "delta")));
      assertTrue(service.types(false).stream().noneMatch("error"::equals));
    }
  }
}
