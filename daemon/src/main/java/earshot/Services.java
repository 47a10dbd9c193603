package earshot;

import earshot.config.Config;
import earshot.config.Config.LinkConfig;
import earshot.config.Config.ServiceConfig;
import earshot.config.Config.TokenConfig;
import earshot.config.Mask;
import earshot.config.Secret;
import earshot.config.Secrets;
import earshot.hal.Clock;
import earshot.link.CredentialedRoute;
import earshot.link.MessageRoute;
import earshot.link.NvTransport;
import earshot.link.Route;
import earshot.link.TokenSource;
import earshot.link.TurnsRoute;
import earshot.link.WayOut;
import earshot.realtime.SessionSpec;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the services of a configuration: where each is, which way leads there, and who hands out
 * what it knows us by. Reads trust anchors, so it may block; any thread.
 */
final class Services {

  private static final long CONNECT_MILLIS = 10_000;

  private final Clock clock;
  private final Secrets secrets;
  private final Mask mask;

  Services(Clock clock, Secrets secrets, Mask mask) {
    this.clock = clock;
    this.secrets = secrets;
    this.mask = mask;
  }

  /**
   * Those that may be used, in their order.
   *
   * @throws IOException if a trust anchor cannot be used
   */
  List<Target> targets(Config config, List<SessionSpec.Tool> offered) throws IOException {
    List<ServiceConfig> services = new ArrayList<>(List.of(config.service()));
    services.addAll(config.fallbacks());
    var wayOut = new WayOut(clock, proxy(config.link()), probe(config.link()));
    List<Target> targets = new ArrayList<>();
    for (ServiceConfig service : services) {
      targets.add(
          new Target(
              Sessions.describe(service),
              route(service, wayOut),
              new Sessions(service, config.talk(), offered, config.budget().response(), secrets)));
    }
    return List.copyOf(targets);
  }

  private Route route(ServiceConfig service, WayOut wayOut) throws IOException {
    Route route =
        switch (service.transport()) {
          case TURNS -> new TurnsRoute(clock, service.ca(), wayOut);
          case WEBSOCKET, WEBRTC ->
              new MessageRoute(new NvTransport(clock, service.ca(), CONNECT_MILLIS, wayOut));
        };
    TokenSource source = source(service);
    return source == null
        ? route
        : new CredentialedRoute(route, source, clock, service.ca(), wayOut, mask::know);
  }

  private WayOut.@Nullable Proxy proxy(LinkConfig link) {
    URI at = link.proxy();
    Secret credential = link.proxyCredential();
    return at == null
        ? null
        : new WayOut.Proxy(
            at.getHost(), at.getPort(), () -> credential == null ? null : read(credential));
  }

  private static WayOut.Probe probe(LinkConfig link) {
    return switch (link.probe()) {
      case "off" -> new WayOut.Probe.Nobody();
      case "service" -> new WayOut.Probe.ServiceHost();
      default -> new WayOut.Probe.At(URI.create(link.probe()));
    };
  }

  private @Nullable TokenSource source(ServiceConfig service) {
    return switch (service.token()) {
      case TokenConfig.None n -> null;
      case TokenConfig.Entra e ->
          new TokenSource.EntraClient(
              e.authority(), e.tenant(), e.clientId(), () -> read(e.secret()), e.scope());
      case TokenConfig.ManagedIdentity i ->
          new TokenSource.ManagedIdentity(
              TokenSource.ManagedIdentity.USUAL, i.clientId(), i.resource());
      case TokenConfig.Broker b ->
          new TokenSource.Broker(b.url(), () -> read(b.credential()), service.model());
    };
  }

  private String read(Secret secret) {
    try {
      return secrets.read(secret);
    } catch (Secrets.Unavailable e) {
      throw new IllegalStateException(e.getMessage());
    }
  }
}
