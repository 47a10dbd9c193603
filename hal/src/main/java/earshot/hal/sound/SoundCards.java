package earshot.hal.sound;

import earshot.hal.HalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/**
 * Finds sound cards by names that stay: the card's id ({@code Spk}), its place on the USB ({@code
 * usb:1-1.3}), or {@code default}. Never by number, which changes from boot to boot. Blocks while
 * it asks the system.
 */
public final class SoundCards {

  private static final Path CARDS = Path.of("/sys/class/sound");

  private SoundCards() {}

  /** One card, for people. */
  public record Card(String name, String detail, boolean captures, boolean plays) {}

  public static List<Card> all() {
    List<Card> cards = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      Mixer mixer = AudioSystem.getMixer(info);
      boolean captures = mixer.isLineSupported(new Line.Info(TargetDataLine.class));
      boolean plays = mixer.isLineSupported(new Line.Info(SourceDataLine.class));
      if (!captures && !plays) continue;
      String id = id(info);
      String usb = usbPlace(id);
      cards.add(
          new Card(id, info.getDescription() + (usb.isEmpty() ? "" : ", " + usb), captures, plays));
    }
    return cards;
  }

  static TargetDataLine capture(String name, CardFormat format) throws LineUnavailableException {
    return line(name, TargetDataLine.class, format, "microphone");
  }

  static SourceDataLine playback(String name, CardFormat format) throws LineUnavailableException {
    return line(name, SourceDataLine.class, format, "speaker");
  }

  private static <T extends Line> T line(
      String name, Class<T> kind, CardFormat format, String device)
      throws LineUnavailableException {
    var wanted = new DataLine.Info(kind, format.javaFormat());
    List<String> there = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      Mixer mixer = AudioSystem.getMixer(info);
      if (!mixer.isLineSupported(new Line.Info(kind))) continue;
      String id = id(info);
      there.add(id);
      if (!matches(name, id)) continue;
      if (!mixer.isLineSupported(wanted)) {
        throw new LineUnavailableException("the card does not take " + format);
      }
      return kind.cast(mixer.getLine(wanted));
    }
    throw new HalException(
        device + " " + name,
        "find the sound card",
        there.isEmpty()
            ? "there is no such card at all"
            : "there is none of this name; there are: " + String.join(", ", there),
        "earshot devices, and the name of one of its cards");
  }

  private static boolean matches(String name, String id) {
    if (name.startsWith("usb:")) return usbPlace(id).equals(name);
    return name.equals(id);
  }

  /**
   * Java Sound shows {@code Spk [plughw:0,0]} for the card whose id is Spk, and {@code default
   * [default]}.
   */
  private static String id(Mixer.Info info) {
    String name = info.getName();
    int bracket = name.indexOf(" [");
    return bracket < 0 ? name : name.substring(0, bracket);
  }

  /** Where the card is plugged in, such as {@code usb:1-1.3}; empty if it is not a USB card. */
  private static String usbPlace(String id) {
    try (var entries = Files.newDirectoryStream(CARDS, "card*")) {
      for (Path card : entries) {
        Path idFile = card.resolve("id");
        if (!Files.isReadable(idFile) || !Files.readString(idFile).strip().equals(id)) continue;
        String device = card.resolve("device").toRealPath().toString();
        for (String piece : device.split("/")) {
          if (piece.matches("\\d+-[\\d.]+:\\d+\\.\\d+")) {
            return "usb:" + piece.substring(0, piece.indexOf(':'));
          }
        }
      }
    } catch (IOException e) {
      return "";
    }
    return "";
  }
}
