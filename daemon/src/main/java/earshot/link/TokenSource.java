package earshot.link;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who hands out tokens, and how each is asked: one record each. A secret is supplied when it is
 * needed and not kept. Its supplier may block; it throws IllegalStateException with words.
 */
public sealed interface TokenSource {

  URI place();

  HttpRequest.Builder request();

  /** A registered application with a secret; the authority differs in sovereign clouds. */
  record EntraClient(
      URI authority, String tenant, String clientId, Supplier<String> secret, String scope)
      implements TokenSource {

    public EntraClient {
      guard(authority);
    }

    @Override
    public URI place() {
      String base = authority.toString().replaceFirst("/+$", "");
      return URI.create(base + "/" + encoded(tenant) + "/oauth2/v2.0/token");
    }

    @Override
    public HttpRequest.Builder request() {
      String form =
          "grant_type=client_credentials&client_id="
              + encoded(clientId)
              + "&client_secret="
              + encoded(secret.get())
              + "&scope="
              + encoded(scope);
      return HttpRequest.newBuilder(place())
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(form));
    }

    @Override
    public String toString() {
      return "Entra at " + authority.getAuthority();
    }
  }

  /** The identity of the machine itself, from the metadata service beside it. */
  record ManagedIdentity(URI metadata, @Nullable String clientId, String resource)
      implements TokenSource {

    public static final URI USUAL =
        URI.create("http://169.254.169.254/metadata/identity/oauth2/token");

    public ManagedIdentity {
      // Link-local: it never leaves the machine, and it does not speak TLS.
      if (!"169.254.169.254".equals(metadata.getHost())) guard(metadata);
    }

    @Override
    public URI place() {
      String who = clientId == null ? "" : "&client_id=" + encoded(clientId);
      return URI.create(metadata + "?api-version=2018-02-01&resource=" + encoded(resource) + who);
    }

    @Override
    public HttpRequest.Builder request() {
      return HttpRequest.newBuilder(place()).header("Metadata", "true").GET();
    }

    @Override
    public String toString() {
      return "the managed identity at " + metadata.getAuthority();
    }
  }

  /** The customer's own, which knows this device by a credential of the device. */
  record Broker(URI place, Supplier<String> device, String model) implements TokenSource {

    public Broker {
      guard(place);
    }

    @Override
    public HttpRequest.Builder request() {
      String body = "{\"model\":\"" + model.replaceAll("[\\\\\"\\p{Cntrl}]", "") + "\"}";
      return HttpRequest.newBuilder(place)
          .header("Authorization", "Bearer " + device.get())
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(body));
    }

    @Override
    public String toString() {
      return "the token broker at " + place.getAuthority();
    }
  }

  private static void guard(URI place) {
    boolean here = Set.of("127.0.0.1", "localhost", "[::1]").contains(place.getHost() + "");
    if ("https".equals(place.getScheme()) || here && "http".equals(place.getScheme())) return;
    throw new IllegalArgumentException(
        "a token is only asked for over https: " + place.getAuthority());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
