package earshot.hal.pi.gpio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The handful of system calls that GPIO needs. Any thread; each call blocks as its system call
 * does. Returns what the call returned, or minus its errno: no exceptions, the callers know what
 * was being done.
 */
@SuppressWarnings("restricted") // the module is meant to be started with native access
final class Libc {

  static final int O_RDWR = 0x2;
  static final int O_CLOEXEC = 0x80000;
  static final int EFD_CLOEXEC = 0x80000;
  static final short POLLIN = 0x1;
  static final long POLLFD_BYTES = 8;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // open and ioctl are variadic in C, which some calling conventions care about
  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
  private static final MethodHandle IOCTL =
      function("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle EVENTFD =
      function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Libc() {}

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
      return fd < 0 ? -errno(state) : fd;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int ioctl(int fd, long call, MemorySegment argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) IOCTL.invokeExact(state, fd, call, argument);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) CLOSE.invokeExact(state, fd);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits without limit until one of these pollfd entries has something to say. */
  static int poll(MemorySegment entries, long count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) POLL.invokeExact(state, entries, count, -1);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static long read(int fd, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) READ.invokeExact(state, fd, into, into.byteSize());
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static long write(int fd, MemorySegment from) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) WRITE.invokeExact(state, fd, from, from.byteSize());
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int eventfd() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int fd = (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC);
      return fd < 0 ? -errno(state) : fd;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_VALUE.get(state, 0L);
  }

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
  }

  private static MethodHandle function(String name, FunctionDescriptor shape, int firstVariadic) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        shape,
        ERRNO,
        Linker.Option.firstVariadicArg(firstVariadic));
  }
}
