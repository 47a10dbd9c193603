package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.Urgency;
import earshot.hal.Urgency.Treatment;
import earshot.simulator.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel grants the daemon's process of urgency, as the kernel itself has it, and what is
 * said of it; with the right to it taken away too.
 */
@Timeout(120)
class UrgencyTest {

  private static final List<String> WITHOUT =
      List.of("setpriv", "--bounding-set", "-sys_nice,-ipc_lock");

  private static final List<String> ON_ONE = List.of("taskset", "-c", "0");

  @TempDir Path directory;

  @BeforeEach
  void aSoundServerIsThere() {
    SoundServer.assumeInstalled();
  }

  private record Seen(List<String> urgent, long lockedKilobytes, String metrics, String doctor) {}

  /** A daemon on a card, and what is known of it when both its threads play and hear. */
  private Seen seen(List<String> command) throws Exception {
    try (var _ =
            SoundServer.with(
                directory, "module-null-sink sink_name=ear rate=48000 channels=2 norewinds=1");
        var service = Service.playing(Script.usual())) {
      Program.Plan plan =
          new Program.Plan(directory, "run", "--board", "desktop")
              .set("service.provider", "simulator")
              .set("service.url", service.url())
              .with(SoundServer.environment(directory, "ear", "ear.monitor"));
      if (!command.isEmpty()) plan.by(directory, command.toArray(String[]::new));
      try (var daemon = plan.start().up()) {
        daemon.reach("ready");
        Await.until("it hears", () -> metric(daemon, "earshot_mic_samples_total") > 0);
        Path process = Path.of("/proc", Long.toString(daemon.process.pid()));
        // Who hears has asked; whether that is granted holds for both.
        Await.until(
            "the other has asked too",
            () -> {
              Set<String> now = urgent(process);
              return now.isEmpty() || now.contains("speaker");
            });
        Set<String> urgent = urgent(process);
        long locked = Urgency.lockedKilobytes(Files.readAllLines(process.resolve("status")));
        var status = daemon.call("status");
        assertEquals(
            urgent.isEmpty() ? "no thread" : String.join(", ", urgent),
            status.findPath("real time").asText(),
            status::toString);
        String doctor = doctor(status);
        return new Seen(List.copyOf(urgent), locked, metrics(daemon), doctor);
      }
    }
  }

  private static Set<String> urgent(Path process) {
    return Urgency.threads(process).stream()
        .filter(Treatment::realTime)
        .map(Treatment::thread)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String metrics(Program daemon) throws Exception {
    return daemon.call("metrics").path("text").asText();
  }

  private static long metric(Program daemon, String name) throws Exception {
    return metrics(daemon)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }

  /** The same daemon's findings, by the command. */
  private String doctor(JsonNode status) throws Exception {
    assertTrue(status.path("ok").asBoolean(), status::toString);
    try (var doctor =
        new Program.Plan(directory, "doctor", "--json", "--no-network", "--board", "desktop")
            .set("service.provider", "simulator")
            .start()) {
      doctor.end();
      return Files.readString(doctor.out);
    }
  }

  @Test
  void theThreadsOfTheSoundAreUrgentWhereTheMachineAllowsItAndTheDoctorAgrees() throws Exception {
    Seen seen = seen(List.of());
    System.out.println("urgent: " + seen.urgent() + ", locked: " + seen.lockedKilobytes() + " kB");
    boolean granted = !seen.urgent().isEmpty();
    if (granted) assertEquals(List.of("mic", "speaker"), seen.urgent());
    assertEquals(!granted, seen.doctor().contains("no-real-time"), seen::doctor);
    assertEquals(
        seen.lockedKilobytes() == 0, seen.doctor().contains("no-memory-lock"), seen::doctor);
    String metrics = seen.metrics();
    assertTrue(metrics.contains("earshot_real_time_threads " + seen.urgent().size()), metrics);
    int locked = seen.lockedKilobytes() > 0 ? 1 : 0;
    assertTrue(metrics.contains("earshot_memory_locked " + locked), metrics);
  }

  @Test
  void whereTheRightIsTakenAwayItWorksAllTheSameAndTheReasonIsSaid() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can take rights away");
    Process probe = new ProcessBuilder(with(WITHOUT, "true")).start();
    assumeTrue(
        probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0,
        "setpriv does not work here");
    List<String> command = with(WITHOUT, Program.virtualMachine().toArray(String[]::new));
    Seen seen = seen(with(command, "earshot.Main"));
    assertEquals(List.of(), seen.urgent());
    assertEquals(0, seen.lockedKilobytes());
    assertTrue(seen.doctor().contains("no-real-time"), seen::doctor);
    assertTrue(seen.doctor().contains("no-memory-lock"), seen::doctor);
    assertTrue(seen.metrics().contains("earshot_real_time_threads 0"), seen::metrics);
  }

  @Test
  void onOneProcessorTheyAreNotAndTheDoctorDoesNotMissIt() throws Exception {
    assumeTrue(
        new ProcessBuilder("which", "taskset").start().waitFor() == 0, "taskset is not here");
    List<String> pinned = with(ON_ONE, Program.virtualMachine().toArray(String[]::new));
    Seen seen = seen(with(pinned, "earshot.Main"));
    assertEquals(List.of(), seen.urgent());
    assertFalse(seen.doctor().contains("no-real-time"), seen::doctor);
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }
}
