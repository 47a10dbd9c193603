package earshot.realtime;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of providers: where each is reached in each dialect, and how it wants to be asked in.
 * Pure.
 */
public enum Provider {
  OPENAI {
    @Override
    URI uri(Target t) {
      return at("wss://api.openai.com/v1/realtime", "model", t.model);
    }

    @Override
    void headers(Target t, Map<String, String> headers) {
      bearer(t, headers);
    }
  },

  AZURE {
    @Override
    URI uri(Target t) {
      if (t.azureResource == null) {
        throw new IllegalStateException(
            "Azure needs to know the resource. Set service.azure_resource to its name, or"
                + " service.url");
      }
      String host = "wss://" + t.azureResource + ".openai.azure.com";
      if (!t.isBeta()) return at(host + "/openai/v1/realtime", "model", t.model);
      String version = t.azureApiVersion == null ? "2025-04-01-preview" : t.azureApiVersion;
      return at(host + "/openai/realtime?api-version=" + encode(version), "deployment", t.model);
    }

    @Override
    void headers(Target t, Map<String, String> headers) {
      if (t.key != null) headers.put("api-key", t.key);
    }

    @Override
    String modelParameter(Target t) {
      return t.isBeta() ? "deployment" : "model";
    }
  },

  /** Anything that speaks the same protocol at a URL of its own. */
  CUSTOM {
    @Override
    URI uri(Target t) {
      throw new IllegalStateException(
          "a custom service has no usual place. Set service.url, such as"
              + " wss://host/v1/realtime");
    }

    @Override
    void headers(Target t, Map<String, String> headers) {
      bearer(t, headers);
    }
  },

  SIMULATOR {
    @Override
    URI uri(Target t) {
      return at("ws://127.0.0.1:9000/v1/realtime", "model", t.model);
    }

    @Override
    void headers(Target t, Map<String, String> headers) {
      headers.put("Authorization", "Bearer " + (t.key == null ? "simulator" : t.key));
      beta(t, headers);
    }
  };

  /**
   * What to connect to.
   *
   * @param url replaces the usual place; the model is added to its query unless it stands there
   *     already
   * @param key the secret, or null; never shown
   */
  public record Target(
      String model,
      String dialect,
      @Nullable URI url,
      @Nullable String azureResource,
      @Nullable String azureApiVersion,
      @Nullable String key) {

    boolean isBeta() {
      return dialect.equals("beta");
    }

    @Override
    public String toString() {
      return model + " (" + dialect + ")";
    }
  }

  /** The usual place, without an override. */
  abstract URI uri(Target target);

  abstract void headers(Target target, Map<String, String> headers);

  String modelParameter(Target target) {
    return "model";
  }

  public Endpoint endpoint(Target target) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers(target, headers);
    URI uri = target.url == null ? uri(target) : withModel(target.url, target);
    return new Endpoint(uri, Map.copyOf(headers), Dialect.named(target.dialect));
  }

  private URI withModel(URI url, Target target) {
    String query = url.getRawQuery();
    String name = modelParameter(target);
    if (query != null && (query.startsWith(name + "=") || query.contains("&" + name + "="))) {
      return url;
    }
    return at(url.toString(), name, target.model);
  }

  public static Provider named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static void bearer(Target t, Map<String, String> headers) {
    if (t.key != null) headers.put("Authorization", "Bearer " + t.key);
    beta(t, headers);
  }

  /** Fatal where the beta has been shut down, so only where it is asked for. */
  private static void beta(Target t, Map<String, String> headers) {
    if (t.isBeta()) headers.put("OpenAI-Beta", "realtime=v1");
  }

  private static URI at(String place, String name, String value) {
    return URI.create(place + (place.contains("?") ? "&" : "?") + name + "=" + encode(value));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
