package earshot.hal.sound;

import earshot.hal.HalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * Finds and opens sound cards by names that stay: the card's id ({@code Spk}, or {@code Spk,1} for
 * its second device), its place on the USB ({@code usb:1-1.3}), or {@code default}. Never by
 * number, which changes from boot to boot. Blocks while it asks the system.
 */
public final class SoundCards {

  private static final Path CARDS = Path.of("/sys/class/sound");

  /** Java Sound shows {@code Spk [plughw:0,1]}, and {@code default [default]}. */
  private static final Pattern NAME = Pattern.compile("(.*) \\[(?:[a-z]*hw:\\d+,(\\d+)|.*)]");

  private static final Pattern NUMBERED = Pattern.compile("(.*) \\[[a-z]*hw:(\\d+),\\d+]");

  private static final long CLOSING_MILLIS = 300;

  private static final Pattern USB_INTERFACE = Pattern.compile("(\\d+-[\\d.]+):\\d+\\.\\d+");

  /** A card that would not open this often will not open in a ninth format either. */
  private static final int MOST_TRIES = 4;

  private SoundCards() {}

  /** One card, for people: its stable name, what it is, and its place on the USB or "". */
  public record Card(String name, String detail, String usb, boolean captures, boolean plays) {}

  /** Every card that captures or plays. Blocks; any thread. */
  public static List<Card> all() {
    List<Card> cards = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      Mixer mixer = AudioSystem.getMixer(info);
      boolean captures = mixer.isLineSupported(new Line.Info(TargetDataLine.class));
      boolean plays = mixer.isLineSupported(new Line.Info(SourceDataLine.class));
      if (!captures && !plays) continue;
      String name = stableName(info.getName());
      cards.add(new Card(name, detail(info), usbPlace(CARDS, name), captures, plays));
    }
    return List.copyOf(cards);
  }

  /** A line that is open, and how. */
  record Opened<L extends DataLine>(L line, CardFormat format, Mixer mixer) {}

  private interface Act<L> {
    void open(L line, AudioFormat format, int bufferBytes) throws LineUnavailableException;
  }

  /**
   * @param known the card as it was found before; null looks for it by its name
   */
  static Opened<TargetDataLine> openCapture(
      String name, List<CardFormat> formats, int millis, @Nullable Mixer known) {
    return open(name, "mic", TargetDataLine.class, TargetDataLine::open, formats, millis, known);
  }

  /**
   * @param known the card as it was found before; null looks for it by its name
   */
  static Opened<SourceDataLine> openPlayback(
      String name, List<CardFormat> formats, int millis, @Nullable Mixer known) {
    return open(
        name, "speaker", SourceDataLine.class, SourceDataLine::open, formats, millis, known);
  }

  private static <L extends DataLine> Opened<L> open(
      String name,
      String part,
      Class<L> kind,
      Act<L> act,
      List<CardFormat> formats,
      int millis,
      @Nullable Mixer known) {
    String device = (part.equals("mic") ? "microphone " : part + " ") + name;
    Mixer mixer = known != null ? known : find(name, kind, device);
    if (renumbered(CARDS, mixer.getMixerInfo().getName())) {
      throw new HalException(
          device,
          "open it",
          "the sound cards have other numbers than when the program began",
          "nothing when a service manager runs it; otherwise start the program again");
    }
    String reason = null;
    int tries = 0;
    for (CardFormat format : formats) {
      var wanted = new DataLine.Info(kind, format.javaFormat());
      if (!mixer.isLineSupported(wanted)) continue;
      if (++tries > MOST_TRIES) break;
      try {
        L line = kind.cast(mixer.getLine(wanted));
        act.open(line, format.javaFormat(), format.bytesIn(millis));
        return new Opened<>(line, format, mixer);
      } catch (LineUnavailableException | IllegalArgumentException e) {
        // The first format is the best one: what it failed of says most.
        if (reason == null) reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
      }
    }
    throw new HalException(
        device,
        "open it",
        reason != null
            ? reason
            : formats.size() == 1 ? "it does not take " + formats.getFirst() : "no format suits it",
        "end the program that uses it, or set %s_rate, %s_channels and %s_bits to what %s shows"
            .formatted(
                part,
                part,
                part,
                part.equals("mic") ? "arecord --dump-hw-params" : "aplay --dump-hw-params"));
  }

  /**
   * Java Sound looks at the cards anew only when their number has changed: after two were exchanged
   * it would open the wrong one.
   */
  static boolean renumbered(Path cards, String shown) {
    Matcher name = NUMBERED.matcher(shown);
    if (!name.matches()) return false;
    try {
      Path id = cards.resolve("card" + name.group(2)).resolve("id");
      return Files.isReadable(id) && !Files.readString(id).strip().equals(name.group(1));
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes the line on a thread of its own: a sound server that hangs holds whoever does it. */
  static Thread closing(Line line) {
    return Thread.ofPlatform().name("sound-closing").daemon().start(line::close);
  }

  /** Waits a moment for it: many cards take one line at a time. */
  static void awaitClosed(Thread closing) {
    try {
      closing.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Mixer find(String name, Class<? extends Line> kind, String device) {
    List<String> there = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      Mixer mixer = AudioSystem.getMixer(info);
      if (!mixer.isLineSupported(new Line.Info(kind))) continue;
      String stable = stableName(info.getName());
      if (name.equals(stable)) return mixer;
      String usb = usbPlace(CARDS, stable);
      if (name.equals(usb)) return mixer;
      there.add(usb.isEmpty() ? stable : stable + " (" + usb + ")");
    }
    throw new HalException(
        device,
        "find the sound card",
        there.isEmpty()
            ? "this machine shows no sound card for it"
            : "there is none of this name; there are: " + String.join(", ", there),
        there.isEmpty()
            ? "plug it in, join the group audio, or start the sound server"
            : "one of these names; earshot devices says more about them");
  }

  private static String detail(Mixer.Info info) {
    return info.getDescription().replaceFirst("^Direct Audio Device: ", "");
  }

  static String stableName(String shown) {
    Matcher name = NAME.matcher(shown);
    if (!name.matches()) return shown;
    String device = name.group(2);
    return device == null || device.equals("0") ? name.group(1) : name.group(1) + "," + device;
  }

  /** Where the card is plugged in, such as {@code usb:1-1.3}; empty if it is not a USB card. */
  static String usbPlace(Path cards, String stableName) {
    String id = stableName.split(",", 2)[0];
    try (var entries = Files.newDirectoryStream(cards, "card*")) {
      for (Path card : entries) {
        Path idFile = card.resolve("id");
        if (!Files.isReadable(idFile) || !Files.readString(idFile).strip().equals(id)) continue;
        return usbPlace(card.resolve("device").toRealPath());
      }
    } catch (IOException e) {
      // No cards of the kernel's own, or one that has just been pulled out.
      return "";
    }
    return "";
  }

  private static String usbPlace(@Nullable Path device) {
    for (Path at = device; at != null && at.getFileName() != null; at = at.getParent()) {
      Matcher piece = USB_INTERFACE.matcher(at.getFileName().toString());
      if (piece.matches()) return "usb:" + piece.group(1);
    }
    return "";
  }
}
