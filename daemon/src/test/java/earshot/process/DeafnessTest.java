package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.hal.Clock;
import earshot.simulator.Script;
import earshot.telemetry.NotifyReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real daemon on a real sound server's null devices, which dies, hangs and comes back. The
 * times are printed, and a busy machine may take longer than the two and the five seconds; what
 * holds is the order of things, and that the service manager is told nothing while it is deaf.
 */
@Timeout(240)
class DeafnessTest {

  private static final Path PULSE = Path.of("/usr/bin/pulseaudio");
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;
  private final Clock clock = Clock.system();

  @BeforeEach
  void aSoundServerIsThere() {
    assumeTrue(Files.isExecutable(PULSE), "no real sound: pulseaudio is not installed");
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

  private Process server() throws Exception {
    Path socket = directory.resolve("native");
    Files.deleteIfExists(socket);
    Path script = directory.resolve("script");
    Files.writeString(
        script,
        """
        load-module module-native-protocol-unix socket=%s auth-anonymous=1
        load-module module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1
        """
            .formatted(socket));
    var builder =
        new ProcessBuilder(
                PULSE.toString(),
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disallow-exit",
                "-n",
                "-F",
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    Await.until("the sound server listens", () -> Files.exists(socket));
    return process;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PULSE_SERVER", "unix:" + directory.resolve("native"));
    environment.put("PULSE_SINK", "ear");
    environment.put("PULSE_SOURCE", "ear.monitor");
    environment.put("PULSE_RUNTIME_PATH", directory.toString());
    environment.put("XDG_RUNTIME_DIR", directory.toString());
    environment.put("HOME", directory.toString());
    environment.put("NOTIFY_SOCKET", directory.resolve("notify").toString());
    // Long enough for the last rung of the ladder not to come in between.
    environment.put("WATCHDOG_USEC", "1000000");
    return environment;
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertTrue(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0);
  }

  private static void end(Process process) throws Exception {
    process.destroyForcibly();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
  }

  /** How long it took until both are in trouble, or neither is. */
  private long millisUntil(Program daemon, boolean trouble) throws Exception {
    long start = clock.nanos();
    for (String each : List.of("microphone-failed", "speaker-failed")) {
      Await.until(
          each + (trouble ? " is told" : " is over"),
          () -> daemon.call("status").toString().contains(each) == trouble);
    }
    return (clock.nanos() - start) / 1_000_000;
  }

  private static List<String> told(NotifyReceiver manager) {
    List<String> told = new ArrayList<>();
    try {
      String message;
      while ((message = manager.poll()) != null) told.add(message);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return told;
  }

  private static void alive(NotifyReceiver manager) throws Exception {
    Await.until("a sign of life", () -> told(manager).contains("WATCHDOG=1"));
  }

  /** Nothing but sentences, however often it would have been due. */
  private void nothingWhileDeaf(NotifyReceiver manager) throws Exception {
    told(manager);
    long until = clock.nanos() + 2 * SECOND;
    Await.until("two seconds are over", () -> clock.nanos() > until);
    List<String> told = told(manager);
    assertTrue(told.stream().noneMatch(m -> m.contains("WATCHDOG")), told::toString);
  }

  @Test
  void aSoundServerThatHangsOrDiesIsNoticedAndFoundAgain() throws Throwable {
    Process server = server();
    try (var manager = new NotifyReceiver(directory.resolve("notify").toString());
        var service = Service.playing(Script.usual());
        var daemon =
            new Program.Plan(directory, "run", "--board", "desktop")
                .set("service.provider", "simulator")
                .set("service.url", service.url())
                .with(environment())
                .start()
                .up()) {
      daemon.reach("ready");
      millisUntil(daemon, false);
      alive(manager);

      signal(server, "STOP");
      System.out.println("the server hangs: told after " + millisUntil(daemon, true) + " ms");
      nothingWhileDeaf(manager);
      signal(server, "CONT");
      System.out.println("it goes on: over after " + millisUntil(daemon, false) + " ms");
      alive(manager);

      end(server);
      System.out.println("the server dies: told after " + millisUntil(daemon, true) + " ms");
      nothingWhileDeaf(manager);
      server = server();
      System.out.println("it is started: over after " + millisUntil(daemon, false) + " ms");
      alive(manager);

      daemon.terminatedAfterMillis();
      assertEquals(0, daemon.process.exitValue(), daemon::errNow);
      assertTrue(told(manager).contains("STOPPING=1"));
    } finally {
      end(server);
    }
  }

  @Test
  void withoutASoundServerItStartsAllTheSame() throws Throwable {
    try (var manager = new NotifyReceiver(directory.resolve("notify").toString());
        var service = Service.playing(Script.usual());
        var daemon =
            new Program.Plan(directory, "run", "--board", "desktop")
                .set("service.provider", "simulator")
                .set("service.url", service.url())
                .with(environment())
                .start()
                .up()) {
      daemon.reach("ready");
      millisUntil(daemon, true);
      assertTrue(told(manager).contains("READY=1"));
      daemon.terminatedAfterMillis();
      assertEquals(0, daemon.process.exitValue(), daemon::errNow);
    }
  }
}
