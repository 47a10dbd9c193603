package earshot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.Item;
import earshot.realtime.SessionSpec.Mcp;
import earshot.turn.TurnEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may call what, when nobody is there to be asked. */
class HostedTest {

  private static Mcp server(String approval, List<String> allowed, List<String> unasked) {
    return new Mcp("home", "https://h/", null, null, allowed, approval, unasked, Map.of(), null);
  }

  private static Item item(Item.Kind kind, String tool, @Nullable String output) {
    return new Item("i", kind, null, null, List.of(), "home", tool, "{}", output, null);
  }

  private static TurnEvent.Hosted asked(String tool, Mcp... servers) {
    return Hosted.of(List.of(item(Item.Kind.MCP_APPROVAL_REQUEST, tool, null)), List.of(servers));
  }

  private static boolean granted(TurnEvent.Hosted hosted) {
    return hosted.approvals().getFirst().granted();
  }

  @Test
  void theConfigurationAnswers() {
    assertTrue(granted(asked("lamp", server("never", List.of(), List.of()))));
    assertTrue(granted(asked("lamp", server("always", List.of(), List.of("lamp")))));
    assertFalse(granted(asked("door", server("always", List.of(), List.of("lamp")))));
    assertFalse(granted(asked("door", server("never", List.of("lamp"), List.of()))));
    assertFalse(granted(asked("lamp")));
  }

  @Test
  void whatIsAllowedIsWaitedForAndWhatIsRefusedIsNot() {
    assertTrue(asked("lamp", server("never", List.of(), List.of())).working());
    assertFalse(asked("lamp").working());
  }

  @Test
  void aCallIsOverWhenItHasAnOutputAndTakenIntoAccountByWhatIsSaidAfterIt() {
    Item call = item(Item.Kind.MCP_CALL, "lamp", "on");
    Item word = item(Item.Kind.MESSAGE, "", null);
    assertTrue(Hosted.of(List.of(item(Item.Kind.MCP_CALL, "lamp", null)), List.of()).working());
    assertTrue(Hosted.of(List.of(word, call), List.of()).answered());
    assertFalse(Hosted.of(List.of(call, word), List.of()).answered());
  }
}
