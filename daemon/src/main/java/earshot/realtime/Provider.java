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
    String place(Target t) {
      return "wss://api.openai.com/v1/realtime";
    }
  },

  AZURE {
    @Override
    String place(Target t) {
      if (t.azureResource == null) {
        throw new IllegalStateException(
            "Azure needs to know the resource. Set service.resource to its name, or"
                + " service.url");
      }
      String path = t.isBeta() ? "/openai/realtime" : "/openai/v1/realtime";
      return "wss://" + t.azureResource + ".openai.azure.com" + path;
    }

    /** Elsewhere an API version is refused, and the dialect is a header. */
    @Override
    Map<String, String> query(Target t) {
      if (!t.isBeta()) return super.query(t);
      Map<String, String> query = new LinkedHashMap<>();
      query.put("api-version", t.azureApiVersion == null ? AZURE_BETA : t.azureApiVersion);
      query.put("deployment", t.model);
      return query;
    }

    @Override
    Map<String, String> headers(Target t) {
      return t.key == null ? Map.of() : Map.of("api-key", t.key);
    }
  },

  /** Anything that speaks the same protocol at a URL of its own. */
  CUSTOM {
    @Override
    String place(Target t) {
      throw new IllegalStateException(
          "a custom service has no usual place. Set service.url, such as"
              + " wss://host/v1/realtime");
    }
  },

  SIMULATOR {
    @Override
    String place(Target t) {
      return "ws://127.0.0.1:9000/v1/realtime";
    }

    @Override
    Map<String, String> headers(Target t) {
      Map<String, String> headers = new LinkedHashMap<>(super.headers(t));
      headers.putIfAbsent("Authorization", "Bearer simulator");
      return headers;
    }
  };

  private static final String AZURE_BETA = "2025-04-01-preview";

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

    private Target asGa() {
      return new Target(model, "ga", url, azureResource, azureApiVersion, key);
    }

    @Override
    public String toString() {
      return model + " (" + dialect + ")";
    }
  }

  /** The usual place, without its query. */
  abstract String place(Target target);

  /** What the service has to find in the query. */
  Map<String, String> query(Target target) {
    return Map.of("model", target.model);
  }

  Map<String, String> headers(Target target) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (target.key != null) headers.put("Authorization", "Bearer " + target.key);
    // Fatal where the beta has been shut down, so only where it is asked for.
    if (target.isBeta()) headers.put("OpenAI-Beta", "realtime=v1");
    return headers;
  }

  /**
   * Where chat completions of the same service are asked for: beside the place of its sessions, or
   * at the usual one.
   */
  public Endpoint chat(Target target) {
    String beside = target.url == null ? place(target.asGa()) : target.url.toString();
    String url =
        beside
            .replaceFirst("^ws", "http")
            .replaceFirst("\\?.*$", "")
            .replaceFirst("/realtime/?$", "/chat/completions");
    Map<String, String> headers = new LinkedHashMap<>(headers(target));
    headers.remove("OpenAI-Beta");
    return new Endpoint(URI.create(url), Map.copyOf(headers), Dialect.named("ga"));
  }

  public Endpoint endpoint(Target target) {
    URI url = target.url == null ? URI.create(place(target)) : target.url;
    for (var parameter : query(target).entrySet()) {
      url = with(url, parameter.getKey(), parameter.getValue());
    }
    return new Endpoint(url, Map.copyOf(headers(target)), Dialect.named(target.dialect));
  }

  public static Provider named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Leaves a parameter alone that stands there already. */
  private static URI with(URI url, String name, String value) {
    String query = url.getRawQuery();
    if (query != null && ("&" + query).contains("&" + name + "=")) return url;
    String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(url + (query == null ? "?" : "&") + name + "=" + encoded);
  }
}
