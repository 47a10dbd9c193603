package earshot.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import earshot.hal.sim.SimTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a minute allows each deployment, shared by everybody who talks to it: requests and tokens,
 * which grow back evenly. Service thread only.
 */
final class RateLimits {

  /** Why not now, and when. */
  record Refusal(String kind, String message, double seconds) {
    /** Whole seconds, as Retry-After wants them. */
    String retryAfter() {
      return Long.toString((long) Math.ceil(seconds));
    }
  }

  /** What is left of a minute's worth. */
  private static final class Left {
    double requests;
    double tokens;
    long atNanos;
  }

  private static final double MINUTE_NANOS = 60e9;

  private final Terms terms;
  private final SimTime time;
  private final Map<String, Left> deployments = new HashMap<>();

  RateLimits(Terms terms, SimTime time) {
    this.terms = terms;
    this.time = time;
  }

  boolean any() {
    return terms.requestsPerMinute() > 0 || terms.tokensPerMinute() > 0;
  }

  /** Takes a request of so many tokens; if there is not that much left, nothing, and says why. */
  @Nullable Refusal take(String model, long tokens) {
    Left left = left(model);
    int most = terms.requestsPerMinute();
    if (most > 0 && left.requests < 1) {
      return refusal("requests", "RPM", model, most, left.requests, 1);
    }
    int mostTokens = terms.tokensPerMinute();
    if (mostTokens > 0 && tokens > 0 && left.tokens < Math.min(tokens, mostTokens)) {
      return refusal("tokens", "TPM", model, mostTokens, left.tokens, tokens);
    }
    left.requests -= 1;
    left.tokens -= tokens;
    return null;
  }

  /** An answer's own tokens are known only when it has been given. */
  void spend(String model, long tokens) {
    left(model).tokens -= tokens;
  }

  /** As rate_limits.updated tells it. */
  ArrayNode describe(String model) {
    Left left = left(model);
    ArrayNode limits = Json.object().putArray("rate_limits");
    add(limits, "requests", terms.requestsPerMinute(), left.requests);
    add(limits, "tokens", terms.tokensPerMinute(), left.tokens);
    return limits;
  }

  private static void add(ArrayNode limits, String name, int most, double left) {
    if (most == 0) return;
    limits
        .addObject()
        .put("name", name)
        .put("limit", most)
        .put("remaining", (long) Math.max(0, Math.floor(left)))
        .put("reset_seconds", (most - left) * 60 / most);
  }

  private Left left(String model) {
    long now = time.nanos();
    Left left = deployments.get(model);
    if (left == null) {
      left = new Left();
      left.requests = terms.requestsPerMinute();
      left.tokens = terms.tokensPerMinute();
      deployments.put(model, left);
    } else {
      double minutes = (now - left.atNanos) / MINUTE_NANOS;
      left.requests = grown(left.requests, terms.requestsPerMinute(), minutes);
      left.tokens = grown(left.tokens, terms.tokensPerMinute(), minutes);
    }
    left.atNanos = now;
    return left;
  }

  private static double grown(double left, int most, double minutes) {
    return Math.min(most, left + most * minutes);
  }

  private static Refusal refusal(
      String kind, String shortly, String model, int most, double left, long asked) {
    double missing = Math.min(asked, most) - left;
    double seconds = Math.ceil(missing * 60 / most * 100) / 100;
    String told =
        String.format(
            Locale.ROOT,
            "Rate limit reached for %s in organization org-simulated on %s per min (%s): Limit %d, Used %d, Requested %d. Please try again in %.2fs.",
            model,
            kind,
            shortly,
            most,
            (long) Math.ceil(most - left),
            asked,
            seconds);
    return new Refusal(kind, told, seconds);
  }
}
