package earshot.config;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the secrets in use and covers them in what others say, such as a service that quotes the
 * key it refuses. Any thread; never blocks. Its own text shows none.
 */
public final class Mask {

  /** Shorter ones are in ordinary words too. */
  private static final int SHORTEST = 8;

  private static final String COVER = "***";

  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  public void know(String secret) {
    if (secret.length() >= SHORTEST) secrets.add(secret);
  }

  /** The same text without any of the secrets; the longest are covered first. */
  public String over(String text) {
    String covered = text;
    for (String secret :
        secrets.stream().sorted((a, b) -> Integer.compare(b.length(), a.length())).toList()) {
      covered = covered.replace(secret, COVER);
    }
    return covered;
  }

  @Override
  public String toString() {
    return "a mask over " + secrets.size() + " secrets";
  }
}
