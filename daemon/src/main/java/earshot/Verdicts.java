package earshot;

import earshot.link.LinkEvent.Verdict;
import earshot.link.Transport;
import earshot.realtime.RetryAfter;
import earshot.realtime.ServiceError;
import earshot.telemetry.Trouble;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an end of a connection means: when to try again, which trouble it is, and why. The table
 * between the service's words and the link's. Pure.
 */
final class Verdicts {

  /** The troubles of a link: over as soon as there is a session. */
  static final Set<Trouble> OF_THE_LINK =
      EnumSet.of(
          Trouble.NO_NETWORK,
          Trouble.NO_NAME,
          Trouble.TLS_FAILED,
          Trouble.SERVICE_DOWN,
          Trouble.SERVICE_BUSY,
          Trouble.NO_KEY,
          Trouble.KEY_REFUSED,
          Trouble.MODEL_NOT_FOUND,
          Trouble.QUOTA_EXCEEDED,
          Trouble.SETTINGS_REFUSED,
          Trouble.DIALECT_REFUSED,
          Trouble.SESSION_LIMIT,
          Trouble.ON_FALLBACK);

  private static final long SECOND = 1_000_000_000L;

  /** For those who are busy and do not say how long. */
  private static final long UNTOLD_NANOS = 5 * SECOND;

  private Verdicts() {}

  record Reasoned(Verdict verdict, Trouble trouble, String reason) {}

  private static Reasoned park(Trouble trouble, String reason) {
    return new Reasoned(new Verdict.Park(), trouble, reason);
  }

  private static Reasoned soon(Trouble trouble, String reason) {
    return new Reasoned(new Verdict.Soon(), trouble, reason);
  }

  /** The key or the endpoint could not even be made. */
  static Reasoned notReady(String reason) {
    return park(Trouble.NO_KEY, reason);
  }

  static Reasoned of(Transport.Failure failure) {
    String reason = failure.message();
    return switch (failure.kind()) {
      case DNS -> soon(Trouble.NO_NAME, reason);
      case TCP -> soon(Trouble.NO_NETWORK, reason);
      case TLS -> soon(Trouble.TLS_FAILED, reason);
      case TIMEOUT, PROTOCOL -> soon(Trouble.SERVICE_DOWN, reason);
      case REFUSED ->
          switch (failure.httpStatus()) {
            case 401, 403 -> park(Trouble.KEY_REFUSED, reason);
            case 404 -> park(Trouble.MODEL_NOT_FOUND, reason);
            case 400 -> park(Trouble.SETTINGS_REFUSED, reason);
            default -> {
              Long after = failure.retryAfterSeconds();
              yield after == null
                  ? soon(Trouble.SERVICE_BUSY, reason)
                  : new Reasoned(new Verdict.Later(after * SECOND), Trouble.SERVICE_BUSY, reason);
            }
          };
    };
  }

  /** What was good enough for a session is not what is wrong with it when it ends. */
  static Reasoned ofClose(int code, String reason, boolean ready) {
    String text = reason.isEmpty() ? "closed with code " + code : "closed: " + reason;
    return switch (ready && code >= 3000 ? 1006 : code) {
      case 3000 -> park(Trouble.KEY_REFUSED, text);
      case 4000 -> park(Trouble.SETTINGS_REFUSED, text);
      case 4004 -> park(Trouble.MODEL_NOT_FOUND, text);
      case 1001 -> soon(Trouble.SESSION_LIMIT, text);
      default -> soon(Trouble.SERVICE_DOWN, text);
    };
  }

  /**
   * Null for the many errors that leave a session alive. Before there is one, any error is fatal to
   * it.
   */
  static @Nullable Reasoned ofError(ServiceError error, boolean ready) {
    String reason = error.message();
    return switch (error.code() == null ? "" : error.code()) {
      case "invalid_api_key" -> park(Trouble.KEY_REFUSED, reason);
      case "missing_model", "invalid_model", "model_not_found" ->
          park(Trouble.MODEL_NOT_FOUND, reason);
      case "beta_api_shape_disabled" -> park(Trouble.DIALECT_REFUSED, reason);
      case "insufficient_quota" -> park(Trouble.QUOTA_EXCEEDED, reason);
      case "session_expired" -> soon(Trouble.SESSION_LIMIT, reason);
      default -> {
        if (ready) yield null;
        yield "server_error".equals(error.type())
            ? soon(Trouble.SERVICE_DOWN, reason)
            : park(Trouble.SETTINGS_REFUSED, reason);
      }
    };
  }

  /** What a response failed with that no other response can succeed after; null for the rest. */
  static @Nullable Reasoned ofFailure(@Nullable ServiceError error) {
    if (error == null || error.code() == null) return null;
    return switch (error.code()) {
      case "insufficient_quota" -> park(Trouble.QUOTA_EXCEEDED, error.message());
      case "inference_not_authorized_error" -> park(Trouble.KEY_REFUSED, error.message());
      default -> null;
    };
  }

  /** How long to wait before the service is asked again after it failed so; 0 for never. */
  static long againNanos(@Nullable ServiceError error) {
    if (error == null) return 0;
    if ("rate_limit_exceeded".equals(error.code())) {
      Long asked = RetryAfter.nanosOf(error);
      return asked == null ? UNTOLD_NANOS : Math.max(1, asked);
    }
    return "server_error".equals(error.type()) ? SECOND : 0;
  }
}
