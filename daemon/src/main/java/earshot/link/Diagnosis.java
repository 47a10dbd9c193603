package earshot.link;

import com.neovisionaries.ws.client.OpeningHandshakeException;
import com.neovisionaries.ws.client.WebSocketException;
import earshot.link.ServiceSocket.Stage;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.realtime.Catalogue;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception and from how far an attempt came why it ended, in words for a person.
 * Pure. Nothing that was sent, and nothing a server says in its own words, gets into a message.
 */
final class Diagnosis {

  private static final long LONGEST_RETRY_SECONDS = 365L * 24 * 3600;

  /** No clock that is right shows an earlier time; a day off for whoever is ahead of us. */
  private static final long BUILT_AT_MILLIS =
      (Catalogue.BUILT_IN.date().toEpochDay() - 1) * 24 * 3600 * 1000;

  private static final Pattern TUNNEL = Pattern.compile("Tunnel failed, got: ([1-9][0-9][0-9])");

  private Diagnosis() {}

  static Failure of(Exception problem, Stage stage, Road road, long epochMillis) {
    if (find(problem, GuardedInput.Refusal.class) instanceof GuardedInput.Refusal refusal) {
      return refused(refusal, road, epochMillis);
    }
    if (find(problem, ProxyAnswer.Refusal.class) instanceof ProxyAnswer.Refusal refusal) {
      return noPassage(road, refusal.status);
    }
    if (find(problem, SocketTimeoutException.class) != null) return timeout(stage, road);
    return switch (stage) {
      case LOOKUP -> lookup(problem, road);
      case TCP -> tcp(problem, road);
      case PROXY -> failure(Kind.PROXY, passing(road) + cause(problem));
      case TLS -> tls(problem, road, epochMillis);
      case UPGRADE -> upgrade(problem, road, epochMillis);
    };
  }

  /** The JDK's client has failed: how far it came, the kind of its exception has to tell. */
  static Failure ofWeb(IOException problem, Road road, long epochMillis) {
    int tunnel = statusOfTunnel(problem, road);
    if (tunnel > 0) return noPassage(road, tunnel);
    if (problem instanceof HttpConnectTimeoutException) return timeout(Stage.TCP, road);
    if (problem instanceof HttpTimeoutException) return timeout(Stage.UPGRADE, road);
    if (find(problem, UnresolvedAddressException.class) != null
        || find(problem, UnknownHostException.class) != null) {
      return lookup(new UnknownHostException(), road);
    }
    if (problem instanceof ConnectException) return tcp(problem, road);
    return of(
        problem, problem instanceof SSLException ? Stage.TLS : Stage.UPGRADE, road, epochMillis);
  }

  /** The client has no other way to say it; 0 if it does not. */
  static int statusOfTunnel(Throwable problem, Road road) {
    if (road.proxy() == null) return 0;
    for (Throwable at = problem; at != null; at = at.getCause()) {
      var said = TUNNEL.matcher(String.valueOf(at.getMessage()));
      if (said.find()) return Integer.parseInt(said.group(1));
    }
    return 0;
  }

  /** What somebody on the way answers in the service's place; null if it was the service. */
  static @Nullable Failure between(HttpResponse<?> answer, Road road) {
    int status = answer.statusCode();
    if (road.proxy() != null && status == 407) return noPassage(road, status);
    boolean strange = status == 511 || !road.secure() && leadsAway(answer, road.host());
    return strange ? portal("asking " + road.address() + ": HTTP status " + status) : null;
  }

  static Failure timeout(Stage stage, Road road) {
    String late = ": no answer in time; check the network";
    return switch (stage) {
      case LOOKUP -> failure(far(Kind.DNS, road), "looking up the name in " + near(road) + late);
      case TCP -> failure(far(Kind.TCP, road), "connecting to " + near(road) + late);
      case PROXY -> failure(Kind.PROXY, passing(road) + "no answer in time");
      case TLS -> failure(Kind.TIMEOUT, "setting up TLS with " + road.address() + late);
      case UPGRADE -> failure(Kind.TIMEOUT, "asking " + road.address() + " for a WebSocket" + late);
    };
  }

