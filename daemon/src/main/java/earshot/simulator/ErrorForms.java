package earshot.simulator;

import earshot.simulator.Misbehaviour.Act;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a service says no, by name: where it is said, in which words, and what
 * provokes it, on the first occasion only. A table for tests. Immutable, for any thread.
 */
public final class ErrorForms {

  /** Where the client meets it. */
  public enum Place {
    UPGRADE,
    OPENING,
    SESSION,
    QUESTION,
    RESPONSE,
    /** When an answer is interrupted. */
    INTERRUPTION,
    /** When the question is asked in writing. */
    WRITING,
    /** When the next session is told what was said. */
    RETELLING,
    CHAT
  }

  /**
   * The service's own words.
   *
   * @param message {@code resp_X} stands in it for an id
   * @param http the status of the answer; 0 where there is a session
   */
  public record Words(
      @Nullable String type,
      @Nullable String code,
      @Nullable String message,
      @Nullable String param,
      int http) {}

  /** One form; {@code acts} are to be added to whatever script the test talks to. */
  public record Form(
      String name, Place place, String dialect, Words words, List<Misbehaviour> acts) {
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
  private static final String NO_BETA =
      "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.";
  private static final String NO_MODEL =
      "The model `no-such-model` does not exist or you do not have access to it.";
  private static final String NO_KEY =
      "Incorrect API key provided: sk-********. You can find your API key at"
          + " https://platform.openai.com/account/api-keys.";

  private final List<Form> forms = new ArrayList<>();

  private ErrorForms() {}

  public static List<Form> all() {
    var all = new ErrorForms();
    for (int status : List.of(400, 401, 403, 404, 429, 500, 503)) {
      all.http("openai-upgrade-" + status, Place.UPGRADE, openAi(status, false));
      all.http("azure-upgrade-" + status, Place.UPGRADE, azure(status));
      all.http("openai-chat-" + status, Place.CHAT, openAi(status, true));
      all.http("azure-chat-" + status, Place.CHAT, azure(status));
    }
    all.http(
        "beta_api_shape_disabled-http",
        Place.UPGRADE,
        new Words(REQUEST, "beta_api_shape_disabled", NO_BETA, null, 400));
    all.opening();
    all.session();
    all.talk();
    all.responses();
    all.http(
        "chat-unsupported_value",
        Place.CHAT,
        new Words(
            REQUEST,
            "unsupported_value",
            "Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported"
                + " values are: 'pcm16'.",
            "audio.format",
            400));
    Act fail = new Misbehaviour.Fail("server_error", "server_error", SERVER);
    all.form(
        "chat-stream-error",
        Place.CHAT,
        words("server_error", "server_error", SERVER),
        new Misbehaviour(at(Point.CHAT_PIECE).afterDeltas(3), fail));
    return List.copyOf(all.forms);
  }

  // --- the parts of the table

  private void opening() {
    opened("beta_api_shape_disabled", 4000, NO_BETA);
    opened("invalid_api_key", 3000, NO_KEY);
    opened(
        "missing_model",
        4000,
        "You must provide a model parameter, for example"
            + " wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5");
    opened("invalid_model", 4000, "Model \"gpt-audio\" is not supported in realtime mode...");
    opened("model_not_found", 4004, NO_MODEL);
  }

  private void session() {
    String expired = "Your session hit the maximum duration of 60 minutes.";
    form(
        "session_expired",
        Place.SESSION,
        words(REQUEST, "session_expired", expired),
        said(Point.CREATED, REQUEST, "session_expired", expired),
        new Misbehaviour(at(Point.CREATED), new Misbehaviour.Close(1001, "going away")));
    update(
        "unknown_parameter",
        "Unknown parameter: 'session.modalities'.",
        "session.modalities",
        "unknown_parameter");
    update(
        "missing_required_parameter",
        "Missing required parameter: 'session.type'.",
        "session.type",
        "missing_required_parameter-type");
    update(
        "missing_required_parameter",
        "Missing required parameter: 'session.audio.input.format.rate'.",
        "session.audio.input.format.rate",
        "missing_required_parameter-rate");
    update(
        "invalid_value",
        "Invalid value: 'session.change'. Supported values are: 'session.update',"
            + " 'session.close', 'input_audio_buffer.append', ...",
        "type",
        "invalid_value-type");
    update(
        "invalid_value",
        "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and"
            + " ['audio'].",
        "session.output_modalities",
        "invalid_value-output_modalities");
    update(
        "invalid_value",
        "Invalid modalities: ['audio']. Supported combinations are: ['text'] and"
            + " ['audio', 'text'].",
        "session.modalities",
        "invalid_value-modalities");
    update(
        "cannot_update_voice",
        "Cannot update a conversation's voice if assistant audio is present.",
        "session.audio.output.voice",
        "cannot_update_voice");
    unreadable("invalid_json", "Invalid event: failed to parse JSON value. ");
    unreadable(
        "invalid_event", "Expected a text WebSocket message; binary frames are not supported.");
  }

  private void talk() {
    declined(
        "input_audio_buffer_commit_empty",
        Place.QUESTION,
        Point.COMMIT_ASKED,
        new Words(
            REQUEST,
            "input_audio_buffer_commit_empty",
            "Error committing input audio buffer: buffer too small. Expected at least 100ms of"
                + " audio, but buffer only has 0.00ms of audio.",
            null,
            0));
    form(
        "server_error",
        Place.QUESTION,
        words("server_error", null, SERVER),
        said(Point.COMMIT, "server_error", null, SERVER));
    // The service itself finds what is wrong with what is asked then.
    form(
        "conversation_already_has_active_response",
        Place.QUESTION,
        words(
            REQUEST,
            "conversation_already_has_active_response",
            "Conversation already has an active response in progress: resp_X. Wait until the"
                + " response is finished before creating a new one."),
        new Misbehaviour(at(Point.RESPONSE_ASKED).once(), new Misbehaviour.Respond()));
    form(
        "response_cancel_not_active",
        Place.INTERRUPTION,
        words(
            REQUEST, "response_cancel_not_active", "Cancellation failed: no active response found"),
        new Misbehaviour(at(Point.CANCEL_ASKED).once(), new Misbehaviour.Empty()));
    declined(
        "invalid_value-truncate",
        Place.INTERRUPTION,
        Point.TRUNCATE_ASKED,
        new Words(
            REQUEST,
            "invalid_value",
            "Audio content of 6350ms is already shorter than 8160ms",
            "audio_end_ms",
            0));
    declined(
        "string_above_max_length",
        Place.WRITING,
        Point.ITEM_ASKED,
        new Words(
            REQUEST,
            "string_above_max_length",
            "Invalid 'item.id': string too long. Expected a string with maximum length 32, but got"
                + " a string with length 39 instead.",
            "item.id",
            0));
    declined(
        "missing_required_parameter-text",
        Place.RETELLING,
        Point.ITEM_ASKED,
        new Words(
            REQUEST,
            "missing_required_parameter",
            "Missing required parameter: 'item.content[0].text'.",
            "item.content[0].text",
            0));
  }

  private void responses() {
    failed(
        "tokens",
        "rate_limit_exceeded",
        "Rate limit reached for gpt-realtime in organization org-1 on tokens per min (TPM): Limit"
            + " 40000, Used 40000, Requested 3188. Please try again in 4.78s.");
    failed("insufficient_quota", "insufficient_quota", "You exceeded your current quota...");
    failed(
        REQUEST,
        "inference_not_authorized_error",
        "You have insufficient permissions for this operation. Missing scopes: model.request...");
    failed("server_error", null, SERVER);
    form(
        "response-content_filter",
        Place.RESPONSE,
        words(null, "content_filter", null),
        new Misbehaviour(
            at(Point.DONE).in(1).once(), new Misbehaviour.Incomplete("content_filter")));
  }

  // --- how each is provoked

  private static When at(Point point) {
    return When.at(point).on(1);
  }

  private static Words words(
      @Nullable String type, @Nullable String code, @Nullable String message) {
    return new Words(type, code, message, null, 0);
  }

  private static Misbehaviour said(
      Point point, String type, @Nullable String code, String message) {
    return new Misbehaviour(at(point), new Misbehaviour.SayError(type, code, message));
  }

  private void form(String name, Place place, Words words, Misbehaviour... acts) {
    boolean beta = name.equals("invalid_value-modalities") || name.startsWith("beta_");
    forms.add(new Form(name, place, beta ? "beta" : "ga", words, List.of(acts)));
  }

  private void opened(String code, int closeCode, String message) {
    form(
        code,
        Place.OPENING,
        words(REQUEST, code, message),
        said(Point.OPEN, REQUEST, code, message),
        new Misbehaviour(at(Point.OPEN), new Misbehaviour.Close(closeCode, REQUEST + "." + code)));
  }

  private void update(String code, String message, String param, String name) {
    Act decline = new Misbehaviour.Decline(REQUEST, code, param, message);
    form(
        name,
        Place.SESSION,
        new Words(REQUEST, code, message, param, 0),
        new Misbehaviour(at(Point.UPDATE_ASKED), decline));
  }

  /** What cannot be read has no id that could be named. */
  private void unreadable(String code, String message) {
    form(
        code,
        Place.SESSION,
        words(REQUEST, code, message),
        said(Point.UPDATE_ASKED, REQUEST, code, message),
        new Misbehaviour(at(Point.UPDATE), new Misbehaviour.Withhold()));
  }

  private void declined(String name, Place place, Point point, Words w) {
    Act decline =
        new Misbehaviour.Decline(
            String.valueOf(w.type()), w.code(), w.param(), String.valueOf(w.message()));
    // In the session before the next there is nothing to be told.
    When when = (place == Place.RETELLING ? When.at(point) : at(point)).once();
    form(name, place, w, new Misbehaviour(when, decline));
  }

  /** In GA the specification has no message there; it has been seen, and the beta has it. */
  private void failed(String type, @Nullable String code, String message) {
    String name = "response-" + (code == null ? type : code);
    var fail =
        new Misbehaviour(
            at(Point.RESPONSE).in(1).once(), new Misbehaviour.Fail(type, code, message));
    form(name, Place.RESPONSE, words(type, code, null), fail);
    form("beta_" + name, Place.RESPONSE, words(type, code, message), fail);
  }

  private void http(String name, Place place, Words words) {
    int status = words.http();
    Map<String, String> headers =
        status == 429 || status == 503 ? Map.of("Retry-After", "7") : Map.of();
    Act refuse = new Misbehaviour.Refuse(status, body(words), headers);
    form(name, place, words, new Misbehaviour(at(point(place)), refuse));
  }

  private static Point point(Place place) {
    return place == Place.CHAT ? Point.CHAT : Point.UPGRADE;
  }

  private static String body(Words words) {
    String message = words.message() == null ? "" : words.message();
    if (words.code() == null && words.type() == null) return message;
    if (words.type() == null) {
      return Json.object()
          .set("error", Json.object().put("code", words.code()).put("message", message))
          .toString();
    }
    return ChatRefusal.error(words.type(), words.code(), words.param(), message).toString();
  }

  private static Words openAi(int status, boolean chat) {
    return switch (status) {
      case 400 -> new Words(REQUEST, "invalid_value", "Invalid value.", null, status);
      case 401 -> new Words(REQUEST, "invalid_api_key", NO_KEY, null, status);
      // Of accounts without access nothing but the status is known.
      case 403 ->
          chat
              ? new Words(
                  "request_forbidden",
                  "unsupported_country_region_territory",
                  "Country, region, or territory not supported",
                  null,
                  status)
              : new Words(null, null, null, null, status);
      case 404 -> new Words(REQUEST, "model_not_found", NO_MODEL, null, status);
      case 429 -> new Words("tokens", "rate_limit_exceeded", "Rate limit reached.", null, status);
      default -> new Words("server_error", null, SERVER, null, status);
    };
  }

  private static Words azure(int status) {
    return switch (status) {
      case 400 ->
          new Words(
              null,
              "OpperationNotSupported",
              "The realtime operation does not work with the specified model. Please choose"
                  + " different model and try again.",
              null,
              status);
      case 404 ->
          new Words(
              null,
              "DeploymentNotFound",
              "The API deployment for this resource does not exist.",
              null,
              status);
      default -> new Words(null, Integer.toString(status), "Refused.", null, status);
    };
  }
}
