package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.simulator.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the program ends when it cannot go on: as its own start script starts it, where memory may be
 * dumped, with a secret in that memory. Nothing that is left behind holds the secret.
 */
@Timeout(200)
class CrashTest {

  private static final Path SCRIPT = Path.of("src/main/app/bin/earshot");
  private static final String CANARY = "canary-51c9a3f7";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ABRT", "SEGV", "BUS"})
  void aCrashLeavesNoMemoryBehind(String signal) throws Exception {
    try (var service = Service.playing(Script.usual());
        var program = start(service, "")) {
      program.up().reach("idle");
      assertTrue(program.call("ask", "text", "hello").path("ok").asBoolean());
      assertEquals(List.of("0", "0"), coreLimits(program.process.pid()));
      program.signal(signal);
      assertTrue(program.process.waitFor(60, TimeUnit.SECONDS), "it ends");
      assertNotEquals(0, program.process.exitValue());
      if (!signal.equals("ABRT")) {
        String told = Files.readString(program.out) + program.err();
        assertTrue(told.contains("SIG" + signal), () -> "it says of what it died: " + told);
      }
    }
    nothingIsLeft();
  }

  /** Wherever it is that there is no more room: the heap is written to no file. */
  @Test
  void whoHasNoMemoryLeftDumpsNone() throws Exception {
    try (var service = Service.playing(Script.usual());
        var program = start(service, "-Xms4m -Xmx6m -XX:+ExitOnOutOfMemoryError")) {
      if (!program.process.waitFor(30, TimeUnit.SECONDS)) program.process.destroyForcibly();
      program.process.waitFor();
      assertFalse(Files.exists(program.socket), "it never was up");
    }
    nothingIsLeft();
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.startsWith(directory.resolve("secrets"))) continue;
        String name = String.valueOf(file.getFileName());
        assertFalse(name.matches("core.*|hs_err.*|.*\\.hprof|replay_pid.*"), name);
        // Heaps hold text in one byte a character, or two.
        byte[] bytes = Files.readAllBytes(file);
        String one = new String(bytes, StandardCharsets.ISO_8859_1);
        assertFalse(one.contains(CANARY), name);
        assertFalse(one.contains(String.join("\0", CANARY.split(""))), name);
      }
    }
  }

  /** The soft and the hard limit of a process: what may be written when it dies. */
  private static List<String> coreLimits(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits"))) {
      if (line.startsWith("Max core file size")) {
        return List.of(line.substring(18).strip().split(" +")).subList(0, 2);
      }
    }
    throw new AssertionError("no limit of core files");
  }

  /** By its script and that script's options, but with the classes of this test. */
  private Program start(Service service, String further) throws IOException {
    assumeTrue(Files.isExecutable(SCRIPT), "the script is found from the module's directory");
    Path app = Files.createDirectories(directory.resolve("app"));
    Path script = Files.createDirectories(app.resolve("bin")).resolve("earshot");
    executable(script, Files.readString(SCRIPT));
    Path java = Files.createDirectories(app.resolve("runtime/bin")).resolve("java");
    Files.writeString(app.resolve("runtime/release"), "JAVA_VERSION=\"25\"\n");
    executable(
        java,
        """
        #!/bin/sh
        options=
        while [ "$1" != --module-path ]; do options="$options $1"; shift; done
        shift 4
        exec %s/bin/java $options %s -Dtinylog.configuration=tinylog.properties \\
          -cp '%s' earshot.Main "$@"
        """
            .formatted(
                System.getProperty("java.home"), further, System.getProperty("java.class.path")));
    Path work = Files.createDirectories(directory.resolve("work"));
    Path secrets = Files.createDirectories(directory.resolve("secrets"));
    Path key = Files.writeString(secrets.resolve("key"), CANARY);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "custom")
        .set("service.url", service.url())
        .set("service.key", "file:" + key)
        // Where dumps are wanted by everybody else.
        .by(
            work,
            "sh",
            "-c",
            "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\"",
            script.toString())
        .start();
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
