package earshot.hal.sound;

import earshot.hal.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A sound server of a test's own, with null sinks whose monitors can be recorded: {@code ear} with
 * two channels, {@code ear8} with eight. They do not rewind: a null sink that does renders up to
 * two seconds ahead, and new sound has to wait for that. Java Sound finds it by the environment of
 * the JVM, so what uses it runs in a JVM of its own ({@link #java}).
 */
public final class SoundServer implements AutoCloseable {

  private static final List<Path> SERVERS =
      List.of(Path.of("/usr/bin/pulseaudio"), Path.of("/usr/local/bin/pulseaudio"));

  /** A socket's path may have no more than 107 bytes. */
  private static final int LONGEST_FOLDER = 90;

  private final Path folder;
  private final Process process;

  /** Why there can be none on this machine, or null. */
  public static @Nullable String missing() {
    if (SERVERS.stream().noneMatch(Files::isExecutable)) return "pulseaudio is not installed";
    return plugin() ? null : "libasound2-plugins is not installed";
  }

  private static boolean plugin() {
    for (String root : List.of("/usr/lib", "/usr/lib64")) {
      try (var found =
          Files.find(
              Path.of(root), 3, (p, a) -> p.endsWith("alsa-lib/libasound_module_pcm_pulse.so"))) {
        if (found.findAny().isPresent()) return true;
      } catch (IOException | UncheckedIOException e) {
        // Not there, or not ours to read.
        continue;
      }
    }
    return false;
  }

  public SoundServer() throws IOException {
    Path wanted = Path.of("target").toAbsolutePath();
    Files.createDirectories(wanted);
    folder =
        wanted.toString().length() < LONGEST_FOLDER - 20
            ? Files.createTempDirectory(wanted, "sound")
            : Files.createTempDirectory("sound");
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        """
        load-module module-native-protocol-unix socket=%s auth-anonymous=1
        load-module module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1
        load-module module-null-sink sink_name=ear8 rate=48000 channels=8 \
            channel_map=surround-71 norewinds=1
        """
            .formatted(socket()));
    var builder =
        new ProcessBuilder(
                SERVERS.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString(),
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disallow-exit",
                "--high-priority=yes",
                "--realtime=yes",
                "-n",
                "-F",
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment("ear"));
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Await.until(
        "the sound server listens (" + folder.resolve("log") + ")", () -> Files.exists(socket()));
  }

  private Path socket() {
    return folder.resolve("native");
  }

  /** What makes ALSA's default card of a process this server's sink and its monitor. */
  public Map<String, String> environment(String sink) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PULSE_SERVER", "unix:" + socket());
    environment.put("PULSE_SINK", sink);
    environment.put("PULSE_SOURCE", sink + ".monitor");
    environment.put("PULSE_RUNTIME_PATH", folder.toString());
    environment.put("XDG_RUNTIME_DIR", folder.toString());
    environment.put("HOME", folder.toString());
    return environment;
  }

  /** A JVM with this class path that plays to a sink and hears it; its errors go to ours. */
  public ProcessBuilder java(String sink, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-Djava.awt.headless=true", "-ea"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment(sink));
    return builder;
  }

  @Override
  public void close() {
    end();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server under those that use it. */
  public void end() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
