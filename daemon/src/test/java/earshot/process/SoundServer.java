package earshot.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real sound server in a folder of the test's, with the devices that the test asks for: it can be
 * stopped and killed like any process, and told to take a device away or to suspend it.
 */
final class SoundServer implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/pulseaudio");

  private final Path folder;
  private final Process process;

  private SoundServer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  static void assumeInstalled() {
    assumeTrue(Files.isExecutable(PROGRAM), "no real sound: pulseaudio is not installed");
    assumeTrue(plugin(), "no real sound: libasound2-plugins is not installed");
  }

  private static boolean plugin() {
    try (var found =
        Files.find(
            Path.of("/usr/lib"),
            3,
            (p, a) -> p.endsWith("alsa-lib/libasound_module_pcm_pulse.so"))) {
      return found.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** With these modules, each as the server's own command line has it. */
  static SoundServer with(Path folder, String... modules) throws Exception {
    Path door = folder.resolve("native");
    Path cli = folder.resolve("cli");
    Files.deleteIfExists(door);
    Files.deleteIfExists(cli);
    var script = new StringBuilder();
    for (String each : modules) script.append("load-module ").append(each).append('\n');
    // Last, so that everything is there when it listens.
    script.append("load-module module-cli-protocol-unix socket=%s\n".formatted(cli));
    script.append(
        "load-module module-native-protocol-unix socket=%s auth-anonymous=1\n".formatted(door));
    Path file = Files.writeString(folder.resolve("script"), script);
    var builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disallow-exit",
                "--high-priority=yes",
                "--realtime=yes",
                "-n",
                "-F",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment(folder, "none", "none"));
    Process process = builder.start();
    Await.until("the sound server listens", () -> Files.exists(door));
    return new SoundServer(folder, process);
  }

  /** What makes these two the default card of a process. */
  static Map<String, String> environment(Path folder, String sink, String source) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PULSE_SERVER", "unix:" + folder.resolve("native"));
    environment.put("PULSE_SINK", sink);
    environment.put("PULSE_SOURCE", source);
    environment.put("PULSE_RUNTIME_PATH", folder.toString());
    environment.put("XDG_RUNTIME_DIR", folder.toString());
    environment.put("HOME", folder.toString());
    return environment;
  }

  /** One line of its command language. */
  void tell(String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("cli")));
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(4096);
      // It hangs up when it has done it all.
      while (channel.read(answer) >= 0) answer.clear();
    }
  }

  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertTrue(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
