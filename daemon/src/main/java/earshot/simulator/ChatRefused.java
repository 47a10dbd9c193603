package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error in the form that chat completions have. */
final class ChatRefused extends Exception {

  private static final long serialVersionUID = 1;

  final int status;
  private final @Nullable String code;
  private final @Nullable String param;

  ChatRefused(int status, @Nullable String code, @Nullable String param, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  static ChatRefused of(String code, String param, String message) {
    return new ChatRefused(400, code, param, message);
  }

  Map<String, String> headers() {
    return Map.of("Content-Type", "application/json");
  }

  byte[] body() {
    ObjectNode answer = Json.object();
    ObjectNode error = answer.putObject("error").put("message", getMessage());
    error.put("type", "invalid_request_error").put("param", param).put("code", code);
    return Json.bytes(answer);
  }
}
