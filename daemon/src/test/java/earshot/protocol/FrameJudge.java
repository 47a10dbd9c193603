package earshot.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Somebody who knows the protocol and has a word on a frame. For one thread at a time. */
public interface FrameJudge {

  /**
   * One message of a conversation.
   *
   * @param dialect "ga", "beta", or "chat" for the bodies of Chat Completions
   */
  record Frame(String dialect, boolean fromClient, JsonNode body) {

    /** Where in Chat Completions, whose bodies have no type, it belongs. */
    public String chatKind() {
      if (fromClient) return "request";
      if (body.has("error")) return "error";
      return body.path("object").asText().endsWith(".chunk") ? "chunk" : "answer";
    }

    @Override
    public String toString() {
      String text = body.toString();
      return (fromClient ? "client: " : "service: ")
          + text.substring(0, Math.min(600, text.length()));
    }
  }

  /** Everything that is wrong with it; empty when it is as it should be. */
  List<String> faults(Frame frame) throws Exception;
}
