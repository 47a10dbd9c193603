package earshot.config;

import earshot.config.Settings.Setting;
import earshot.hal.Board;
import java.util.List;
import java.util.Map;

/**
 * A board that is known by name: the parts it is made of, what to set for it, and what one has to
 * know to get it going. One file each; read by {@link Profiles}.
 *
 * @param parts the board of the table that makes its parts
 * @param settings of {@code [board]}, where the user says nothing else
 * @param text of the file, for people
 */
record Profile(
    String name,
    String summary,
    String parts,
    String file,
    int lineOfParts,
    Map<String, Setting> settings,
    Facts facts,
    String text) {

  /** The device's own canceller takes the echo off. */
  static final String HARDWARE = "hardware";

  /**
   * What is known and not a setting.
   *
   * @param overlay lines for {@code config.txt}
   * @param mixer controls of the card and what to set them to
   * @param echo who takes off the echo: the {@code hardware}, or we do; by what we hand to the
   *     speaker ({@code none}), or by a {@code reference} channel of what it plays
   */
  record Facts(
      boolean tried,
      List<String> overlay,
      String driver,
      List<String> mixer,
      String lights,
      String echo,
      List<String> sources) {}

  /** What is wrong when none of these makes its parts. */
  Problem partless(List<Board> boards) {
    List<String> names = boards.stream().map(Board::name).toList();
    String nearest = Nearest.word(parts, names);
    return new Problem(
        file,
        lineOfParts,
        "parts",
        "there is no board " + Discreet.value(parts),
        nearest == null ? "one of " + String.join(", ", names) : '"' + nearest + '"');
  }

  /** The row of the table of boards that it would be. */
  Board row(Board of) {
    return new Board(name, summary, of.options(), of.parts());
  }
}
