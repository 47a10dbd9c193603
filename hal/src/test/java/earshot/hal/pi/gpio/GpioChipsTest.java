package earshot.hal.pi.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import earshot.hal.HalException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GpioChipsTest {

  private static final GpioChips.Listing HEADER =
      chip(4, "pinctrl-rp1", "ID_SDA", "ID_SCL", "GPIO2", "GPIO3", "-");
  private static final GpioChips.Listing OTHER = chip(10, "gpio-brcmstb", "-", "2712_WAKE", "");

  @Test
  void aLineIsFoundByItsNameOnAnyChip() {
    assertEquals("/dev/gpiochip4 3", find(null, "GPIO3", HEADER, OTHER));
    assertEquals("/dev/gpiochip10 1", find(null, "2712_WAKE", HEADER, OTHER));
  }

  @Test
  void aChipIsFoundByLabelNameOrPath() {
    assertEquals("/dev/gpiochip4 2", find("pinctrl-rp1", "GPIO2", HEADER, OTHER));
    assertEquals("/dev/gpiochip4 2", find("gpiochip4", "GPIO2", HEADER, OTHER));
    assertEquals("/dev/gpiochip4 2", find("/dev/gpiochip4", "GPIO2", HEADER, OTHER));
  }

  @Test
  void aNumberIsTheChipsLineIfAChipIsNamed() {
    assertEquals("/dev/gpiochip4 0", find("pinctrl-rp1", "0", HEADER, OTHER));
    assertEquals("/dev/gpiochip10 2", find("gpio-brcmstb", "2", HEADER, OTHER));
  }

  @Test
  void aBareNumberIsTheHeadersNumber() {
    assertEquals("/dev/gpiochip4 3", find(null, "3", HEADER, OTHER));
    assertEquals("/dev/gpiochip10 2", find(null, "2", OTHER), "the only chip's line");
    assertEquals(
        "button: could not find line 1: there are several chips, and none has a line named GPIO1;"
            + " pinctrl-rp1 (gpiochip4) has 5 lines, gpio-brcmstb (gpiochip10) has 3 lines. Try: one"
            + " of these (earshot devices lists them all)",
        refused(null, "1", HEADER, OTHER));
  }

  @Test
  void aWrongNameIsAnsweredWithTheRightOnes() {
    assertEquals(
        "button: could not find line GPIO33: no line is called \"GPIO33\"; pinctrl-rp1 (gpiochip4)"
            + " has 5 lines; there are ID_SDA, ID_SCL, GPIO2, GPIO3, -. Try: one of these (earshot"
            + " devices lists them all)",
        refused(null, "GPIO33", HEADER));
    assertEquals(
        "button: could not find line GPIO3: no GPIO chip is called \"pinctrl\"; pinctrl-rp1"
            + " (gpiochip4) has 5 lines. Try: one of these (earshot devices lists them all)",
        refused("pinctrl", "GPIO3", HEADER));
    assertEquals(
        "button: could not find line GPIO3: this machine has no GPIO chip. Try: a board that has"
            + " one, or another [board] name in the configuration",
        refused(null, "GPIO3"));
  }

  @Test
  void aNameThatSeveralLinesHaveIsNotGuessed() {
    assertEquals(
        "button: could not find line -: there are several: pinctrl-rp1 (gpiochip4) line 4 (-),"
            + " gpio-brcmstb (gpiochip10) line 0 (-). Try: name the chip too, or give the line's"
            + " number on it",
        refused(null, "-", HEADER, OTHER));
  }

  @Test
  void aLineThatIsThereIsFoundThoughAnotherChipWillNotTell() {
    GpioChips.Listing mute =
        new GpioChips.Listing(
            new ChipInfo("/dev/gpiochip0", "gpiochip0", "", 0),
            List.of(),
            GpioTrouble.chip("/dev/gpiochip0", "open the GPIO chip", 13));
    assertEquals("/dev/gpiochip4 3", find(null, "GPIO3", mute, HEADER));
    assertEquals(
        "/dev/gpiochip0: could not open the GPIO chip: not permitted. Try: add the user that runs"
            + " Earshot to the group gpio, and start it again",
        refused(null, "GPIO33", mute, HEADER));
  }

  private static String find(@Nullable String chip, String line, GpioChips.Listing... all) {
    GpioChips.Found found = GpioChips.find("button", chip, line, List.of(all));
    return found.chip().path() + " " + found.line().offset();
  }

  private static String refused(@Nullable String chip, String line, GpioChips.Listing... all) {
    HalException refusal =
        assertThrows(HalException.class, () -> GpioChips.find("button", chip, line, List.of(all)));
    return String.valueOf(refusal.getMessage());
  }

  private static GpioChips.Listing chip(int number, String label, String... names) {
    List<LineInfo> lines = new ArrayList<>();
    for (String name : names) {
      lines.add(new LineInfo(lines.size(), name, "", false, false, false));
    }
    String node = "gpiochip" + number;
    return new GpioChips.Listing(
        new ChipInfo("/dev/" + node, node, label, names.length), lines, null);
  }
}
