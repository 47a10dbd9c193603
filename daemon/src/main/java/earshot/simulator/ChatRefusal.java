package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.simulator.rules.Fault;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP answer to a request that gets no completion. */
final class ChatRefusal extends Exception {

  private static final long serialVersionUID = 1;

  final int status;
  private final String type;
  private final @Nullable String code;
  private final @Nullable String param;
  private final transient Map<String, String> headers;

  private ChatRefusal(
      int status,
      String type,
      @Nullable String code,
      @Nullable String param,
      String message,
      Map<String, String> headers) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
    this.headers = headers;
  }

  static ChatRefusal of(int status, @Nullable String code, @Nullable String param, String message) {
    return new ChatRefusal(status, "invalid_request_error", code, param, message, Map.of());
  }

  static ChatRefusal of(Fault fault) {
    return of(400, fault.code(), fault.param(), fault.message());
  }

  static ChatRefusal tooMany(String kind, String message, Map<String, String> headers) {
    return new ChatRefusal(429, kind, "rate_limit_exceeded", null, message, headers);
  }

  Map<String, String> headers() {
    var all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return all;
  }

  byte[] body() {
    return Json.bytes(error(type, code, param, String.valueOf(getMessage())));
  }

  static ObjectNode error(
      String type, @Nullable String code, @Nullable String param, String message) {
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error").put("message", message);
    error.put("type", type).put("param", param).put("code", code);
    return body;
  }
}
