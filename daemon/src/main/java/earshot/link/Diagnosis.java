package earshot.link;

import com.neovisionaries.ws.client.OpeningHandshakeException;
import com.neovisionaries.ws.client.WebSocketException;
import earshot.link.ServiceSocket.Stage;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.realtime.Catalogue;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an exception and from how far an attempt came why it ended, in words for a person.
 * Pure. Nothing that was sent, and nothing a server says in its own words, gets into a message.
 */
final class Diagnosis {

  private static final long LONGEST_RETRY_SECONDS = 365L * 24 * 3600;

  private Diagnosis() {}

  static Failure of(Exception problem, Stage stage, String address, long epochMillis) {
    if (find(problem, GuardedInput.Refusal.class) instanceof GuardedInput.Refusal refusal) {
      if (isPortal(refusal)) {
        return failure(
            Kind.PORTAL,
            "asking "
                + address
                + " for a WebSocket: something else answers (HTTP status "
                + refusal.status
                + "), as the login page of a network does; log in to the network, or check"
                + " service.url");
      }
      return new Failure(
          Kind.REFUSED,
          "asking " + address + " for a WebSocket: HTTP status " + refusal.status + hint(refusal),
          refusal.status,
          retryAfterSeconds(refusal.retryAfterMillis, refusal.retryAfter, epochMillis),
          refusal.code);
    }
    if (find(problem, SocketTimeoutException.class) != null) return timeout(stage, address);
    return switch (stage) {
      case LOOKUP -> lookup(problem, address);
      case TCP -> failure(Kind.TCP, "connecting to " + address + ": " + cause(problem));
      case TLS -> tls(problem, address, epochMillis);
      case UPGRADE -> upgrade(problem, address, epochMillis);
    };
  }

  static Failure timeout(Stage stage, String address) {
    String act =
        switch (stage) {
          case LOOKUP -> "looking up the name in " + address + ": no answer in time";
          case TCP -> "connecting to " + address + ": no answer in time";
          case TLS -> "setting up TLS with " + address + ": no answer in time";
          case UPGRADE -> "asking " + address + " for a WebSocket: no answer in time";
        };
    return failure(Kind.TIMEOUT, act + "; check the network");
  }

  static Failure unusable(String address, String what) {
    return failure(Kind.PROTOCOL, "preparing to connect to " + address + ": " + what);
  }

  private static Failure lookup(Exception problem, String address) {
    if (find(problem, UnknownHostException.class) != null) {
      return failure(
          Kind.DNS,
          "looking up the name in "
              + address
              + ": there is no such name, or no network; check the network and service.url");
    }
    return unusable(address, cause(problem) + "; check service.url");
  }

  /** A page, or the way to one, where an upgrade was asked for; 511 is made for this. */
  private static boolean isPortal(GuardedInput.Refusal refusal) {
    return refusal.elsewhere || refusal.status / 100 == 2 || refusal.status == 511;
  }

  /** A clock that was never set stands in the past: before the prices that came with this. */
  private static boolean isUnset(long epochMillis) {
    long known = Catalogue.BUILT_IN.date().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    return epochMillis < known;
  }

  private static Failure tls(Exception problem, String address, long epochMillis) {
    boolean early = find(problem, CertificateNotYetValidException.class) != null;
    boolean late = find(problem, CertificateExpiredException.class) != null;
    if (early || late && isUnset(epochMillis)) {
      return failure(
          Kind.CLOCK,
          "setting up TLS with "
              + address
              + ": for the clock of this device its certificate is not valid"
              + (early ? " yet" : "")
              + "; set the date of this device");
    }
    String hint = "";
    if (late) {
      hint = "; the certificate has run out, or check the date of this device";
    } else if (find(problem, SSLException.class) != null) {
      hint = "; check service.url and service.ca, and what stands between";
    }
    return failure(Kind.TLS, "setting up TLS with " + address + ": " + cause(problem) + hint);
  }

  private static Failure upgrade(Exception problem, String address, long epochMillis) {
    String act = "asking " + address + " for a WebSocket: ";
    if (find(problem, OpeningHandshakeException.class) instanceof OpeningHandshakeException bad) {
      // The library's own text can quote the server; its name for the fault cannot.
      return failure(
          Kind.PROTOCOL,
          act + "a wrong answer (" + bad.getError() + "); something else than the service answers");
    }
    if (find(problem, GuardedInput.Misanswer.class) != null) {
      return failure(Kind.PROTOCOL, act + cause(problem) + "; check service.url");
    }
    if (find(problem, SSLException.class) != null) return tls(problem, address, epochMillis);
    if (find(problem, SocketException.class) != null || find(problem, EOFException.class) != null) {
      return failure(Kind.TCP, act + cause(problem));
    }
    return failure(Kind.PROTOCOL, act + cause(problem));
  }

  private static String hint(GuardedInput.Refusal refusal) {
    return switch (refusal.status) {
      case 401, 403 -> "; check service.key";
      case 404 -> "; check service.url and service.model";
      case 407 -> "; a proxy in between asks for a password";
      default -> "";
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