  static Failure unusable(String address, String what) {
    return failure(Kind.PROTOCOL, "preparing to connect to " + address + ": " + what);
  }

  // --- on the way

  private static final String PASSWORD = "link.proxy_credential";

  /** Who is connected to first. */
  private static String near(Road road) {
    return road.proxy() == null ? road.address() : "the proxy " + road.proxy();
  }

  static Kind far(Kind kind, Road road) {
    return road.proxy() == null ? kind : Kind.PROXY;
  }

  private static String passing(Road road) {
    return "asking " + near(road) + " for the way to " + road.address() + ": ";
  }

  private static Failure noPassage(Road road, int status) {
    String said = status == 0 ? "its answer is not HTTP" : "HTTP status " + status;
    return new Failure(
        Kind.PROXY,
        passing(road) + said + (status == 407 ? "; check " + PASSWORD : ""),
        status,
        null);
  }

  private static Failure lookup(Exception problem, Road road) {
    if (find(problem, UnknownHostException.class) != null) {
      return failure(
          far(Kind.DNS, road),
          "looking up the name in "
              + near(road)
              + ": there is no such name, or no network; check the network and "
              + (road.proxy() == null ? "service.url" : "link.proxy"));
    }
    return unusable(road.address(), cause(problem) + "; check service.url");
  }

  private static Failure tcp(Exception problem, Road road) {
    String act = "connecting to " + near(road) + ": " + cause(problem);
    return failure(noWay(problem) ? Kind.NETWORK : far(Kind.TCP, road), act);
  }

  /** The kernel knows no way there, or nobody on the next hop answers. */
  private static boolean noWay(Exception problem) {
    return find(problem, NoRouteToHostException.class) != null
        || cause(problem).contains("etwork is unreachable");
  }

  // --- TLS

  private static Failure tls(Exception problem, Road road, long epochMillis) {
    String act = "setting up TLS with " + road.address() + ": " + cause(problem);
    if (clockSurelyWrong(problem, epochMillis)) return clock(act);
    String hint = "";
    if (tooLate(problem, epochMillis)) {
      hint = "; the certificate has run out, or check the date of this device";
    } else if (find(problem, SSLException.class) != null) {
      hint = "; check service.url and service.ca, and what stands between";
    }
    return failure(Kind.TLS, act + hint);
  }

  static Failure clock(String act) {
    return failure(Kind.CLOCK, act + "; set the date of this device");
  }

  /**
   * Nobody shows certificates of tomorrow; of yesterday, some services do, but not with all who
   * signed for them.
   */
  static boolean clockSurelyWrong(Throwable problem, long epochMillis) {
    if (find(problem, CertificateNotYetValidException.class) != null) return true;
    boolean beforeUs = epochMillis < BUILT_AT_MILLIS;
    if (!(find(problem, Disbelief.class) instanceof Disbelief shown)) {
      return beforeUs && tooLate(problem, epochMillis);
    }
    return shown.tooEarly(epochMillis)
        || shown.allTooLate(epochMillis)
        || beforeUs && shown.tooLate(epochMillis);
  }

  /** A certificate is not valid any more; whose fault that is, is not known from it alone. */
  static boolean tooLate(@Nullable Throwable problem, long epochMillis) {
    if (problem == null) return false;
    return find(problem, CertificateExpiredException.class) != null
        || find(problem, Disbelief.class) instanceof Disbelief shown && shown.tooLate(epochMillis);
  }

  // --- the upgrade

  private static Failure refused(GuardedInput.Refusal refusal, Road road, long epochMillis) {
    String act = "asking " + road.address() + " for a WebSocket: HTTP status " + refusal.status;
    if (stranger(refusal, road)) return portal(act);
    return new Failure(
        Kind.REFUSED,
        act + hint(refusal),
        refusal.status,
        retryAfterSeconds(refusal.retryAfterMillis, refusal.retryAfter, epochMillis),
        refusal.code);
  }

