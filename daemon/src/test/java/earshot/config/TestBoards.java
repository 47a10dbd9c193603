package earshot.config;

import earshot.hal.Board;
import java.util.List;

/** Boards for tests of the configuration: rows without parts. */
public final class TestBoards {

  private TestBoards() {}

  public static final List<Board> ALL =
      List.of(
          board(
              "sim",
              new Board.Option("mic", Board.Kind.TEXT, "a WAV to hear"),
              new Board.Option("speaker", Board.Kind.TEXT, "a WAV to write")),
          board(
              "pi-generic",
              new Board.Option("button", Board.Kind.TEXT, "the line of the button"),
              new Board.Option("channels", Board.Kind.NUMBER, "of the microphone"),
              new Board.Option("active_low", Board.Kind.FLAG, "pressed is low")),
          board("pipe"));

  private static Board board(String name, Board.Option... options) {
    return new Board(
        name,
        "a board for tests",
        List.of(options),
        _ -> {
          throw new IllegalStateException("a row without parts");
        });
  }
}
