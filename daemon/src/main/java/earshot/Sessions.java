package earshot;

import earshot.config.Config.ServiceConfig;
import earshot.config.Config.TalkConfig;
import earshot.config.Secret;
import earshot.config.Secrets;
import earshot.realtime.Endpoint;
import earshot.realtime.Provider;
import earshot.realtime.Session;
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

  Sessions(ServiceConfig service, TalkConfig talk, Secrets secrets) {
    this.service = service;
    this.talk = talk;
    this.secrets = secrets;
  }

  @Override
  public Session get() {
    return new Session(
        endpoint(service, key(service.key())), Specs.of(service, talk, this::needed));
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
    return Provider.named(service.provider().name())
        .endpoint(
            new Provider.Target(
                service.model(),
                service.dialect().name().toLowerCase(Locale.ROOT),
                service.url(),
                service.azureResource(),
                service.azureApiVersion(),
                key))
        .with(service.session().headers());
  }

  private String needed(Secret secret) {
    return Objects.requireNonNull(key(secret));
  }

  /** Where it goes, for people: no header, no query, no secret. */
  static String describe(ServiceConfig service) {
    String name = service.provider().name().toLowerCase(Locale.ROOT);
    return service.url() == null ? name : name + " at " + service.url().getAuthority();
  }
}
