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
          Trouble.CLOCK_WRONG,
          Trouble.CAPTIVE_PORTAL,
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

  /** How long an account without quota is left alone. */
  private static final long QUOTA_NANOS = 600 * SECOND;

  private Verdicts() {}

  record Reasoned(Verdict verdict, Trouble trouble, String reason) {}

  private static Reasoned park(Trouble trouble, String reason) {
    return new Reasoned(new Verdict.Park(), trouble, reason);
  }

  /** The account is empty: that may change any time, and a person with a device cannot tell it. */
  private static Reasoned noQuota(String reason) {
    return new Reasoned(new Verdict.Later(QUOTA_NANOS), Trouble.QUOTA_EXCEEDED, reason);
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
      case CLOCK -> soon(Trouble.CLOCK_WRONG, reason);
      case PORTAL -> soon(Trouble.CAPTIVE_PORTAL, reason);
      case TIMEOUT, PROTOCOL -> soon(Trouble.SERVICE_DOWN, reason);
      case REFUSED -> {
        Reasoned known = ofCode(failure.code(), reason);
        yield known == null ? ofStatus(failure) : known;
      }
    };
  }

  private static Reasoned ofStatus(Transport.Failure failure) {
    String reason = failure.message();
    return switch (failure.httpStatus()) {
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
  }

  /** What a service says in one word, wherever it says it; null for a word that tells nothing. */
  private static @Nullable Reasoned ofCode(@Nullable String code, String reason) {
    return switch (code == null ? "" : code) {
      case "invalid_api_key", "inference_not_authorized_error" -> park(Trouble.KEY_REFUSED, reason);
      case "missing_model",
          "invalid_model",
          "model_not_found",
          "DeploymentNotFound",
          // Theirs.
          "OpperationNotSupported",
          "OperationNotSupported" ->
          park(Trouble.MODEL_NOT_FOUND, reason);
      case "beta_api_shape_disabled" -> park(Trouble.DIALECT_REFUSED, reason);
      case "insufficient_quota" -> noQuota(reason);
      case "session_expired" -> soon(Trouble.SESSION_LIMIT, reason);
      default -> null;
    };
  }

  /** What was good enough for a session is not what is wrong with it when it ends. */
  static Reasoned ofClose(int code, String reason, boolean ready) {
    String text = reason.isEmpty() ? "closed with code " + code : "closed: " + reason;
    Reasoned known = ready ? null : ofCode(reason.substring(reason.lastIndexOf('.') + 1), text);
    if (known != null) return known;
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
    Reasoned known = ofCode(error.code(), reason);
    if (known != null || ready) return known;
    // What we say is well-formed: a service that cannot read it may do so the next time.
    boolean passing =
        "server_error".equals(error.type())
            || "invalid_json".equals(error.code())
            || "invalid_event".equals(error.code());
    return passing ? soon(Trouble.SERVICE_DOWN, reason) : park(Trouble.SETTINGS_REFUSED, reason);
  }

  /** What a response failed with that no other response can succeed after; null for the rest. */
  static @Nullable Reasoned ofFailure(@Nullable ServiceError error) {
    return error == null ? null : ofCode(error.code(), error.message());
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
