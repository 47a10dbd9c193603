package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.hal.Urgency.Treatment;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this machine's kernel grants, it is asked for again; what it refuses, changes nothing. */
class UrgencyTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "urgency is Linux's");
  }

  private static <T> T onAThread(String name, Callable<T> act) throws Exception {
    var task = new FutureTask<>(act);
    Thread.ofPlatform().name(name).start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static Treatment treatment(String thread) {
    return Urgency.threads().stream()
        .filter(t -> t.thread().equals(thread))
        .findAny()
        .orElseThrow();
  }

  @Test
  void aThreadGoesBeforeAllOthersOrTheReasonIsToldAndItGoesOn() throws Exception {
    record Outcome(@Nullable String refused, Treatment before, Treatment after) {}
    Outcome outcome =
        onAThread(
            "urgent-one",
            () -> {
              Treatment before = treatment("urgent-one");
              return new Outcome(Urgency.hasten(), before, treatment("urgent-one"));
            });
    System.out.println("urgency: " + outcome);
    assertFalse(outcome.before().realTime());
    if (outcome.refused() == null) {
      assertEquals(new Treatment("urgent-one", true, Urgency.PRIORITY), outcome.after());
    } else {
      assertEquals(outcome.before(), outcome.after());
      assertFalse(outcome.refused().isBlank());
    }
    // It is the thread's own, and what that starts is as usual again.
    assertFalse(onAThread("usual-one", () -> treatment("usual-one")).realTime());
    Treatment child =
        onAThread(
            "urgent-two",
            () -> {
              Urgency.hasten();
              return onAThread("child-one", () -> treatment("child-one"));
            });
    assertFalse(child.realTime());
  }

  @Test
  void onOneProcessorNoThreadGoesBeforeTheOthers() throws Exception {
    Treatment alone =
        onAThread(
            "urgent-alone",
            () -> {
              assertNotNull(Urgency.hasten(1));
              return treatment("urgent-alone");
            });
    assertFalse(alone.realTime());
    assertTrue(Urgency.oneProcessor(List.of("Cpus_allowed:\t1", "Cpus_allowed_list:\t0")));
    assertFalse(Urgency.oneProcessor(List.of("Cpus_allowed:\tf", "Cpus_allowed_list:\t0-3")));
    assertFalse(Urgency.oneProcessor(List.of("Cpus_allowed_list:\t0,2")));
    assertFalse(Urgency.oneProcessor(List.of()));
  }

  @Test
  void theKernelsLinesAreUnderstoodWhateverTheThreadIsCalled() {
    String rest = "S 1" + " 0".repeat(35);
    assertEquals(new Treatment("a) (b", true, 20), Treatment.of("7 (a) (b) " + rest + " 20 1 0 0"));
    assertEquals(new Treatment("mic", true, 3), Treatment.of("7 (mic) " + rest + " 3 2 0 0"));
    assertEquals(new Treatment("mic", false, 0), Treatment.of("7 (mic) " + rest + " 0 0 0 0"));
    assertNull(Treatment.of(""));
    assertNull(Treatment.of("7 (mic) S 1 2"));
    assertNull(Treatment.of("7 (mic) " + rest + " x y 0 0"));
    assertEquals(1234, Urgency.lockedKilobytes(List.of("VmPeak: 9 kB", "VmLck:\t 1234 kB")));
    assertEquals(-1, Urgency.lockedKilobytes(List.of("VmPeak: 9 kB")));
    assertTrue(Urgency.lockedKilobytes() >= 0);
  }
}
