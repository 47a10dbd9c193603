package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.simulator.Script;
import earshot.telemetry.NotifyReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final long SECOND = 1_000_000_000L;
  private static final String[] BOTH = {"microphone-failed", "speaker-failed"};

  @TempDir Path directory;
  private final Clock clock = Clock.system();

  @BeforeEach
  void aSoundServerIsThere() {
    SoundServer.assumeInstalled();
  }

  private SoundServer server() throws Exception {
    return SoundServer.with(
        directory, "module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1");
  }

  private Map<String, String> environment(String sink, String source) {
    Map<String, String> environment = SoundServer.environment(directory, sink, source);
    environment.put("NOTIFY_SOCKET", directory.resolve("notify").toString());
    // Long enough for the last rung of the ladder not to come in between.
    environment.put("WATCHDOG_USEC", "1000000");
    return environment;
  }

  private Program daemon(Service service, Map<String, String> environment) throws Exception {
    return new Program.Plan(directory, "run", "--board", "desktop")
        .set("service.provider", "simulator")
        .set("service.url", service.url())
        .with(environment)
        .start()
        .up();
  }

  /** How long it took until all these are told, or none is. */
  private long millisUntil(Program daemon, boolean trouble, String... names) throws Exception {
    long start = clock.nanos();
    for (String each : names) {
      Await.until(
          each + (trouble ? " is told" : " is over"),
          () -> {
            if (!daemon.process.isAlive()) {
              throw new AssertionError(
                  "it ended with " + daemon.process.exitValue() + "\n" + daemon.err());
            }
            return daemon.call("status").toString().contains(each) == trouble;
          });
    }
    return (clock.nanos() - start) / 1_000_000;
  }

  private static boolean well(Program daemon) {
    try {
      String status = daemon.call("status").toString();
      return status.contains("\"ok\"") && List.of(BOTH).stream().noneMatch(status::contains);
    } catch (IOException e) {
      // It is about to end.
      return false;
    }
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
    SoundServer server = server();
    try (var manager = new NotifyReceiver(directory.resolve("notify").toString());
        var service = Service.playing(Script.usual());
        var daemon = daemon(service, environment("ear", "ear.monitor"))) {
      daemon.reach("ready");
      millisUntil(daemon, false, BOTH);
      alive(manager);

      server.signal("STOP");
      System.out.println("the server hangs: told after " + millisUntil(daemon, true, BOTH) + " ms");
      nothingWhileDeaf(manager);
      server.signal("CONT");
      System.out.println("it goes on: over after " + millisUntil(daemon, false, BOTH) + " ms");
      alive(manager);

      server.close();
      System.out.println("the server dies: told after " + millisUntil(daemon, true, BOTH) + " ms");
      nothingWhileDeaf(manager);
      server = server();
      Await.until(
          "both work again, or it ends to be started afresh",
          () -> !daemon.process.isAlive() || well(daemon));
      if (daemon.process.isAlive()) {
        alive(manager);
        daemon.terminatedAfterMillis();
        assertEquals(0, daemon.process.exitValue(), daemon::errNow);
        assertTrue(told(manager).contains("STOPPING=1"));
      } else {
        // The ladder's last rung. Whoever started it does so again.
        System.out.println("the server is started: only a fresh process finds it\n" + daemon.err());
        assertTrue(daemon.err().contains("A fresh start may find it"), daemon::errNow);
        try (var afresh = daemon(service, environment("ear", "ear.monitor"))) {
          millisUntil(afresh, false, BOTH);
          alive(manager);
        }
      }
    } finally {
      server.close();
    }
  }

  @Test
  void withoutASoundServerItStartsAllTheSame() throws Throwable {
    try (var manager = new NotifyReceiver(directory.resolve("notify").toString());
        var service = Service.playing(Script.usual());
        var daemon = daemon(service, environment("ear", "ear.monitor"))) {
      daemon.reach("ready");
      millisUntil(daemon, true, BOTH);
      assertTrue(told(manager).contains("READY=1"));
      daemon.terminatedAfterMillis();
      assertEquals(0, daemon.process.exitValue(), daemon::errNow);
    }
  }

  private interface Act {
    void now() throws Exception;
  }

  /** One fault from its cause to its end, as a listener and the service manager see it. */
  private void fault(
      String what, NotifyReceiver manager, Program daemon, String trouble, Act cause, Act end)
      throws Exception {
    cause.now();
    long told = millisUntil(daemon, true, trouble);
    nothingWhileDeaf(manager);
    end.now();
    long over = millisUntil(daemon, false, trouble);
    System.out.println(what + ": told after " + told + " ms, over after " + over + " ms");
    alive(manager);
  }

  @Test
  void devicesThatFailOneByOneAreNoticedAndFoundAgain() throws Throwable {
    var card = new PipedCard(directory);
    String mic = card.microphoneModule();
    try (var server = SoundServer.with(directory, mic, card.speakerModule());
        var other = card.begin();
        var manager = new NotifyReceiver(directory.resolve("notify").toString());
        var service = Service.playing(Script.usual());
        var daemon = daemon(service, environment("spk", "mic"))) {
      daemon.reach("ready");
      millisUntil(daemon, false, BOTH);
      alive(manager);
      String ears = "microphone-failed";
      fault("47 %", manager, daemon, ears, () -> other.gives(0.47), () -> other.gives(1));
      fault("nothing", manager, daemon, ears, () -> other.gives(0), () -> other.gives(1));
      fault(
          "suspended",
          manager,
          daemon,
          ears,
          () -> server.tell("suspend-source mic 1"),
          () -> server.tell("suspend-source mic 0"));
      fault(
          "pulled out, and plugged in as another",
          manager,
          daemon,
          ears,
          () -> server.tell("unload-module module-pipe-source"),
          () -> server.tell("load-module " + mic));
      fault(
          "a blocked speaker",
          manager,
          daemon,
          "speaker-failed",
          () -> other.takes(false),
          () -> other.takes(true));
      other.givesZeros(true);
      System.out.println(
          "zeros: told after " + millisUntil(daemon, true, "microphone-silent") + " ms");
      other.givesZeros(false);
      System.out.println(
          "sound: over after " + millisUntil(daemon, false, "microphone-silent") + " ms");
      daemon.terminatedAfterMillis();
      assertEquals(0, daemon.process.exitValue(), daemon::errNow);
    }
  }
}
