package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.simulator.rules.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The service's answers to plain requests: ephemeral keys, what a model is, and that there is
 * nothing else.
 */
public final class Rest {

  public record Answer(int status, Map<String, String> headers, byte[] body) {}

  private static final Pattern MODEL = Pattern.compile("(?:/openai)?/v1/models/([^/]+)");
  private static final int USUAL_SECONDS = 600;
  private static final int BETA_SECONDS = 60;

  private final SimulatedService service;

  Rest(SimulatedService service) {
    this.service = service;
  }

  Answer answer(String method, Upgrade request, byte[] body) {
    String path = request.pathAndQuery().replaceFirst("\\?.*", "");
    boolean azure = path.startsWith("/openai/");
    boolean beta =
        path.equals("/v1/realtime/sessions") || path.equals("/openai/realtimeapi/sessions");
    boolean ga =
        path.equals("/v1/realtime/client_secrets")
            || path.equals("/openai/v1/realtime/client_secrets");
    String model = modelAsked(path);
    if (!beta && !ga && model == null) {
      String told = "Invalid URL (" + method + " " + path + ")";
      return refusal(404, null, null, told);
    }
    if (!method.equals(model == null ? "POST" : "GET")) {
      return refusal(405, "method_not_supported", null, "Not allowed to " + method + " here.");
    }
    String key = azure ? request.header("api-key") : Door.bearer(request);
    if (azure && key.isEmpty()) key = Door.bearer(request);
    if (!service.admits(key)) {
      if (azure) return from(Door.azureRefusal(401, "401", "Access denied."));
      return refusal(401, "invalid_api_key", null, "Incorrect API key provided: ***.");
    }
    if (model != null) return described(model);
    JsonNode asked = body.length == 0 ? Json.object() : Json.read(body);
    if (!(asked instanceof ObjectNode object)) {
      return refusal(400, "invalid_json", null, "The body is not a JSON object.");
    }
    return ga ? secret(object) : betaSession(object);
  }

  /** The model whose description is asked for, or null. */
  private static @Nullable String modelAsked(String path) {
    Matcher matcher = MODEL.matcher(path);
    return matcher.matches() ? matcher.group(1) : null;
  }

  private Answer described(String model) {
    Set<String> known = service.script().terms().models();
    if (!known.isEmpty() && !known.contains(model)) {
      String told = "The model '" + model + "' does not exist or you do not have access to it.";
      return refusal(404, "model_not_found", "model", told);
    }
    ObjectNode answer = Json.object().put("id", model).put("object", "model");
    return json(200, answer.put("created", 1_780_000_000).put("owned_by", "simulated"));
  }

  private Answer secret(ObjectNode asked) {
    long seconds = asked.path("expires_after").path("seconds").asLong(USUAL_SECONDS);
    if (seconds < 10 || seconds > 7200) {
      String told = "Invalid 'expires_after.seconds': it must be between 10 and 7200.";
      return refusal(400, "invalid_value", "expires_after.seconds", told);
    }
    JsonNode session = asked.path("session");
    if (session.isMissingNode()) session = Json.object().put("type", "realtime");
    return minted(new GaWording(), session, seconds);
  }

  private Answer betaSession(ObjectNode asked) {
    return minted(new BetaWording(), asked, BETA_SECONDS);
  }

  private Answer minted(Wording wording, JsonNode session, long seconds) {
    ObjectNode update = Json.event("session.update");
    update.set("session", session);
    Fault fault = wording.rules.checkClient(update);
    if (fault == null) fault = wording.rules.checkLimits(update);
    if (fault != null) return refusal(400, fault.code(), fault.param(), fault.message());
    var settings = new Settings(session.path("model").asText("gpt-realtime-2.1"));
    wording.update(settings, session);
    long expiresAt = service.time().epochMillis() / 1000 + seconds;
    String value = service.mint(expiresAt * 1000, settings);
    ObjectNode described = wording.session(settings, service.newId("sess"), 0);
    if (wording.saysItemsTwice()) {
      ObjectNode answer = Json.object().put("value", value).put("expires_at", expiresAt);
      return json(200, answer.set("session", described));
    }
    described.remove("expires_at");
    described.putObject("client_secret").put("value", value).put("expires_at", expiresAt);
    return json(200, described);
  }

  private static Answer refusal(
      int status, @Nullable String code, @Nullable String param, String message) {
    ObjectNode answer = Json.object();
    ObjectNode error = answer.putObject("error").put("message", message);
    error.put("type", "invalid_request_error").put("param", param).put("code", code);
    return json(status, answer);
  }

  private static Answer json(int status, ObjectNode body) {
    return new Answer(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
  }

  private static Answer from(RefusedUpgrade refused) {
    return new Answer(
        refused.status(), refused.headers(), refused.body().getBytes(StandardCharsets.UTF_8));
  }
}
