package earshot.hal.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.dsp.Capture;
import earshot.hal.dsp.MicArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardFormatTest {

  private static BoardSettings settings(Map<String, Object> options) {
    return new BoardSettings(
        "desktop",
        options,
        Clock.system(),
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream());
  }

  private static Capture capture(CardFormat format, Map<String, Object> options) {
    var array = MicArray.of(settings(options));
    return new Capture(array, format.rate(), format.channels(), format.bits(), 65_536);
  }

  @ParameterizedTest
  @CsvSource({"1,16", "2,16", "1,24", "2,24", "8,24", "1,32", "2,32", "6,32"})
  void everySampleSurvivesTheWayToTheCardAndBack(int channels, int bits) {
    var format = new CardFormat(24_000, channels, bits);
    short[] all = new short[65_536];
    for (int i = 0; i < all.length; i++) all[i] = (short) i;
    byte[] card = new byte[all.length * format.frameBytes()];
    format.fromMono(all, all.length, card);
    for (int channel = 0; channel < channels; channel++) {
      short[] back = new short[all.length];
      int given = capture(format, Map.of("mic_channel", channel)).convert(card, all.length, back);
      assertEquals(all.length, given);
      assertArrayEquals(all, back, "channel " + channel);
    }
  }

  @Test
  void twentyBitsAreNotAFormat() {
    assertThrows(IllegalArgumentException.class, () -> new CardFormat(48_000, 1, 20));
    assertThrows(IllegalArgumentException.class, () -> new CardFormat(48_000, 0, 16));
  }

  @Test
  void aWantedFormatIsTheOnlyOneThatIsTried() {
    var wanted =
        settings(Map.of("mic_rate", 16_000, "mic_channels", 6, "mic_bits", 24, "mic_channel", 5));
    assertEquals(List.of(new CardFormat(16_000, 6, 24)), SoundOptions.formats(wanted, "mic"));
    assertTrue(SoundOptions.formats(wanted, "speaker").size() > 10);
  }

  @Test
  void aWantedChannelIsInEveryFormatThatIsTried() {
    for (int channel : new int[] {0, 1, 3, 7, 8, 15}) {
      for (CardFormat f : SoundOptions.formats(settings(Map.of("mic_channel", channel)), "mic")) {
        assertTrue(f.channels() > channel, f + " has no channel " + channel);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mic_bits,20,'16, 24 or 32'",
    "mic_rate,4000,8000 to 96000",
    "mic_channels,99,1 to 32",
    "mic_channel,-2,0 to 31"
  })
  void wrongNumbersAreRefusedInWords(String key, int value, String right) {
    var refused =
        assertThrows(
            HalException.class, () -> SoundOptions.formats(settings(Map.of(key, value)), "mic"));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(key + " = " + value), message);
    assertTrue(message.contains(right), message);
  }

  @Test
  void aChannelThatTheFormatLacksIsRefused() {
    var options = settings(Map.of("mic_channels", 2, "mic_channel", 2));
    var refused = assertThrows(HalException.class, () -> SoundOptions.formats(options, "mic"));
    assertTrue(String.valueOf(refused.getMessage()).contains("0 to 1"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'Spk [plughw:0,0]',Spk",
    "'Spk [plughw:3,0]',Spk",
    "'vc4hdmi0 [plughw:1,2]','vc4hdmi0,2'",
    "'default [default]',default",
    "'Odd [Name] [plughw:2,1]','Odd [Name],1'",
    "plain,plain"
  })
  void cardsKeepTheirNamesWhateverTheirNumber(String shown, String stable) {
    assertEquals(stable, SoundCards.stableName(shown));
  }

  @Test
  void aUsbCardIsKnownByItsPlace(@TempDir Path sys) throws IOException {
    Path interfaceFolder = sys.resolve("devices/usb1/1-1/1-1.3/1-1.3:1.0");
    Path platform = sys.resolve("devices/platform/soc-audio");
    Files.createDirectories(interfaceFolder);
    Files.createDirectories(platform);
    card(sys, "card0", "Headphones", platform);
    card(sys, "card1", "Mic", interfaceFolder);
    assertEquals("usb:1-1.3", SoundCards.usbPlace(sys, "Mic"));
    assertEquals("usb:1-1.3", SoundCards.usbPlace(sys, "Mic,1"));
    assertEquals("", SoundCards.usbPlace(sys, "Headphones"));
    assertEquals("", SoundCards.usbPlace(sys, "default"));
    assertEquals("", SoundCards.usbPlace(sys.resolve("nothing"), "Mic"));
  }

  private static void card(Path sys, String number, String id, Path device) throws IOException {
    Path card = Files.createDirectory(sys.resolve(number));
    Files.writeString(card.resolve("id"), id + "\n");
    Files.createSymbolicLink(card.resolve("device"), device);
  }
}
