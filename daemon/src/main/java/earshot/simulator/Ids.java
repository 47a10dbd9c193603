package earshot.simulator;

import java.util.SplittableRandom;

/** Names in the service's style, always the same for the same seed. */
final class Ids {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final SplittableRandom random;

  Ids(long seed) {
    random = new SplittableRandom(seed);
  }

  /** At most 32 characters, as clients' own names must be. */
  String next(String prefix) {
    var id = new StringBuilder(prefix.length() + 22).append(prefix).append('_');
    for (int i = 0; i < 21; i++) id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    return id.toString();
  }

  /** A value in [0.8, 1.2): no two answers take exactly as long. */
  double jitter() {
    return 0.8 + 0.4 * random.nextDouble();
  }
}
