package earshot;

import earshot.realtime.Item;
import earshot.realtime.SessionSpec.Mcp;
import earshot.turn.TurnEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tools of hosted servers mean to a turn, and what is answered when the service asks whether
 * it may call one: nobody is there to be asked, so the configuration says. Pure.
 */
final class Hosted {

  static final String NO_LIST =
      "A server in service.mcp does not tell the service which tools it has: ";

  private Hosted() {}

  /** What the output of a response says of them. */
  static TurnEvent.Hosted of(List<Item> output, List<Mcp> servers) {
    List<TurnEvent.Approval> approvals = new ArrayList<>();
    boolean working = false;
    boolean answered = false;
    for (Item item : output) {
      switch (item.kind()) {
        case MCP_APPROVAL_REQUEST -> {
          if (item.id() == null) continue;
          TurnEvent.Approval approval = approval(item.id(), item, servers);
          approvals.add(approval);
          working |= approval.granted();
        }
        case MCP_CALL -> {
          boolean over = item.output() != null;
          working |= !over;
          answered |= over;
        }
        // What is said after a call takes it into account.
        case MESSAGE -> answered = false;
        default -> {}
      }
    }
    return new TurnEvent.Hosted(List.copyOf(approvals), working, answered);
  }

  private static TurnEvent.Approval approval(String id, Item asked, List<Mcp> servers) {
    String tool = asked.name() == null ? "" : asked.name();
    for (Mcp server : servers) {
      if (!server.label().equals(asked.callId())) continue;
      @Nullable String refusal = refusal(server, tool);
      return new TurnEvent.Approval(
          id, refusal == null, refusal == null ? "the owner has allowed it" : refusal);
    }
    return new TurnEvent.Approval(id, false, "no such server of tools is configured");
  }

  private static @Nullable String refusal(Mcp server, String tool) {
    if (!server.allowedTools().isEmpty() && !server.allowedTools().contains(tool)) {
      return "the owner has not allowed this tool";
    }
    if (server.approval().equals("never") || server.unasked().contains(tool)) return null;
    return "it needs the owner's consent, and the device has no way to ask for it";
  }

  /** For people: which tool of which server. */
  static String name(Item item) {
    return item.callId() + "/" + item.name();
  }
}
