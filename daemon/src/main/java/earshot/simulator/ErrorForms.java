package earshot.simulator;

import earshot.simulator.Misbehaviour.Act;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every way in which a service says no, by name: where it is said and what provokes it, on the
 * first connection or in the first response only. A table for tests. Immutable, for any thread.
 */
public final class ErrorForms {

  /** Where the client meets it. */
  public enum Place {
    UPGRADE,
    OPENING,
    SESSION,
    RESPONSE,
    CHAT
  }

  /** One form; {@code acts} are to be added to whatever script the test talks to. */
  public record Form(String name, Place place, List<Misbehaviour> acts) {
    public Form {
      acts = List.copyOf(acts);
    }

    /** The script with this form in it. */
    public Script in(Script script) {
      Script changed = script;
      for (Misbehaviour each : acts) changed = changed.with(each.when(), each.act());
      return changed;
    }
  }

  private static final String REQUEST = "invalid_request_error";
  private static final String SERVER = "The server had an error while processing your request.";

  private ErrorForms() {}

  public static List<Form> all() {
    var forms = new ArrayList<Form>();
    for (int status : List.of(400, 401, 403, 404, 429, 500, 503)) {
      forms.add(http("openai-upgrade-" + status, Place.UPGRADE, status, openAi(status)));
      forms.add(http("azure-upgrade-" + status, Place.UPGRADE, status, azure(status)));
      forms.add(http("openai-chat-" + status, Place.CHAT, status, openAi(status)));
      forms.add(http("azure-chat-" + status, Place.CHAT, status, azure(status)));
    }
    for (String code : List.of("beta_api_shape_disabled", "missing_model", "invalid_model")) {
      forms.add(opening(code, 4000));
    }
    forms.add(opening("invalid_api_key", 3000));
    forms.add(opening("model_not_found", 4004));
    forms.add(
        new Form(
            "session_expired",
            Place.SESSION,
            List.of(
                said(Point.CREATED, "session_expired", "Your session hit the maximum duration."),
                new Misbehaviour(at(Point.CREATED), new Misbehaviour.Close(1001, "going away")))));
    for (String code :
        List.of(
            "unknown_parameter",
            "missing_required_parameter",
            "invalid_value",
            "cannot_update_voice",
            "invalid_json",
            "invalid_event")) {
      forms.add(new Form(code, Place.SESSION, List.of(said(Point.UPDATE, code, told(code)))));
    }
    for (String code :
        List.of(
            "conversation_already_has_active_response",
            "response_cancel_not_active",
            "input_audio_buffer_commit_empty",
            "string_above_max_length")) {
      forms.add(new Form(code, Place.SESSION, List.of(said(Point.COMMIT, code, told(code)))));
    }
    forms.add(
        new Form(
            "server_error",
            Place.SESSION,
            List.of(
                new Misbehaviour(
                    at(Point.COMMIT), new Misbehaviour.SayError("server_error", null, SERVER)))));
    forms.add(
        failed(
            "tokens",
            "rate_limit_exceeded",
            "Rate limit reached for tokens per min (TPM): Limit 40000, Used 40000, Requested 3188. Please try again in 4.78s."));
    forms.add(
        failed("insufficient_quota", "insufficient_quota", "You exceeded your current quota."));
    forms.add(
        failed(
            REQUEST,
            "inference_not_authorized_error",
            "You have insufficient permissions for this operation. Missing scopes: model.request."));
    forms.add(failed("server_error", "server_error", SERVER));
    forms.add(
        new Form(
            "response-content_filter",
            Place.RESPONSE,
            List.of(
                new Misbehaviour(
                    at(Point.DONE).in(1), new Misbehaviour.Incomplete("content_filter")))));
    forms.add(
        new Form(
            "chat-unsupported_value",
            Place.CHAT,
            List.of(refusal(Point.CHAT, 400, body(REQUEST, "unsupported_value")))));
    forms.add(
        new Form(
            "chat-stream-error",
            Place.CHAT,
            List.of(
                new Misbehaviour(
                    at(Point.CHAT_PIECE).afterDeltas(3),
                    new Misbehaviour.Fail("server_error", "server_error", SERVER)))));
    return List.copyOf(forms);
  }

  private static When at(Point point) {
    return When.at(point).on(1);
  }

  private static String told(String code) {
    return "Refused on purpose: " + code + ".";
  }

  private static Misbehaviour said(Point point, String code, String message) {
    return new Misbehaviour(at(point), new Misbehaviour.SayError(REQUEST, code, message));
  }

  private static Form opening(String code, int closeCode) {
    Act close = new Misbehaviour.Close(closeCode, REQUEST + "." + code);
    return new Form(
        code,
        Place.OPENING,
        List.of(said(Point.OPEN, code, told(code)), new Misbehaviour(at(Point.OPEN), close)));
  }

  private static Form failed(String type, String code, String message) {
    Act fail = new Misbehaviour.Fail(type, code, message);
    return new Form(
        "response-" + code,
        Place.RESPONSE,
        List.of(new Misbehaviour(at(Point.RESPONSE).in(1), fail)));
  }

  private static Form http(String name, Place place, int status, String body) {
    Point point = place == Place.CHAT ? Point.CHAT : Point.UPGRADE;
    return new Form(name, place, List.of(refusal(point, status, body)));
  }

  private static Misbehaviour refusal(Point point, int status, String body) {
    Map<String, String> headers =
        status == 429 || status == 503 ? Map.of("Retry-After", "7") : Map.of();
    return new Misbehaviour(at(point), new Misbehaviour.Refuse(status, body, headers));
  }

  private static String openAi(int status) {
    return switch (status) {
      case 401 -> body(REQUEST, "invalid_api_key");
      case 403 -> body(REQUEST, "unsupported_country_region_territory");
      case 404 -> body(REQUEST, "model_not_found");
      case 429 -> body("tokens", "rate_limit_exceeded");
      case 400 -> body(REQUEST, "invalid_value");
      default -> body("server_error", "server_error");
    };
  }

  private static String azure(int status) {
    String code =
        switch (status) {
          case 400 -> "OpperationNotSupported";
          case 404 -> "DeploymentNotFound";
          default -> Integer.toString(status);
        };
    return Json.object()
        .set("error", Json.object().put("code", code).put("message", told(code)))
        .toString();
  }

  private static String body(String type, String code) {
    return ChatRefusal.error(type, code, null, told(code)).toString();
  }
}
