package earshot.hal.dsp;

import earshot.hal.Board.Kind;
import earshot.hal.Board.Option;
import earshot.hal.BoardSettings;
import earshot.hal.HalException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a card's channels: which are microphones, where they are, how loud each is, and
 * how one stream is made of them. Checked as far as that goes without the card. Pure.
 *
 * @param channel of {@link How#ONE}, or -1
 * @param used the channels that are microphones; empty for all
 * @param reference the channel that carries what is played, or -1
 */
public record MicArray(
    How how,
    int channel,
    List<Integer> used,
    @Nullable Geometry geometry,
    List<Double> gainsDb,
    boolean removesDc,
    int reference) {

  public static final List<Option> OPTIONS =
      List.of(
          new Option(
              "mic_array",
              Kind.TEXT,
              "of several microphones: sum (the usual), first, \"channel N\" or steer (a beam that"
                  + " follows the voice)"),
          new Option(
              "mic_used",
              Kind.TEXT,
              "channels that are microphones, such as 0-3; all if not given"),
          new Option(
              "mic_geometry",
              Kind.TEXT,
              "where they are, in mm: \"-29 0, 29 0\", \"line 50\" (apart) or \"circle 46\" (radius)"),
          new Option(
              "mic_gains", Kind.TEXT, "decibels: one for all, or one for each of them: \"0, 1.5\""),
          new Option(
              "mic_remove_dc", Kind.FLAG, "take off the direct voltage of I2S microphones (false)"),
          new Option(
              "mic_reference",
              Kind.NUMBER,
              "the channel that carries what is played; it is never listened to"));

  /** How one stream is made of several. */
  public enum How {
    /** The first microphone. */
    FIRST,
    /** The channel of this number. */
    ONE,
    /** The mean of all that are well. */
    SUM,
    /** A beam that follows the voice. */
    STEER
  }

  private static final Pattern CHANNEL = Pattern.compile("channel (\\d{1,2})");
  private static final int MOST_CHANNELS = 32;
  private static final double MOST_DB = 60;

  /** Everything as the card gives it. */
  public static final MicArray USUAL =
      new MicArray(How.SUM, -1, List.of(), null, List.of(), false, -1);

  /** Throws {@link HalException} with what is wrong with an option. */
  public static MicArray of(BoardSettings settings) {
    String array = settings.text("mic_array");
    int channel = settings.number("mic_channel", -1);
    How how = How.SUM;
    if (array != null) {
      Matcher one = CHANNEL.matcher(array);
      how =
          switch (array) {
            case "first" -> How.FIRST;
            case "sum" -> How.SUM;
            case "steer" -> How.STEER;
            default -> {
              if (!one.matches()) {
                throw wrong(
                    "mic_array", array, "there is no such way", "first, sum, steer, channel 1");
              }
              channel = Integer.parseInt(one.group(1));
              yield How.ONE;
            }
          };
    } else if (channel >= 0) {
      how = How.ONE;
    }
    List<Integer> named = read(settings, "mic_used", "0-3", MicArray::channels);
    List<Integer> used = named == null ? List.of() : named;
    List<Double> told = read(settings, "mic_gains", "0, 1.5", MicArray::decibels);
    List<Double> gains = told == null ? List.of() : told;
    Geometry geometry =
        read(settings, "mic_geometry", "-29 0, 29 0", t -> geometry(t, used.size()));
    if (how == How.STEER && (geometry == null || !geometry.hearsDirections())) {
      throw wrong(
          "mic_array", "steer", "nothing says where the microphones are", "set mic_geometry too");
    }
    if (!used.isEmpty() && gains.size() > 1 && gains.size() != used.size()) {
      throw wrong(
          "mic_gains",
          String.valueOf(settings.text("mic_gains")),
          "there are " + used.size() + " microphones",
          "one number for each, or one for all");
    }
    return new MicArray(
        how,
        how == How.ONE ? channel : -1,
        used,
        geometry,
        gains,
        settings.flag("mic_remove_dc", false),
        settings.number("mic_reference", -1));
  }

  /** How many channels the card must have at least. */
  public int leastChannels() {
    int least = Math.max(channel, reference) + 1;
    for (int c : used) least = Math.max(least, c + 1);
    if (used.isEmpty() && geometry != null) least = Math.max(least, geometry.microphones());
    return Math.max(least, 1);
  }

  /** Which of a card's channels are microphones. */
  int[] microphones(int channels) {
    if (how == How.ONE) return new int[] {channel};
    if (!used.isEmpty()) return used.stream().mapToInt(Integer::intValue).toArray();
    int[] all = new int[channels];
    int n = 0;
    for (int c = 0; c < channels; c++) if (c != reference) all[n++] = c;
    int most = geometry == null ? n : Math.min(n, geometry.microphones());
    return Arrays.copyOf(all, how == How.FIRST ? Math.min(1, n) : most);
  }

  double gainDb(int microphone) {
    if (gainsDb.isEmpty()) return 0;
    return gainsDb.size() == 1 ? gainsDb.getFirst() : gainsDb.get(microphone % gainsDb.size());
  }

  private static Geometry geometry(String text, int used) {
    int places =
        text.startsWith("line") || text.startsWith("circle") ? used : text.split(",").length;
    if (places == 0)
      throw new IllegalArgumentException("how many there are is not said: set mic_used");
    if (used > 0 && used != places) {
      throw new IllegalArgumentException("mic_used names " + used + " of them");
    }
    return Geometry.parse(text, places);
  }

  private static List<Integer> channels(String text) {
    List<Integer> channels = new ArrayList<>();
    for (String part : text.split(",")) {
      String[] ends = part.strip().split("-");
      int from = whole(ends[0]);
      int to = ends.length == 1 ? from : whole(ends[1]);
      if (ends.length > 2 || to < from || to >= MOST_CHANNELS) {
        throw new IllegalArgumentException("\"" + part.strip() + "\" is no channel");
      }
      for (int c = from; c <= to; c++) {
        if (channels.contains(c)) throw new IllegalArgumentException(c + " is named twice");
        channels.add(c);
      }
    }
    return List.copyOf(channels);
  }

  private static int whole(String text) {
    if (!text.strip().matches("\\d{1,2}")) {
      throw new IllegalArgumentException("\"" + text.strip() + "\" is no channel");
    }
    return Integer.parseInt(text.strip());
  }

  private static List<Double> decibels(String text) {
    List<Double> gains = new ArrayList<>();
    for (String part : text.split(",")) {
      if (!part.strip().matches("[+-]?\\d{1,3}(\\.\\d+)?")) {
        throw new IllegalArgumentException("\"" + part.strip() + "\" is no number of decibels");
      }
      double gain = Double.parseDouble(part.strip());
      if (Math.abs(gain) > MOST_DB) throw new IllegalArgumentException(gain + " dB is too much");
      gains.add(gain);
    }
    return List.copyOf(gains);
  }

  private static <T> @Nullable T read(
      BoardSettings settings, String key, String example, Function<String, T> reader) {
    String text = settings.text(key);
    if (text == null) return null;
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw wrong(key, text, String.valueOf(e.getMessage()), "such as \"" + example + "\"");
    }
  }

  private static HalException wrong(String key, String value, String why, String remedy) {
    return new HalException("microphones", "use " + key + " = \"" + value + "\"", why, remedy);
  }
}
