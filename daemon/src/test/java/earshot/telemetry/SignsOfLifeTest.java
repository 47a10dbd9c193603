package earshot.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notify protocol at a real socket. */
class SignsOfLifeTest {

  private static final long S = 1_000_000_000L;

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long nanos() {
          return 7_000_000;
        }

        @Override
        public long epochMillis() {
          return 0;
        }
      };

  @TempDir Path folder;

  @Test
  void everyMessageArrivesAtAPath() throws Throwable {
    everyMessageArrives(folder.resolve("notify").toString());
  }

  @Test
  void everyMessageArrivesAtAnAbstractName() throws Throwable {
    everyMessageArrives("@earshot-" + UUID.randomUUID());
  }

  private static void everyMessageArrives(String address) throws Throwable {
    try (var receiver = new NotifyReceiver(address)) {
      var manager = new SignsOfLife(Map.of("NOTIFY_SOCKET", address)::get, CLOCK);
      assertTrue(manager.ready());
      assertEquals("READY=1", receiver.next());
      assertTrue(manager.reloading());
      assertEquals("RELOADING=1\nMONOTONIC_USEC=7000", receiver.next());
      assertTrue(manager.status("All is well.\nWATCHDOG=1"));
      assertEquals("STATUS=All is well. WATCHDOG=1", receiver.next());
      assertTrue(manager.alive());
      assertEquals("WATCHDOG=1", receiver.next());
      assertTrue(manager.extendTimeout(3 * S));
      assertEquals("EXTEND_TIMEOUT_USEC=3000000", receiver.next());
      assertTrue(manager.stopping());
      assertEquals("STOPPING=1", receiver.next());
    }
  }

  @Test
  void withoutAServiceManagerNothingHappens() {
    for (var environment :
        Set.of(
            Map.<String, String>of(),
            Map.of("NOTIFY_SOCKET", ""),
            Map.of("NOTIFY_SOCKET", "vsock:2:1", "WATCHDOG_USEC", "1"))) {
      var manager = new SignsOfLife(environment::get, CLOCK);
      assertFalse(manager.present());
      assertFalse(manager.ready());
      assertEquals(0, manager.feedEachNanos());
    }
    var gone = folder.resolve("nobody").toString();
    assertFalse(new SignsOfLife(Map.of("NOTIFY_SOCKET", gone)::get, CLOCK).ready());
  }

  @Test
  void aSignOfLifeIsDueTwiceInTheTimeThatIsAllowed() {
    var environment = Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "30000000");
    assertEquals(15 * S, new SignsOfLife(environment::get, CLOCK).feedEachNanos());
  }
}
