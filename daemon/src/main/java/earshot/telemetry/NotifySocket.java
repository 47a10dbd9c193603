package earshot.telemetry;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * One-way datagrams to a Unix socket, which Java has no channel for. Any thread, never blocks: a
 * message that finds no room or no receiver is not sent. Knows nothing of what the messages mean.
 */
@SuppressWarnings("restricted") // the module is meant to be started with native access
final class NotifySocket {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
  private static final int PATH_AT = 2;
  private static final int PATH_BYTES = 108;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private NotifySocket() {}

  /** Whether this can be an address: a path, or an abstract name after an at sign. */
  static boolean fits(String address) {
    int bytes = address.getBytes(StandardCharsets.UTF_8).length;
    return (address.startsWith("/") || address.startsWith("@")) && bytes > 1 && bytes < PATH_BYTES;
  }

  /** True when the whole message was handed to the receiver's socket. */
  static boolean send(String address, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (fd < 0) return false;
      MemorySegment to = address(arena, address);
      MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
      long sent =
          (long)
              SENDTO.invokeExact(
                  fd, text, text.byteSize(), MSG_DONTWAIT_NOSIGNAL, to, (int) to.byteSize());
      int closed = (int) CLOSE.invokeExact(fd);
      return sent == bytes.length && closed == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sockaddr_un; an abstract name begins with a zero byte and ends with the address. */
  static MemorySegment address(Arena arena, String address) {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    boolean named = path[0] == '@';
    if (named) path[0] = 0;
    MemorySegment to = arena.allocate(PATH_AT + path.length + (named ? 0L : 1L), 2);
    to.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, to, JAVA_BYTE, PATH_AT, path.length);
    return to;
  }

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
  }
}
