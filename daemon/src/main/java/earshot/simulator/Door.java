package earshot.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who comes in, by which form, and who is turned away how: OpenAI says it inside the connection,
 * Azure before it. Pure.
 *
 * @param refusal what is said before the connection is closed again, or null
 */
record Door(
    boolean azure,
    boolean beta,
    String model,
    String key,
    boolean transcribes,
    @Nullable Refusal refusal) {

  /** An error event and a close, as OpenAI does it. */
  record Refusal(String code, String message, int closeCode) {
    String closeReason() {
      return "invalid_request_error." + code;
    }
  }

  private static final String KEY_PROTOCOL = "openai-insecure-api-key.";

  /** Finds the form; {@code knows} tells whether a key is good. */
  static Door of(Upgrade upgrade, Terms terms, Predicate<String> knows) throws RefusedUpgrade {
    String[] parts = upgrade.pathAndQuery().split("\\?", 2);
    Map<String, String> query = query(parts.length > 1 ? parts[1] : "");
    return switch (parts[0]) {
      case "/v1/realtime" -> openAi(upgrade, query, terms, knows);
      case "/openai/v1/realtime" -> {
        String version = query.get("api-version");
        if (version != null) throw azureRefusal(401, "401", "api-version is not allowed here.");
        yield azure(upgrade, query, query.get("model"), false, terms, knows);
      }
      case "/openai/realtime" -> {
        if (!query.containsKey("api-version")) {
          throw azureRefusal(404, "404", "Resource not found");
        }
        yield azure(upgrade, query, query.get("deployment"), true, terms, knows);
      }
      default ->
          throw new RefusedUpgrade(
              404,
              "{\"error\":{\"message\":\"Invalid URL\",\"type\":\"invalid_request_error\",\"code\":null,\"param\":null}}",
              Map.of());
    };
  }

  private static Door openAi(
      Upgrade upgrade, Map<String, String> query, Terms terms, Predicate<String> knows) {
    String protocols = upgrade.header("Sec-WebSocket-Protocol");
    boolean beta =
        upgrade.header("OpenAI-Beta").contains("realtime=v1")
            || protocols.contains("openai-beta.realtime-v1");
    String key = bearer(upgrade);
    for (String protocol : protocols.split("[, ]+")) {
      if (protocol.startsWith(KEY_PROTOCOL)) key = protocol.substring(KEY_PROTOCOL.length());
    }
    String model = query.getOrDefault("model", "");
    boolean transcribes = "transcription".equals(query.get("intent"));
    Refusal refusal = null;
    if (!knows.test(key)) {
      refusal =
          new Refusal(
              "invalid_api_key",
              "Incorrect API key provided: ***. You can find your API key at https://platform.openai.com/account/api-keys.",
              3000);
    } else if (beta && !terms.beta()) {
      refusal =
          new Refusal(
              "beta_api_shape_disabled",
              "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.",
              4000);
    } else if (model.isEmpty() && !transcribes) {
      refusal =
          new Refusal(
              "missing_model",
              "You must provide a model parameter, for example wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5",
              4000);
    } else if (model.startsWith("gpt-") && !model.contains("realtime")) {
      refusal =
          new Refusal(
              "invalid_model", "Model \"" + model + "\" is not supported in realtime mode.", 4000);
    } else if (!terms.models().isEmpty() && !terms.models().contains(model)) {
      refusal =
          new Refusal(
              "model_not_found",
              "The model `" + model + "` does not exist or you do not have access to it.",
              4004);
    }
    return new Door(false, beta, model, key, transcribes, refusal);
  }

  private static Door azure(
      Upgrade upgrade,
      Map<String, String> query,
      @Nullable String deployment,
      boolean beta,
      Terms terms,
      Predicate<String> knows)
      throws RefusedUpgrade {
    String key = upgrade.header("api-key");
    if (key.isEmpty()) key = query.getOrDefault("api-key", bearer(upgrade));
    if (!knows.test(key)) {
      throw azureRefusal(
          401,
          "401",
          "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.");
    }
    boolean transcribes = "transcription".equals(query.get("intent"));
    boolean known = terms.models().isEmpty() || terms.models().contains(deployment);
    if (!known || deployment == null && !transcribes) {
      throw azureRefusal(
          404, "DeploymentNotFound", "The API deployment for this resource does not exist.");
    }
    return new Door(true, beta, deployment == null ? "" : deployment, key, transcribes, null);
  }

  static RefusedUpgrade azureRefusal(int status, String code, String message) {
    String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    return new RefusedUpgrade(
        status, body, Map.of("apim-request-id", "simulated", "x-ms-region", "Nowhere"));
  }

  /** The answer to an upgrade for which the deployment has no requests left. */
  RefusedUpgrade tooMany(RateLimits.Refusal busy) {
    var headers = new HashMap<>(Map.of("Retry-After", busy.retryAfter()));
    String body = "{\"error\":{\"code\":\"429\",\"message\":\"" + busy.message() + "\"}}";
    if (!azure) {
      body =
          Json.object()
              .set(
                  "error",
                  Json.object()
                      .put("message", busy.message())
                      .put("type", busy.kind())
                      .putNull("param")
                      .put("code", "rate_limit_exceeded"))
              .toString();
    }
    return new RefusedUpgrade(429, body, headers);
  }

  static String bearer(Upgrade upgrade) {
    String authorization = upgrade.header("Authorization");
    return authorization.startsWith("Bearer ") ? authorization.substring(7).strip() : "";
  }

  private static Map<String, String> query(String query) {
    var values = new HashMap<String, String>();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length < 2) continue;
      values.put(decoded(parts[0]), decoded(parts[1]));
    }
    return values;
  }

  /** A stray percent sign is taken as it stands. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Holds a key. */
  @Override
  public String toString() {
    return "Door[" + (azure ? "azure" : "openai") + (beta ? ", beta" : ", ga") + "]";
  }

  Wording wording() {
    return beta ? new BetaWording() : new GaWording();
  }
}
