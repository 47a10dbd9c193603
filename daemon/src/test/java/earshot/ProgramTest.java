package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs;
import earshot.doctor.Trial;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.pi.gpio.ChipInfo;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the daemon, the doctor and the bench make of a configured board. */
class ProgramTest {

  @Test
  void aBoardThatIsKnownByNameHasThePartsOfItsRow() {
    var sets = List.of("service.provider=simulator");
    var reading =
        new ConfigReader(Boards.all(), name -> null)
            .read(new Sources(null, "usb-speakerphone", sets));
    var config = assertInstanceOf(Reading.Good.class, reading).config();
    assertEquals("usb-speakerphone", config.board().name());
    try (Hal board =
        Program.board(
            config,
            Clock.system(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream())) {
      assertTrue(board.microphones().hearsTheSpeaker());
    }
  }

  @Test
  void aPartOfTheConfiguredBoardIsTried() throws InterruptedException {
    var reader = new ConfigReader(Boards.all(), name -> null);
    var sources = new Sources(null, "sim", List.of("service.provider=simulator"));
    var config = assertInstanceOf(Reading.Good.class, reader.read(sources)).config();
    List<String> told = new ArrayList<>();
    var outcome =
        new Program(reader, System.out)
            .attempt(new Programs.TryOptions(config, Trial.Subject.LIGHTS, 1), told::add);
    assertTrue(outcome.good());
    assertEquals("simulated lights", outcome.device());
    assertTrue(told.toString().contains("listening"), told::toString);
  }

  @Test
  void gpioLinesAreListedAsTheConfigurationTakesThem() {
    var chip =
        new GpioChips.Listing(
            new ChipInfo("/dev/gpiochip0", "gpiochip0", "pinctrl-rp1", 2),
            List.of(
                new LineInfo(17, "GPIO17", "led0", true, true, false),
                new LineInfo(18, "", "", false, false, false)),
            null);
    assertEquals(
        List.of(
            new Programs.Device("gpio chip", "pinctrl-rp1", "/dev/gpiochip0: 2 lines"),
            new Programs.Device("gpio line", "GPIO17", "line 17 of pinctrl-rp1, held by led0"),
            new Programs.Device("gpio line", "18", "line 18 of pinctrl-rp1")),
        Program.lines(List.of(chip)));
  }
}
