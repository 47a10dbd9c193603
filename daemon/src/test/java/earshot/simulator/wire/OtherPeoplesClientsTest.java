package earshot.simulator.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote talk with the simulated service in a process of its own. */
class OtherPeoplesClientsTest {

  private static final Path CLIENTS = Path.of("src/test/clients");
  private static final long PATIENCE_SECONDS = 240;

  @Test
  void agentsRealtimeTalksByTextByVoiceAndWithATool(@TempDir Path dir) throws Exception {
    assumeTrue(nodeIsThere(), "node 20 or newer is not installed");
    assumeTrue(
        Files.isDirectory(CLIENTS.resolve("node_modules")),
        "the clients are not installed; daemon/src/test/clients/run installs them");
    Path output = dir.resolve("output");
    var builder =
        new ProcessBuilder(CLIENTS.resolve("run").toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    builder
        .environment()
        .put(
            "EARSHOT_SIMULATOR",
            "'" + java + "' -cp '" + classPath + "' earshot.simulator.wire.Standalone");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> said(output));
      assertEquals(0, process.exitValue(), () -> said(output));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String said(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean nodeIsThere() throws InterruptedException {
    try {
      Process node = new ProcessBuilder("node", "--version").start();
      String version = new String(node.getInputStream().readAllBytes());
      return node.waitFor() == 0
          && Integer.parseInt(version.strip().replaceFirst("v(\\d+).*", "$1")) >= 20;
    } catch (IOException e) {
      return false;
    }
  }
}
