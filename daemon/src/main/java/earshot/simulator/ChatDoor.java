package earshot.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a Chat Completions request is let in, by which form, in the words of OpenAI or Azure.
 * Pure but for the keys it asks the service about.
 *
 * @param deployment the deployment in the path, or null where the body names the model
 */
record ChatDoor(boolean azure, @Nullable String deployment) {

  private static final Pattern DEPLOYMENT =
      Pattern.compile("/openai/deployments/([^/]+)/chat/completions");

  /** Whether this path leads here. */
  static boolean leadsTo(String pathAndQuery) {
    String path = pathAndQuery.replaceFirst("\\?.*", "");
    return path.equals("/v1/chat/completions")
        || path.equals("/openai/v1/chat/completions")
        || DEPLOYMENT.matcher(path).matches();
  }

  static ChatDoor of(SimulatedService service, Upgrade request) throws ChatRefusal {
    String[] parts = request.pathAndQuery().split("\\?", 2);
    boolean versioned = parts.length > 1 && parts[1].matches("(.*&)?api-version=[^&]+(&.*)?");
    if (parts[0].equals("/v1/chat/completions")) {
      if (!service.admits(Door.bearer(request))) {
        String told =
            "Incorrect API key provided: ***. You can find your API key at https://platform.openai.com/account/api-keys.";
        throw ChatRefusal.of(401, "invalid_api_key", null, told);
      }
      return new ChatDoor(false, null);
    }
    Matcher deployment = DEPLOYMENT.matcher(parts[0]);
    boolean named = deployment.matches();
    if (!named && !parts[0].equals("/openai/v1/chat/completions") || named && !versioned) {
      throw ChatRefusal.of(404, "404", null, "Resource not found");
    }
    String key = request.header("api-key");
    if (!service.admits(key.isEmpty() ? Door.bearer(request) : key)) {
      String told =
          "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.";
      throw ChatRefusal.of(401, "401", null, told);
    }
    return new ChatDoor(true, named ? deployment.group(1) : null);
  }

  /** Whether there is such a model, and whether it talks this way. */
  void checkModel(String model, Terms terms) throws ChatRefusal {
    if (!terms.models().isEmpty() && !terms.models().contains(model)) {
      if (azure) {
        String told = "The API deployment for this resource does not exist.";
        throw ChatRefusal.of(404, "DeploymentNotFound", null, told);
      }
      String told = "The model `" + model + "` does not exist or you do not have access to it.";
      throw ChatRefusal.of(404, "model_not_found", null, told);
    }
    if (!azure && model.contains("realtime")) {
      String told =
          "This is not a chat model and thus not supported in the v1/chat/completions endpoint.";
      throw ChatRefusal.of(404, null, "model", told);
    }
  }
}
