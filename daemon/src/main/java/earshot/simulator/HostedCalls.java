package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Servers of tools that the service calls by itself: lists what they have, asks where it is to ask,
 * and calls. A server at a host that ends in {@code .invalid} is not there. Service thread only.
 */
final class HostedCalls {

  private static final long CALL_NANOS = 300_000_000;

  private final LiveSession session;
  private final Set<String> listed = new HashSet<>();

  /** What was asked for and not yet answered, by the id of the question. */
  private final Map<String, Answer.Hosted> asked = new HashMap<>();

  HostedCalls(LiveSession session) {
    this.session = session;
  }

  /** After each change of the session: servers that are new are asked what they have. */
  void list(Settings settings) {
    for (JsonNode tool : settings.tools) {
      String label = tool.path("server_label").asText();
      if (!tool.path("type").asText().equals("mcp") || !listed.add(label)) continue;
      var item = new Item(session.newId("mcpl"), Item.Kind.OTHER, "assistant");
      item.asItCame = Json.object().put("type", "mcp_list_tools").put("server_label", label);
      ObjectNode tools = item.asItCame;
      for (JsonNode name : tool.path("allowed_tools")) {
        tools.withArray("tools").addObject().put("name", name.asText()).putObject("input_schema");
      }
      tools.withArray("tools");
      session.send(Json.event("mcp_list_tools.in_progress").put("item_id", item.id));
      boolean there =
          !tool.path("server_url").asText().matches("https://[^/:]*\\.invalid([/:].*)?");
      session.after(
          CALL_NANOS,
          () -> {
            if (there) session.begin(item);
            if (there) session.complete(item);
            String how = there ? "completed" : "failed";
            session.send(Json.event("mcp_list_tools." + how).put("item_id", item.id));
          });
    }
  }

  static boolean asks(Settings settings, Answer.Hosted hosted) {
    if (hosted.asks()) return true;
    for (JsonNode tool : settings.tools) {
      if (!tool.path("server_label").asText().equals(hosted.server())) continue;
      JsonNode approval = tool.path("require_approval");
      for (JsonNode name : approval.path("never").path("tool_names")) {
        if (name.asText().equals(hosted.tool())) return false;
      }
      return !approval.asText().equals("never");
    }
    return true;
  }

  Item request(Answer.Hosted hosted) {
    var item = new Item(session.newId("mcpr"), Item.Kind.OTHER, "assistant");
    item.asItCame = named("mcp_approval_request", hosted);
    asked.put(item.id, hosted);
    return item;
  }

  private static ObjectNode named(String type, Answer.Hosted hosted) {
    return Json.object()
        .put("type", type)
        .put("server_label", hosted.server())
        .put("name", hosted.tool())
        .put("arguments", hosted.arguments());
  }

  Item begun(Answer.Hosted hosted, @Nullable String requestId) {
    var item = new Item(session.newId("mcp"), Item.Kind.OTHER, "assistant");
    item.asItCame = named("mcp_call", hosted);
    if (requestId != null) item.asItCame.put("approval_request_id", requestId);
    return item;
  }

  /** Calls the tool, then lets the item have what came of it. */
  void run(Item item, Answer.Hosted hosted, int outputIndex, Runnable then) {
    progress("in_progress", item, outputIndex);
    session.after(
        CALL_NANOS,
        () -> {
          ObjectNode as = item.asItCame;
          String output = hosted.output();
          if (as == null) return;
          if (output != null) {
            as.put("output", output);
            item.output = output;
          } else {
            as.putObject("error")
                .put("type", "tool_execution_error")
                .put("message", "the tool is broken");
          }
          item.function = hosted.tool();
          progress(output == null ? "failed" : "completed", item, outputIndex);
          then.run();
        });
  }

  private void progress(String how, Item item, int outputIndex) {
    session.send(
        Json.event("response.mcp_call." + how)
            .put("output_index", outputIndex)
            .put("item_id", item.id));
  }

  /** The client has answered: what was allowed is called now. */
  void answered(Item answer) {
    ObjectNode said = answer.asItCame;
    if (said == null || !said.path("type").asText().equals("mcp_approval_response")) return;
    String requestId = said.path("approval_request_id").asText();
    Answer.Hosted hosted = asked.remove(requestId);
    if (hosted == null || !said.path("approve").asBoolean()) return;
    Item item = begun(hosted, requestId);
    session.begin(item);
    run(item, hosted, 0, () -> session.complete(item));
  }
}
