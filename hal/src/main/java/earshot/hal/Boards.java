package earshot.hal;

import earshot.hal.desktop.DesktopBoard;
import earshot.hal.pi.PiBoard;
import earshot.hal.pipe.PipeBoard;
import earshot.hal.sim.SimBoard;
import earshot.hal.sound.SoundMicrophones;
import earshot.hal.sound.SoundOptions;
import earshot.hal.sound.SoundSpeaker;
import java.util.List;

/** The table of boards. A new board is a new row. */
public final class Boards {

  private static final List<Board> ALL =
      List.of(
          new Board(
              "sim",
              "simulated parts on virtual time; needs no hardware",
              SimBoard.OPTIONS,
              SimBoard::parts),
          new Board(
              "pipe",
              "microphone on standard input, speaker on standard output; raw 24 kHz samples",
              List.of(),
              PipeBoard::parts),
          new Board(
              "desktop",
              "this computer's sound card and space bar",
              SoundOptions.ALL,
              DesktopBoard::parts),
          PiBoard.board("pi-generic", SoundOptions.ALL, SoundMicrophones::new, SoundSpeaker::new));

  private Boards() {}

  public static List<Board> all() {
    return ALL;
  }

  public static Board named(String name) {
    for (Board board : ALL) {
      if (board.name().equals(name)) return board;
    }
    throw new HalException(
        "board " + name,
        "find it",
        "there is none of this name",
        "one of " + String.join(", ", ALL.stream().map(Board::name).toList()));
  }
}
