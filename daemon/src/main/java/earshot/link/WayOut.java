package earshot.link;

import earshot.hal.Clock;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this device gets out: through which proxy, and, when an attempt has failed, what can be seen
 * of the reason from here. Looking takes a moment and blocks: never on the loop. It only ever makes
 * a diagnosis better; nothing depends on it.
 */
public final class WayOut {

  /** All that is looked for together: somebody may be waiting for the words. */
  private static final Duration LOOK = Duration.ofMillis(1500);

  static {
    // Or the JDK's client would keep from a proxy the password that was given for it. It is asked
    // for once, when the first client is made.
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
  }

  /** What a clock may be wrong by before a certificate minds. */
  private static final long DAY_MILLIS = 24 * 3600 * 1000L;

  /**
   * @param credential {@code NAME:PASSWORD}, read at each attempt; null for none
   */
  public record Proxy(String host, int port, Supplier<@Nullable String> credential) {}

  /** Whom to ask without TLS whether somebody stands in the way. */
  public sealed interface Probe {

    record Nobody() implements Probe {}

    /** The service's own host: no stranger learns that this device is there. */
    record ServiceHost() implements Probe {}

    record At(URI uri) implements Probe {}
  }

  private final Clock clock;
  private final @Nullable Proxy proxy;
  private final Probe probe;
  private final Names names;

  public WayOut(Clock clock, @Nullable Proxy proxy, Probe probe) {
    this(clock, proxy, probe, Names.ofTheSystem());
  }

  WayOut(Clock clock, @Nullable Proxy proxy, Probe probe, Names names) {
    this.clock = clock;
    this.proxy = proxy;
    this.probe = probe;
    this.names = names;
  }

  /** Straight, and without a look around. */
  public static WayOut straight(Clock clock) {
    return new WayOut(clock, null, new Probe.Nobody());
  }

  @Nullable Proxy proxy() {
    return proxy;
  }

  /** Waits until the name of whom is connected to first has an address. */
  void lookUp(URI uri, long millis)
      throws UnknownHostException, TimeoutException, InterruptedException {
    String host = proxy == null || neighbour(uri) ? uri.getHost() : proxy.host();
    if (host != null) names.await(host, millis);
  }

  /** The same for the JDK's client; never what the machine's own settings say. */
  ProxySelector selector() {
    if (proxy == null) return HttpClient.Builder.NO_PROXY;
    // Its name is looked up when it is needed: here it would be once, and on the caller's thread.
    var through = ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
    return new ProxySelector() {
      @Override
      public List<java.net.Proxy> select(URI uri) {
        return neighbour(uri) ? List.of(java.net.Proxy.NO_PROXY) : through.select(uri);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        through.connectFailed(uri, address, failure);
      }
    };
  }

  /** Who hands out a machine's identity answers on the machine's own link only. */
  private static boolean neighbour(URI uri) {
    return String.valueOf(uri.getHost()).startsWith("169.254.");
  }

  /** What the proxy wants to hear on the way there, or null. */
  @Nullable String authorization(URI uri) {
    String credential = proxy == null || neighbour(uri) ? null : proxy.credential().get();
    if (credential == null) return null;
    byte[] bytes = credential.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** The same failure, or what is behind it. */
  Failure judged(Failure failure, @Nullable Exception problem, Road road) {
    return switch (failure.kind()) {
      case NETWORK, CLOCK, PORTAL, REFUSED -> failure;
      case PROXY ->
          failure.httpStatus() == 0 && away(proxy == null ? "" : proxy.host()) && !anyNetwork()
              ? noNetwork(failure)
              : failure;
      case DNS, TCP, TIMEOUT, TLS, PROTOCOL -> {
        if (away(road.host()) && !anyNetwork()) yield noNetwork(failure);
        Seen seen = look(road);
        if (seen.portal()) yield Diagnosis.portal(failure.message());
        boolean late = Diagnosis.tooLate(problem, clock.epochMillis());
        yield late && farFrom(seen.date()) ? Diagnosis.clock(failure.message()) : failure;
      }
    };
  }

  private static Failure noNetwork(Failure failure) {
    return new Failure(
        Kind.NETWORK, failure.message() + "; this device has no address on any network", 0, null);
  }

  /** Whether it is somewhere else than on this machine. */
  private static boolean away(String host) {
    return !host.equals("localhost") && !host.startsWith("127.") && !host.equals("::1");
  }

  /** Whether an interface is up and has an address that somebody gave it. */
  private static boolean anyNetwork() {
    try {
      return NetworkInterface.networkInterfaces().anyMatch(WayOut::inUse);
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean inUse(NetworkInterface each) {
    try {
      return each.isUp() && !each.isLoopback() && each.inetAddresses().anyMatch(WayOut::given);
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean given(InetAddress address) {
    return !address.isLinkLocalAddress() && !address.isLoopbackAddress();
  }

  private boolean farFrom(@Nullable Long epochMillis) {
    return epochMillis != null && Math.abs(epochMillis - clock.epochMillis()) > DAY_MILLIS;
  }

  // --- the look around

  /**
   * @param date what time the one who answered has
   */
  private record Seen(boolean portal, @Nullable Long date) {
    static final Seen NOTHING = new Seen(false, null);
  }

  private Seen look(Road road) {
    // Whoever has set up a proxy has signed in to his network.
    if (proxy != null) return Seen.NOTHING;
    return switch (probe) {
      case Probe.Nobody _ -> Seen.NOTHING;
      case Probe.At(URI uri) -> asked(uri);
      case Probe.ServiceHost _ ->
          // A plain conversation has been had already, and an address is nobody's name.
          road.secure() && named(road.host())
              ? asked(URI.create("http://" + road.host() + "/"))
              : Seen.NOTHING;
    };
  }

  private static boolean named(String host) {
    return away(host) && host.matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*");
  }

  private Seen asked(URI uri) {
    long until = clock.nanos() + LOOK.toNanos();
    try {
      names.await(String.valueOf(uri.getHost()), LOOK.toMillis());
    } catch (UnknownHostException | TimeoutException e) {
      return Seen.NOTHING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Seen.NOTHING;
    }
    Duration left = Duration.ofNanos(Math.max(1, until - clock.nanos()));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(left).GET().build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(left)
            // Not virtual ones: looking up a name would pin their carrier.
            .executor(task -> Thread.ofPlatform().daemon().name("look").start(task))
            .build()) {
      try {
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        answer.body().close();
        return seen(answer, uri);
      } finally {
        client.shutdownNow();
      }
    } catch (IOException e) {
      return Seen.NOTHING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Seen.NOTHING;
    }
  }

  private static Seen seen(HttpResponse<?> answer, URI uri) {
    boolean portal = answer.statusCode() == 511 || Diagnosis.leadsAway(answer, uri.getHost());
    return new Seen(portal, answer.headers().firstValue("date").map(WayOut::millis).orElse(null));
  }

  private static @Nullable Long millis(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
