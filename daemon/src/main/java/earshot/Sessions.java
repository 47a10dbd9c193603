package earshot;

import earshot.config.Config.ServiceConfig;
import earshot.config.Config.TalkConfig;
import earshot.config.Config.TransportName;
import earshot.config.Secret;
import earshot.config.Secrets;
import earshot.realtime.Endpoint;
import earshot.realtime.Model;
import earshot.realtime.Provider;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a session is made of from the configuration, at each attempt, so that a key that was
 * put in place meanwhile is found. Owned by the loop.
 */
final class Sessions implements Supplier<Session> {

  private final Secrets secrets;
  private final ServiceConfig service;
  private final TalkConfig talk;
  private final List<SessionSpec.Tool> tools;
  private final @Nullable Double dollarsForAResponse;

  Sessions(
      ServiceConfig service,
      TalkConfig talk,
      List<SessionSpec.Tool> tools,
      @Nullable Double dollarsForAResponse,
      Secrets secrets) {
    this.service = service;
    this.talk = talk;
    this.tools = tools;
    this.dollarsForAResponse = dollarsForAResponse;
    this.secrets = secrets;
  }

  @Override
  public Session get() {
    Endpoint endpoint = endpoint(service, key(service.key()));
    return new Session(endpoint, spec());
  }

  private @Nullable String key(@Nullable Secret secret) {
    if (secret == null) return null;
    try {
      return secrets.read(secret);
    } catch (Secrets.Unavailable e) {
      throw new IllegalStateException(e.getMessage());
    }
  }

  static Endpoint endpoint(ServiceConfig service, @Nullable String key) {
    Provider provider = Provider.named(service.provider().name());
    var target =
        new Provider.Target(
            service.model(),
            service.dialect().name().toLowerCase(Locale.ROOT),
            service.url(),
            service.azureResource(),
            service.azureApiVersion(),
            key);
    Endpoint endpoint =
        service.transport() == TransportName.TURNS
            ? provider.chat(target)
            : service.kind().endpoint(provider.endpoint(target));
    return endpoint.with(service.session().headers());
  }

  private SessionSpec spec() {
    return Specs.of(service, talk, tools, mostTokens(), this::needed);
  }

  private String needed(Secret secret) {
    return Objects.requireNonNull(key(secret));
  }

  /** The configured bound, or less where an answer may not cost so much. */
  private @Nullable Integer mostTokens() {
    Integer most = service.maxOutputTokens();
    if (dollarsForAResponse == null) return most;
    long pico = Math.round(dollarsForAResponse * 1e6) * 1_000_000;
    Model model = service.session().model();
    long affordable = model.prices().affordableTokens(pico);
    long bound = Math.clamp(affordable, 1, model.maxOutputTokens());
    return (int) (most == null ? bound : Math.min(most, bound));
  }

  /** Where it goes, for people: no header, no query, no secret. */
  static String describe(ServiceConfig service) {
    String name = service.provider().name().toLowerCase(Locale.ROOT);
    return service.url() == null ? name : name + " at " + service.url().getAuthority();
  }
}
