package earshot.telemetry;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the service manager has: a datagram socket with an address. */
@SuppressWarnings("restricted")
public final class NotifyReceiver implements AutoCloseable {

  private static final Linker LINKER = Linker.nativeLinker();
  private final int fd;

  public NotifyReceiver(String address) throws Throwable {
    fd =
        (int)
            call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 1, 2, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment at = NotifySocket.address(arena, address);
      var shape = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
      assertEquals(0, call("bind", shape, fd, at, (int) at.byteSize()));
    }
  }

  /** What is there; it never waits, because who sends has handed it over. */
  String next() throws Throwable {
    String message = poll();
    assertTrue(message != null, "nothing has arrived");
    return message == null ? "" : message;
  }

  /** What is there, or null. */
  public @Nullable String poll() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(1000);
      var shape = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
      long n = (long) call("recv", shape, fd, into, 1000L, 0x40);
      return n < 0
          ? null
          : new String(into.asSlice(0, n).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
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
