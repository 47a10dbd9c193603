package earshot.hal.sound;

import earshot.hal.Board;
import earshot.hal.BoardSettings;
import earshot.hal.HalException;
import earshot.hal.dsp.MicArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options of a board with sound cards, and the formats to try on a card: the wanted one, or the
 * usual ones, best first. Pure.
 */
public final class SoundOptions {

  private static final List<Board.Option> CARDS =
      List.of(
          new Board.Option(
              "mic_card", Board.Kind.TEXT, "sound card of the microphones, by its stable name"),
          new Board.Option(
              "speaker_card", Board.Kind.TEXT, "sound card of the speaker, by its stable name"),
          new Board.Option(
              "mic_channels", Board.Kind.NUMBER, "channels to open the microphones with"),
          new Board.Option(
              "mic_channel",
              Board.Kind.NUMBER,
              "the channel to use, from 0; all of them if not given"),
          new Board.Option("mic_bits", Board.Kind.NUMBER, "16, 24 or 32"),
          new Board.Option("mic_rate", Board.Kind.NUMBER, "hertz, 8000 to 96000"),
          new Board.Option(
              "speaker_channels", Board.Kind.NUMBER, "channels to open the speaker with"),
          new Board.Option("speaker_bits", Board.Kind.NUMBER, "16, 24 or 32"),
          new Board.Option("speaker_rate", Board.Kind.NUMBER, "hertz, 8000 to 96000"),
          new Board.Option("buffer_ms", Board.Kind.NUMBER, "what a card holds, 40 to 200"));

  public static final List<Board.Option> ALL =
      Stream.concat(CARDS.stream(), MicArray.OPTIONS.stream()).toList();

  private static final int MOST_CHANNELS = 32;
  private static final int LOWEST_RATE = 8_000;
  private static final int HIGHEST_RATE = 96_000;

  // What nearly every card does by itself comes first: asked for the house rate, the system would
  // convert, and without its better plug-ins it does so by drawing straight lines.
  private static final int[] RATES = {48_000, 24_000, 44_100, 16_000, 32_000, 96_000, 8_000};
  private static final int[] CHANNELS = {1, 2, 4, 6, 8};
  private static final int[] BITS = {16, 32, 24};

  private SoundOptions() {}

  /** For {@code mic} or {@code speaker}. */
  static List<CardFormat> formats(BoardSettings settings, String part) {
    int channel = part.equals("mic") ? channel(settings) : -1;
    int wantedRate = wanted(settings, part + "_rate", LOWEST_RATE, HIGHEST_RATE);
    int wantedChannels = wanted(settings, part + "_channels", 1, MOST_CHANNELS);
    int wantedBits = wanted(settings, part + "_bits", 16, 32);
    if (wantedBits % 8 != 0) throw wrong(part + "_bits", wantedBits, "16, 24 or 32");
    if (wantedChannels > 0 && channel >= wantedChannels) {
      throw wrong(
          "mic_channel",
          channel,
          "0 to " + (wantedChannels - 1) + ", because mic_channels is " + wantedChannels);
    }
    int least = part.equals("mic") ? MicArray.of(settings).leastChannels() : 1;
    if (wantedChannels > 0 && wantedChannels < least) {
      throw wrong("mic_channels", wantedChannels, "at least " + least + " for those it is to use");
    }
    List<CardFormat> formats = new ArrayList<>();
    for (int rate : oneOr(wantedRate, RATES)) {
      for (int channels : oneOr(wantedChannels, least <= 8 ? CHANNELS : new int[] {least})) {
        if (channels < least) continue;
        for (int bits : oneOr(wantedBits, BITS)) {
          formats.add(new CardFormat(rate, channels, bits));
        }
      }
    }
    return formats;
  }

  private static int wanted(BoardSettings settings, String key, int least, int most) {
    int value = settings.number(key, 0);
    if (value != 0 && (value < least || value > most)) {
      throw wrong(key, value, least + " to " + most);
    }
    return value;
  }

  private static HalException wrong(String key, int value, String right) {
    return new HalException("sound card", "use " + key + " = " + value, "out of range", right);
  }

  private static int[] oneOr(int wanted, int[] usual) {
    return wanted == 0 ? usual : new int[] {wanted};
  }

  /** The microphone channel to use, or -1 for all. */
  static int channel(BoardSettings settings) {
    int channel = settings.number("mic_channel", -1);
    if (channel < -1 || channel >= MOST_CHANNELS) {
      throw wrong("mic_channel", channel, "0 to " + (MOST_CHANNELS - 1));
    }
    return channel;
  }

  static int bufferMillis(BoardSettings settings) {
    return Math.clamp(settings.number("buffer_ms", 80), 40, 200);
  }
}
