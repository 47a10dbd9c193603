package earshot.memory;

/**
 * What was charged, by kind, in millionths of a millionth of a dollar: exact, to be rounded only
 * where it is shown. Cached tokens are part of the input tokens.
 */
public record Sum(
    long textPico,
    long audioPico,
    long imagePico,
    long transcriptionPico,
    long inputTokens,
    long cachedTokens,
    long outputTokens,
    long responses) {

  public static final Sum NOTHING = new Sum(0, 0, 0, 0, 0, 0, 0, 0);

  public Sum plus(Sum other) {
    return new Sum(
        textPico + other.textPico,
        audioPico + other.audioPico,
        imagePico + other.imagePico,
        transcriptionPico + other.transcriptionPico,
        inputTokens + other.inputTokens,
        cachedTokens + other.cachedTokens,
        outputTokens + other.outputTokens,
        responses + other.responses);
  }

  public long pico() {
    return textPico + audioPico + imagePico + transcriptionPico;
  }

  public long micros() {
    return micros(pico());
  }

  /** To the nearest micro-dollar. */
  public static long micros(long pico) {
    return Math.floorDiv(pico + 500_000, 1_000_000);
  }

  /** How much of what was sent was charged at the lower price, from 0 to 1. */
  public double cachedShare() {
    return inputTokens == 0 ? 0 : (double) cachedTokens / inputTokens;
  }
}
