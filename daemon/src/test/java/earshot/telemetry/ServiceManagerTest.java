package earshot.telemetry;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.telemetry.Watchdog.Part;
import earshot.telemetry.Watchdog.Seen;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notify protocol at a real socket, and the watchdog's decisions. */
class ServiceManagerTest {

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
    try (var receiver = new Receiver(address)) {
      var manager = new ServiceManager(Map.of("NOTIFY_SOCKET", address)::get, CLOCK);
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
      var manager = new ServiceManager(environment::get, CLOCK);
      assertFalse(manager.present());
      assertFalse(manager.ready());
      assertEquals(0, manager.feedEachNanos());
    }
    var gone = folder.resolve("nobody").toString();
    assertFalse(new ServiceManager(Map.of("NOTIFY_SOCKET", gone)::get, CLOCK).ready());
  }

  @Test
  void theWatchdogIsFedTwiceInItsTime() {
    var environment = Map.of("NOTIFY_SOCKET", "@x", "WATCHDOG_USEC", "30000000");
    assertEquals(15 * S, new ServiceManager(environment::get, CLOCK).feedEachNanos());
  }

  @Test
  void whoeverStandsStillForLongerThanItsWindowIsStuck() {
    var start = Watchdog.from(new Seen(1, 1, 1, false), 0);
    assertEquals(Set.of(), start.look(new Seen(1, 1, 1, false), 10 * S).stuck());
    assertEquals(Set.of(Part.LOOP), start.look(new Seen(1, 2, 2, false), 11 * S).stuck());
    assertEquals(Set.of(Part.MICROPHONE), start.look(new Seen(2, 1, 2, false), 11 * S).stuck());
    assertEquals(Set.of(Part.SPEAKER), start.look(new Seen(2, 2, 1, false), 11 * S).stuck());
    assertTrue(start.look(new Seen(2, 1, 2, true), 11 * S).feed());
    var unmuted = start.look(new Seen(2, 1, 2, true), 11 * S).next();
    assertTrue(unmuted.look(new Seen(3, 1, 3, false), 20 * S).feed());
    assertFalse(unmuted.look(new Seen(3, 1, 3, false), 22 * S).feed());
  }

  /** What the service manager has: a datagram socket with an address. */
  @SuppressWarnings("restricted")
  private static final class Receiver implements AutoCloseable {

    private static final Linker LINKER = Linker.nativeLinker();
    private final int fd;

    Receiver(String address) throws Throwable {
      fd =
          (int)
              call(
                  "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 1, 2, 0);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment at = NotifySocket.address(arena, address);
        var shape = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        assertEquals(0, call("bind", shape, fd, at, (int) at.byteSize()));
      }
    }

    /** What is there; it never waits, because who sends has handed it over. */
    String next() throws Throwable {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment into = arena.allocate(1000);
        var shape = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        long n = (long) call("recv", shape, fd, into, 1000L, 0x40);
        assertTrue(n >= 0, "nothing has arrived");
        return new String(into.asSlice(0, n).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
      }
    }

    @Override
    public void close() {
      try {
        call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), fd);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    private static Object call(String name, FunctionDescriptor shape, Object... arguments)
        throws Throwable {
      return LINKER
          .downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape)
          .invokeWithArguments(arguments);
    }
  }
}
