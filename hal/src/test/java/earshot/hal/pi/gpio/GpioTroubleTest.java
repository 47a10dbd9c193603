package earshot.hal.pi.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import earshot.hal.HalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpioTroubleTest {

  @Test
  void aBusyLineNamesItsHolder() {
    assertEquals(
        "button on pinctrl-rp1 line 17 (GPIO17): could not have the line: the line is in use by"
            + " \"gpio-keys\". Try: stop what holds it, or choose another line (earshot devices"
            + " lists them)",
        GpioTrouble.line("button on pinctrl-rp1 line 17 (GPIO17)", "have the line", 16, "gpio-keys")
            .getMessage());
    assertEquals(
        "led: could not have the line: the line is in use. Try: stop what holds it, or choose"
            + " another line (earshot devices lists them)",
        GpioTrouble.line("led", "have the line", 16, "").getMessage());
  }

  @Test
  void aForbiddenChipNamesTheGroup() {
    assertEquals(
        "/dev/gpiochip0: could not open the GPIO chip: not permitted. Try: add the user that runs"
            + " Earshot to the group gpio, and start it again",
        GpioTrouble.chip("/dev/gpiochip0", "open the GPIO chip", 13).getMessage());
  }

  @Test
  void theSystemsOwnErrorNumbersComeThrough() {
    HalException missing =
        assertThrows(HalException.class, () -> GpioChip.open("/dev/gpiochip-none"));
    assertEquals(
        "/dev/gpiochip-none: could not open the GPIO chip: there is no such device. Try: look at"
            + " what there is with: earshot devices",
        missing.getMessage());
    HalException other = assertThrows(HalException.class, () -> GpioChip.open("/dev/null"));
    assertEquals(
        "/dev/null: could not ask the GPIO chip what it is: it is not a GPIO chip. Try: look at"
            + " what there is with: earshot devices",
        other.getMessage());
  }

  @Test
  void aChipThatWillNotTellIsListedWithItsReason(@TempDir Path devices) throws IOException {
    Files.createFile(devices.resolve("gpiochip10"));
    Files.createFile(devices.resolve("gpiochip2"));
    Files.createSymbolicLink(devices.resolve("gpiochip4"), devices.resolve("gpiochip2"));
    List<GpioChips.Listing> all = new GpioChips(devices).list();
    assertEquals(
        List.of("gpiochip2", "gpiochip10"), all.stream().map(one -> one.chip().name()).toList());
    HalException problem =
        assertThrows(
            HalException.class, () -> new GpioChips(devices).find("button", null, "GPIO17"));
    assertEquals(devices.resolve("gpiochip2").toString(), problem.device());
  }
}
