package earshot.hal.pi.gpio;

import earshot.hal.HalException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One open GPIO chip: what it says of itself and its lines, and lines asked of it. One thread at a
 * time; never waits. Lines that were had stay when the chip is closed.
 */
public final class GpioChip implements AutoCloseable {

  private final String path;
  private final int fd;
  private final ChipInfo info;
  private boolean closed;

  private GpioChip(String path, int fd) {
    this.path = path;
    this.fd = fd;
    this.info = readInfo();
  }

  /** Opens a chip by its device node. */
  public static GpioChip open(String path) {
    int fd = Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC);
    if (fd < 0) throw GpioTrouble.chip(path, "open the GPIO chip", -fd);
    try {
      return new GpioChip(path, fd);
    } catch (HalException e) {
      Libc.close(fd);
      throw e;
    }
  }

  public ChipInfo info() {
    return info;
  }

  public LineInfo line(int offset) {
    try (Arena arena = Arena.ofConfined()) {
      StructLayout layout = GpioAbi.LINE_INFO;
      MemorySegment line = arena.allocate(layout);
      line.set(ValueLayout.JAVA_INT, GpioAbi.offset(layout, "offset"), offset);
      int result = Libc.ioctl(fd, GpioAbi.GET_LINE_INFO, line);
      if (result < 0) {
        throw GpioTrouble.line(device(offset), "ask about the line", -result, "");
      }
      long flags = line.get(ValueLayout.JAVA_LONG, GpioAbi.offset(layout, "flags"));
      return new LineInfo(
          offset,
          text(line, GpioAbi.offset(layout, "name")),
          text(line, GpioAbi.offset(layout, "consumer")),
          (flags & GpioAbi.FLAG_USED) != 0,
          (flags & GpioAbi.FLAG_OUTPUT) != 0,
          (flags & GpioAbi.FLAG_ACTIVE_LOW) != 0);
    }
  }

  public List<LineInfo> lines() {
    return IntStream.range(0, info.lines()).mapToObj(this::line).toList();
  }

  /** Has the line from now on, until it is closed. */
  public GpioLine request(LineRequest wanted) {
    if (wanted.offset() < 0 || wanted.offset() >= info.lines()) {
      throw new HalException(
          device(wanted.offset()),
          "have the line",
          "the chip has lines 0 to " + (info.lines() - 1),
          "choose one of them (earshot devices lists them)");
    }
    LineInfo before = line(wanted.offset());
    String device = wanted.consumer() + " on " + info.label() + " " + before.describe();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = wanted.encode(arena);
      int result = Libc.ioctl(fd, GpioAbi.GET_LINE, request);
      if (result < 0) {
        throw GpioTrouble.line(device, "have the line", -result, line(wanted.offset()).consumer());
      }
      int lineFd = request.get(ValueLayout.JAVA_INT, GpioAbi.offset(GpioAbi.LINE_REQUEST, "fd"));
      return GpioLine.of(device, lineFd);
    }
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    Libc.close(fd);
  }

  private ChipInfo readInfo() {
    try (Arena arena = Arena.ofConfined()) {
      StructLayout layout = GpioAbi.CHIP_INFO;
      MemorySegment chip = arena.allocate(layout);
      int result = Libc.ioctl(fd, GpioAbi.GET_CHIP_INFO, chip);
      if (result < 0) throw GpioTrouble.chip(path, "ask the GPIO chip what it is", -result);
      return new ChipInfo(
          path,
          text(chip, GpioAbi.offset(layout, "name")),
          text(chip, GpioAbi.offset(layout, "label")),
          chip.get(ValueLayout.JAVA_INT, GpioAbi.offset(layout, "lines")));
    }
  }

  private String device(int offset) {
    return info.describe() + " line " + offset;
  }

  /** A fixed field of a kernel struct, up to its first zero byte. */
  static String text(MemorySegment struct, long at) {
    byte[] bytes = struct.asSlice(at, GpioAbi.NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) length++;
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
