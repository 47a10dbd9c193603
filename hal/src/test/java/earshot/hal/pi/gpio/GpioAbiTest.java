package earshot.hal.pi.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.StructLayout;
import org.junit.jupiter.api.Test;

/** The kernel's header as numbers, written down apart from the layouts. */
class GpioAbiTest {

  @Test
  void structsHaveTheKernelsSizes() {
    assertEquals(68, GpioAbi.CHIP_INFO.byteSize());
    assertEquals(16, GpioAbi.LINE_VALUES.byteSize());
    assertEquals(16, GpioAbi.LINE_ATTRIBUTE.byteSize());
    assertEquals(24, GpioAbi.LINE_CONFIG_ATTRIBUTE.byteSize());
    assertEquals(272, GpioAbi.LINE_CONFIG.byteSize());
    assertEquals(592, GpioAbi.LINE_REQUEST.byteSize());
    assertEquals(256, GpioAbi.LINE_INFO.byteSize());
    assertEquals(48, GpioAbi.LINE_EVENT.byteSize());
  }

  @Test
  void membersAreWhereTheKernelHasThem() {
    assertOffset(0, GpioAbi.CHIP_INFO, "name");
    assertOffset(32, GpioAbi.CHIP_INFO, "label");
    assertOffset(64, GpioAbi.CHIP_INFO, "lines");

    assertOffset(0, GpioAbi.LINE_VALUES, "bits");
    assertOffset(8, GpioAbi.LINE_VALUES, "mask");

    assertOffset(0, GpioAbi.LINE_ATTRIBUTE, "id");
    assertOffset(8, GpioAbi.LINE_ATTRIBUTE, "value");
    assertOffset(0, GpioAbi.LINE_CONFIG_ATTRIBUTE, "attr");
    assertOffset(16, GpioAbi.LINE_CONFIG_ATTRIBUTE, "mask");

    assertOffset(0, GpioAbi.LINE_CONFIG, "flags");
    assertOffset(8, GpioAbi.LINE_CONFIG, "num_attrs");
    assertOffset(32, GpioAbi.LINE_CONFIG, "attrs");

    assertOffset(0, GpioAbi.LINE_REQUEST, "offsets");
    assertOffset(256, GpioAbi.LINE_REQUEST, "consumer");
    assertOffset(288, GpioAbi.LINE_REQUEST, "config");
    assertOffset(560, GpioAbi.LINE_REQUEST, "num_lines");
    assertOffset(564, GpioAbi.LINE_REQUEST, "event_buffer_size");
    assertOffset(588, GpioAbi.LINE_REQUEST, "fd");

    assertOffset(0, GpioAbi.LINE_INFO, "name");
    assertOffset(32, GpioAbi.LINE_INFO, "consumer");
    assertOffset(64, GpioAbi.LINE_INFO, "offset");
    assertOffset(68, GpioAbi.LINE_INFO, "num_attrs");
    assertOffset(72, GpioAbi.LINE_INFO, "flags");
    assertOffset(80, GpioAbi.LINE_INFO, "attrs");

    assertOffset(0, GpioAbi.LINE_EVENT, "timestamp_ns");
    assertOffset(8, GpioAbi.LINE_EVENT, "id");
    assertOffset(12, GpioAbi.LINE_EVENT, "offset");
    assertOffset(16, GpioAbi.LINE_EVENT, "seqno");
    assertOffset(20, GpioAbi.LINE_EVENT, "line_seqno");
  }

  @Test
  void callsHaveTheKernelsNumbers() {
    assertEquals(0x8044B401L, GpioAbi.GET_CHIP_INFO);
    assertEquals(0xC100B405L, GpioAbi.GET_LINE_INFO);
    assertEquals(0xC250B407L, GpioAbi.GET_LINE);
    assertEquals(0xC010B40EL, GpioAbi.GET_VALUES);
    assertEquals(0xC010B40FL, GpioAbi.SET_VALUES);
  }

  private static void assertOffset(long expected, StructLayout struct, String member) {
    assertEquals(expected, GpioAbi.offset(struct, member), member);
  }
}
