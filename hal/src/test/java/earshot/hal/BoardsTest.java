package earshot.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoardsTest {

  private static BoardSettings settings(String name) {
    return new BoardSettings(
        name,
        Map.of(),
        Clock.system(),
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream());
  }

  @Test
  void everyBoardHasANameASummaryAndDistinctOptions() {
    List<String> names = Boards.all().stream().map(Board::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
    for (Board board : Boards.all()) {
      assertTrue(board.name().matches("[a-z][a-z0-9-]*"), board.name());
      assertFalse(board.summary().isBlank(), board.name());
      List<String> keys = board.options().stream().map(Board.Option::key).toList();
      assertEquals(keys.stream().distinct().toList(), keys, board.name());
      for (Board.Option option : board.options()) {
        assertTrue(option.key().matches("[a-z][a-z_]*"), option.key());
        assertFalse(option.help().isBlank(), option.key());
        assertFalse(option.key().equals("name"), "the board's own name is not an option");
      }
    }
  }

  @Test
  void theBoardsOfTheHouseAreThere() {
    for (String name : new String[] {"sim", "pipe", "desktop"}) {
      assertEquals(name, Boards.named(name).name());
    }
  }

  @Test
  void boardsWithoutDevicesCanBeMadeAndClosedTwice() {
    for (String name : new String[] {"sim", "pipe", "desktop"}) {
      Hal hal = Boards.named(name).parts().apply(settings(name));
      assertNotNull(hal.microphones().describe());
      assertNotNull(hal.speaker().describe());
      assertNotNull(hal.lights().describe());
      hal.close();
      hal.close();
    }
  }

  @Test
  void anUnknownBoardIsToldWithThoseThatThereAre() {
    var unknown = assertThrows(HalException.class, () -> Boards.named("dekstop"));
    String message = String.valueOf(unknown.getMessage());
    assertTrue(message.contains("dekstop"), message);
    for (Board board : Boards.all()) assertTrue(message.contains(board.name()), message);
  }

  private record Part(String name, boolean fails, List<String> closed)
      implements Microphones, Speaker, Button, Lights {

    @Override
    public void open(PcmRing ring, Microphones.Listener listener) {}

    @Override
    public void open(Speaker.Feed feed) {}

    @Override
    public void open(Button.Edges edges) {}

    @Override
    public void nudge() {}

    @Override
    public void show(Look look) {}

    @Override
    public long latencySamples() {
      return 0;
    }

    @Override
    public String describe() {
      return name;
    }

    @Override
    public void close() {
      closed.add(name);
      if (fails) throw new HalException(name, "close", "it does not want to", "again");
    }
  }

  @Test
  void closingABoardClosesEveryPartTheSpeakerFirst() {
    List<String> closed = new ArrayList<>();
    new Parts(
            new Part("mic", false, closed),
            new Part("speaker", false, closed),
            new Part("button", false, closed),
            new Part("mute", false, closed),
            new Part("lights", false, closed))
        .close();
    assertEquals(List.of("speaker", "mic", "button", "mute", "lights"), closed);
  }

  @Test
  void aPartThatWillNotCloseKeepsNoOtherOpen() {
    List<String> closed = new ArrayList<>();
    var parts =
        new Parts(
            new Part("mic", false, closed),
            new Part("speaker", true, closed),
            new Part("button", true, closed),
            null,
            new Part("lights", false, closed));
    var first = assertThrows(HalException.class, parts::close);
    assertEquals("speaker", first.device());
    assertEquals(1, first.getSuppressed().length);
    assertEquals(List.of("speaker", "mic", "button", "lights"), closed);
  }
}
