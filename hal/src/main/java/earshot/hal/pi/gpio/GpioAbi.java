package earshot.hal.pi.gpio;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The numbers of the kernel's GPIO interface, version 2: layouts of its structs, codes of its
 * calls, bits of its flags. Pure; the layouts are the same on every 64-bit Linux.
 */
final class GpioAbi {

  static final int NAME_BYTES = 32;
  static final int MAX_LINES = 64;
  static final int MAX_ATTRIBUTES = 10;

  static final StructLayout CHIP_INFO =
      structLayout(text("name"), text("label"), JAVA_INT.withName("lines"));

  static final StructLayout LINE_VALUES =
      structLayout(JAVA_LONG.withName("bits"), JAVA_LONG.withName("mask"));

  /** The third member is a union in the kernel: flags, values, or a debounce period. */
  static final StructLayout LINE_ATTRIBUTE =
      structLayout(
          JAVA_INT.withName("id"), JAVA_INT.withName("padding"), JAVA_LONG.withName("value"));

  static final StructLayout LINE_CONFIG_ATTRIBUTE =
      structLayout(LINE_ATTRIBUTE.withName("attr"), JAVA_LONG.withName("mask"));

  static final StructLayout LINE_CONFIG =
      structLayout(
          JAVA_LONG.withName("flags"),
          JAVA_INT.withName("num_attrs"),
          paddingLayout(5 * Integer.BYTES),
          sequenceLayout(MAX_ATTRIBUTES, LINE_CONFIG_ATTRIBUTE).withName("attrs"));

  static final StructLayout LINE_REQUEST =
      structLayout(
          sequenceLayout(MAX_LINES, JAVA_INT).withName("offsets"),
          text("consumer"),
          LINE_CONFIG.withName("config"),
          JAVA_INT.withName("num_lines"),
          JAVA_INT.withName("event_buffer_size"),
          paddingLayout(5 * Integer.BYTES),
          JAVA_INT.withName("fd"));

  static final StructLayout LINE_INFO =
      structLayout(
          text("name"),
          text("consumer"),
          JAVA_INT.withName("offset"),
          JAVA_INT.withName("num_attrs"),
          JAVA_LONG.withName("flags"),
          sequenceLayout(MAX_ATTRIBUTES, LINE_ATTRIBUTE).withName("attrs"),
          paddingLayout(4 * Integer.BYTES));

  static final StructLayout LINE_EVENT =
      structLayout(
          JAVA_LONG.withName("timestamp_ns"),
          JAVA_INT.withName("id"),
          JAVA_INT.withName("offset"),
          JAVA_INT.withName("seqno"),
          JAVA_INT.withName("line_seqno"),
          paddingLayout(6 * Integer.BYTES));

  private static final int WRITE = 1;
  private static final int READ = 2;
  private static final int CALL_GROUP = 0xB4;

  static final long GET_CHIP_INFO = call(READ, 0x01, CHIP_INFO);
  static final long GET_LINE_INFO = call(READ | WRITE, 0x05, LINE_INFO);
  static final long GET_LINE = call(READ | WRITE, 0x07, LINE_REQUEST);
  static final long GET_VALUES = call(READ | WRITE, 0x0E, LINE_VALUES);
  static final long SET_VALUES = call(READ | WRITE, 0x0F, LINE_VALUES);

  static final long FLAG_USED = 1L;
  static final long FLAG_ACTIVE_LOW = 1L << 1;
  static final long FLAG_INPUT = 1L << 2;
  static final long FLAG_OUTPUT = 1L << 3;
  static final long FLAG_EDGE_RISING = 1L << 4;
  static final long FLAG_EDGE_FALLING = 1L << 5;
  static final long FLAG_BIAS_PULL_UP = 1L << 8;
  static final long FLAG_BIAS_PULL_DOWN = 1L << 9;
  static final long FLAG_BIAS_DISABLED = 1L << 10;

  static final int ATTRIBUTE_OUTPUT_VALUES = 2;

  /** Edges of the line's logical value: rising means that it became active. */
  static final int EVENT_RISING = 1;

  private GpioAbi() {}

  static long offset(StructLayout struct, String member) {
    return struct.byteOffset(groupElement(member));
  }

  /** The kernel's _IOR and _IOWR: direction, size, group, number. */
  private static long call(int direction, int number, StructLayout struct) {
    return (long) direction << 30 | struct.byteSize() << 16 | CALL_GROUP << 8 | number;
  }

  private static MemoryLayout text(String name) {
    return sequenceLayout(NAME_BYTES, JAVA_BYTE).withName(name);
  }
}
