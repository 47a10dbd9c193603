package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A canceller whose library is not to be had, or ends the real process again and again. */
@Timeout(180)
class CancellerProcessTest {

  private static final int TOO_OFTEN = 3;

  /** What stands in the file, in words, besides a mark for each time. */
  private static final int NO_MARK = 3;

  @TempDir Path directory;

  private Program.Plan plan() throws Exception {
    int port;
    try (Relay gone = Relay.nowhere(Relay.Manner.SLAM)) {
      port = gone.port();
    }
    return new Program.Plan(directory, "run", "--board", "pipe")
        .set("service.provider", "simulator")
        .set("service.url", "ws://127.0.0.1:" + port + "/v1/realtime")
        .set("talk.mode", "open")
        .set("microphones.echo", "on");
  }

  private String marks() throws IOException {
    Path file = directory.resolve("state/canceller");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private int words() throws IOException {
    return marks().strip().split(" ").length;
  }

  private static String stays(Program program) throws Exception {
    for (JsonNode each : program.call("status").path("troubles")) {
      if (each.path("id").asText().equals("echo-stays")) return each.toString();
    }
    return "";
  }

  @Test
  void aLibraryThatCannotBeLoadedIsToldWithItsReason() throws Exception {
    // Where it would have to be unpacked nothing can be.
    var nowhere = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory.resolve("no/where"));
    try (var program = plan().with(nowhere).start().up()) {
      Await.until("it tells", () -> !stays(program).isEmpty());
      String told = stays(program);
      assertTrue(told.contains("where") && told.contains("libpulse0"), told);
      program.terminatedAfterMillis();
      assertEquals(0, program.process.exitValue(), program::errNow);
    }
    assertEquals(NO_MARK, words(), "nothing is held against it: " + marks());
  }

  @Test
  void aLibraryThatAPackageHasUnpackedIsUsedWhereItIs() throws Exception {
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    String name = "libwebrtc-java-linux-" + processor + ".so";
    Path folder = Files.createDirectories(directory.resolve("lib"));
    try (InputStream in = getClass().getResourceAsStream("/" + name)) {
      assumeTrue(in != null, "there is none for this processor");
      Files.copy(in, folder.resolve(name));
    }
    String options =
        "-Djava.io.tmpdir=" + directory.resolve("no/where") + " -Dearshot.native.dir=" + folder;
    try (var program = plan().with(Map.of("JAVA_TOOL_OPTIONS", options)).start().up()) {
      Path maps = Path.of("/proc/" + program.process.pid() + "/maps");
      Await.until(
          "it is loaded or told",
          () -> Files.readString(maps).contains("lib/" + name) || !stays(program).isEmpty());
      assumeTrue(!stays(program).contains("shared object"), "what it needs is not here");
      assertEquals("", stays(program));
      program.terminatedAfterMillis();
    }
  }

  @Test
  void aLibraryThatEndsTheProcessThreeTimesIsLeftAlone() throws Exception {
    for (int i = 1; i <= TOO_OFTEN; i++) {
      // As the packaged unit has it: no file of a crash is left behind.
      var quiet =
          Map.of("JAVA_TOOL_OPTIONS", "-XX:+SuppressFatalErrorMessage -XX:-CreateCoredumpOnCrash");
      try (var program = plan().with(quiet).start().up()) {
        int times = i;
        Await.until("it is used", () -> words() == NO_MARK + times);
        assumeTrue(stays(program).isEmpty(), "the library cannot be loaded here");
        program.signal("SEGV");
        assertNotEquals(0, program.end());
      }
    }
    try (var program = plan().start().up()) {
      Await.until("it is left alone", () -> stays(program).contains("three times"));
      program.terminatedAfterMillis();
    }
    assertEquals(NO_MARK + TOO_OFTEN, words(), "an orderly end without it proves nothing");
  }
}
