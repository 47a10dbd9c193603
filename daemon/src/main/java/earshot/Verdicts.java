package earshot;

import earshot.link.LinkEvent.Verdict;
import earshot.link.Transport;
import earshot.realtime.ServiceError;
import org.jspecify.annotations.Nullable;

/**
 * What an end of a connection means for the next attempt: the bridge from the service's words to
 * the link's. Pure.
 */
final class Verdicts {

  private Verdicts() {}

  record Reasoned(Verdict verdict, String reason) {}

  static Reasoned of(Transport.Failure failure) {
    if (failure.kind() == Transport.Kind.REFUSED) {
      Verdict verdict =
          switch (failure.httpStatus()) {
            case 400, 401, 403, 404 -> new Verdict.Park();
            default ->
                failure.retryAfterSeconds() == null
                    ? new Verdict.Soon()
                    : new Verdict.Later(failure.retryAfterSeconds() * 1_000_000_000L);
          };
      return new Reasoned(verdict, failure.message());
    }
    return new Reasoned(new Verdict.Soon(), failure.message());
  }

  static Reasoned ofClose(int code, String reason) {
    String text = reason.isEmpty() ? "closed with code " + code : "closed: " + reason;
    return switch (code) {
      case 3000, 4000, 4004 -> new Reasoned(new Verdict.Park(), text);
      default -> new Reasoned(new Verdict.Soon(), text);
    };
  }

  /** Null for the many errors that leave the session alive. */
  static @Nullable Reasoned ofError(ServiceError error, boolean ready) {
    String code = error.code() == null ? "" : error.code();
    return switch (code) {
      case "invalid_api_key",
          "missing_model",
          "invalid_model",
          "model_not_found",
          "beta_api_shape_disabled" ->
          new Reasoned(new Verdict.Park(), error.message());
      case "session_expired" -> new Reasoned(new Verdict.Soon(), error.message());
      default -> ready ? null : new Reasoned(new Verdict.Park(), error.message());
    };
  }
}
