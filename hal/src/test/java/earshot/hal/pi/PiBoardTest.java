package earshot.hal.pi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Board;
import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Lights.Look;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PiBoardTest {

  private static final Board.Option CARD = new Board.Option("mic", Board.Kind.TEXT, "card");

  @Test
  void theRowTakesTheLinesOptionsAndThoseOfItsSound() {
    Board board = board();
    assertEquals("pi-generic", board.name());
    assertTrue(board.options().containsAll(PiBoard.options()));
    assertTrue(board.options().contains(CARD));
    assertEquals(
        board.options().size(),
        board.options().stream().map(Board.Option::key).distinct().count(),
        "no key twice");
  }

  @Test
  void aBoardWithoutLinesHasNoButtonAndNoLightsAndNeedsNoChip() {
    var hal = board().parts().apply(settings(Map.of()));
    assertNull(hal.button());
    assertNull(hal.muteSwitch());
    assertEquals("no lights", hal.lights().describe());
    hal.lights().show(Look.TROUBLE);
    hal.close();
    hal.close();
  }

  @Test
  void aWrongPullIsAnsweredWithTheRightOnes() {
    HalException refusal =
        assertThrows(
            HalException.class,
            () ->
                board()
                    .parts()
                    .apply(settings(Map.of("button_line", "GPIO17", "button_pull", "upwards"))));
    assertEquals(
        "button: could not set its pull: there is no pull \"upwards\". Try: up, down or off",
        refusal.getMessage());
  }

  private static Board board() {
    return PiBoard.board(
        "pi-generic",
        List.of(CARD),
        _ -> part(earshot.hal.Microphones.class),
        _ -> part(earshot.hal.Speaker.class));
  }

  private static BoardSettings settings(Map<String, Object> options) {
    return new BoardSettings(
        "pi-generic",
        options,
        Clock.system(),
        InputStream.nullInputStream(),
        new PrintStream(new ByteArrayOutputStream()));
  }

  /** A part that can be closed and nothing else. */
  private static <T> T part(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              if (method.getName().equals("close")) return null;
              throw new AssertionError(method.getName());
            }));
  }
}