  static Failure portal(String act) {
    return failure(
        Kind.PORTAL,
        act
            + "; something else answers, as the login page of a network does: log in to the network,"
            + " or check service.url");
  }

  /** Where TLS has proved who answers, it is the service itself. */
  private static boolean stranger(GuardedInput.Refusal refusal, Road road) {
    if (refusal.status == 511) return true;
    return !road.secure()
        && (refusal.status / 100 == 2
            || leadsAway(refusal.status, refusal.location, refusal.page, road.host()));
  }

  static boolean leadsAway(HttpResponse<?> answer, String host) {
    var headers = answer.headers();
    return leadsAway(
        answer.statusCode(),
        headers.firstValue("location").orElse(null),
        headers.firstValue("content-type").orElse("").startsWith("text/html"),
        host);
  }

  /** Whether this answer is that of a network that wants to be signed in to first. */
  private static boolean leadsAway(
      int status, @Nullable String location, boolean page, String host) {
    if (status == 511) return true;
    if (status >= 300 && status < 400) return location != null && elsewhere(location, host);
    return status >= 200 && status < 300 && page;
  }

  private static boolean elsewhere(String location, String host) {
    try {
      String there = URI.create(location.strip()).getHost();
      return there != null && !there.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static Failure upgrade(Exception problem, Road road, long epochMillis) {
    String act = "asking " + road.address() + " for a WebSocket: ";
    if (find(problem, OpeningHandshakeException.class) instanceof OpeningHandshakeException bad) {
      // The library's own text can quote the server; its name for the fault cannot.
      return failure(
          Kind.PROTOCOL,
          act + "a wrong answer (" + bad.getError() + "); something else than the service answers");
    }
    if (find(problem, GuardedInput.Misanswer.class) != null) {
      return failure(Kind.PROTOCOL, act + cause(problem) + "; check service.url");
    }
    if (find(problem, SSLException.class) != null) return tls(problem, road, epochMillis);
    if (find(problem, SocketException.class) != null || find(problem, EOFException.class) != null) {
      return failure(Kind.TCP, act + cause(problem));
    }
    return failure(Kind.PROTOCOL, act + cause(problem));
  }

  private static String hint(GuardedInput.Refusal refusal) {
    return switch (refusal.status) {
      case 401, 403 -> "; check service.key";
      case 404 -> "; check service.url and service.model";
      case 407 -> "; a proxy in between asks for a password: check " + PASSWORD;
      default -> refusal.location == null ? "" : "; it points elsewhere: check service.url";
    };
  }

  /**
   * Seconds, rounded up; null when the server did not say, or not in a form that means anything.
   */
  static @Nullable Long retryAfterSeconds(
      @Nullable String millis, @Nullable String value, long epochMillis) {
    if (millis != null && millis.matches("[0-9]{1,15}")) {
      return capped((Long.parseLong(millis) + 999) / 1000);
    }
    if (value == null) return null;
    if (value.matches("[0-9]{1,15}")) return capped(Long.parseLong(value));
    try {
      long at =
          ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli();
      return capped((at - epochMillis + 999) / 1000);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static long capped(long seconds) {
    return Math.clamp(seconds, 0, LONGEST_RETRY_SECONDS);
  }

  private static Failure failure(Kind kind, String message) {
    return new Failure(kind, message, 0, null);
  }

  /** The innermost words: the outer ones only repeat them. */
  private static String cause(Exception problem) {
    Throwable innermost = problem;
    while (innermost.getCause() instanceof Throwable deeper) innermost = deeper;
    if (innermost instanceof WebSocketException library) return library.getError().name();
    String message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }

  private static <T extends Throwable> @Nullable T find(Throwable problem, Class<T> wanted) {
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (wanted.isInstance(at)) return wanted.cast(at);
    }
    return null;
  }
}
