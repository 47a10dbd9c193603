package earshot.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The published schemas: the strict ones, which know no member beside those that are told. */
public final class SchemasJudge implements FrameJudge {

  private final PublishedProtocol published;
  private final Map<String, SchemaJudge> judges = new HashMap<>();

  public SchemasJudge(PublishedProtocol published) {
    this.published = published;
  }

  @Override
  public List<String> faults(Frame frame) {
    return judges.computeIfAbsent(file(frame), published::judge).faults(frame.body());
  }

  private static String file(Frame frame) {
    if (!frame.dialect().equals("chat")) {
      String side = frame.fromClient() ? "client" : "server";
      return frame.dialect() + "/" + side + "-events.strict.schema.json";
    }
    return switch (frame.chatKind()) {
      case "request" -> "rest/chat-completions.request.schema.json";
      case "chunk" -> "rest/chat-completions.stream-chunk.schema.json";
      default -> "rest/chat-completions.response.schema.json";
    };
  }
}
