package earshot.simulator;

import java.util.Set;

/**
 * Whom the service lets in and how far: which keys and models it knows (none named: any), whether
 * it still speaks beta to those who ask for it, and how long a session lasts. The rates are for
 * each model or deployment, whoever asks; 0 is no limit.
 */
public record Terms(
    Set<String> keys,
    Set<String> models,
    boolean beta,
    long sessionMillis,
    int latencyMillis,
    int requestsPerMinute,
    int tokensPerMinute) {

  public static final Terms USUAL = new Terms(Set.of(), Set.of(), true, 3_600_000, 40, 0, 0);

  public Terms {
    keys = Set.copyOf(keys);
    models = Set.copyOf(models);
  }

  public Terms withKeys(String... known) {
    return new Terms(
        Set.of(known),
        models,
        beta,
        sessionMillis,
        latencyMillis,
        requestsPerMinute,
        tokensPerMinute);
  }

  public Terms withModels(String... known) {
    return new Terms(
        keys,
        Set.of(known),
        beta,
        sessionMillis,
        latencyMillis,
        requestsPerMinute,
        tokensPerMinute);
  }

  public Terms withBeta(boolean spoken) {
    return new Terms(
        keys, models, spoken, sessionMillis, latencyMillis, requestsPerMinute, tokensPerMinute);
  }

  public Terms withSessionMillis(long millis) {
    return new Terms(keys, models, beta, millis, latencyMillis, requestsPerMinute, tokensPerMinute);
  }

  public Terms withLatencyMillis(int millis) {
    return new Terms(keys, models, beta, sessionMillis, millis, requestsPerMinute, tokensPerMinute);
  }

  public Terms withRates(int requests, int tokens) {
    return new Terms(keys, models, beta, sessionMillis, latencyMillis, requests, tokens);
  }

  @Override
  public String toString() {
    return "Terms[%d keys, models %s, beta %s]".formatted(keys.size(), models, beta);
  }
}
