package earshot.hal.sound;

import earshot.hal.Board;
import earshot.hal.BoardSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a board with sound cards, and the formats to try on a card: the wanted one, or the
 * usual ones, best first.
 */
public final class SoundOptions {

  public static final List<Board.Option> ALL =
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

  private static final int[] RATES = {24_000, 48_000, 44_100, 16_000, 32_000, 96_000, 8_000};
  private static final int[] CHANNELS = {1, 2, 4, 6, 8};
  private static final int[] BITS = {16, 32, 24};

  private SoundOptions() {}

  /** For {@code mic} or {@code speaker}. */
  static List<CardFormat> formats(BoardSettings settings, String device) {
    List<CardFormat> formats = new ArrayList<>();
    for (int rate : oneOr(settings.number(device + "_rate", 0), RATES)) {
      for (int channels : oneOr(settings.number(device + "_channels", 0), CHANNELS)) {
        for (int bits : oneOr(settings.number(device + "_bits", 0), BITS)) {
          formats.add(new CardFormat(rate, channels, bits));
        }
      }
    }
    return formats;
  }

  private static int[] oneOr(int wanted, int[] usual) {
    return wanted == 0 ? usual : new int[] {wanted};
  }

  static int bufferMillis(BoardSettings settings) {
    return Math.clamp(settings.number("buffer_ms", 80), 40, 200);
  }
}
