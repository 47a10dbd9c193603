package earshot.realtime;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a model costs: for tokens of each kind, and for a minute of sound where that is how it is
 * charged. Prices change: what is computed from them is an estimate. Pure.
 *
 * @param picoDollarsPerMinute for models that are charged by the length of the sound
 */
public record Prices(Rate text, Rate audio, Rate image, long picoDollarsPerMinute) {

  /**
   * In millionths of a millionth of a dollar for one token, which is millionths of a dollar for a
   * million tokens.
   */
  public record Rate(long input, long cached, long output) {

    Rate dearest(Rate other) {
      return new Rate(
          Math.max(input, other.input),
          Math.max(cached, other.cached),
          Math.max(output, other.output));
    }
  }

  static final Prices NOTHING =
      new Prices(new Rate(0, 0, 0), new Rate(0, 0, 0), new Rate(0, 0, 0), 0);

  /** Of each price the higher. */
  Prices dearest(Prices other) {
    return new Prices(
        text.dearest(other.text),
        audio.dearest(other.audio),
        image.dearest(other.image),
        Math.max(picoDollarsPerMinute, other.picoDollarsPerMinute));
  }

  /**
   * What this usage costs, in millionths of a millionth of a dollar: exact, to be added up before
   * it is rounded. Tokens whose kind is not told are charged as sound.
   */
  public long picoDollars(Usage u) {
    Cost cost = cost(u);
    return cost.text() + cost.audio() + cost.image();
  }

  /** How many tokens of an answer can be had for this, if all of them are of the dearest kind. */
  public long affordableTokens(long picoDollars) {
    return picoDollars / Math.max(1, Math.max(text.output, audio.output));
  }

  /** The same by kind. */
  public record Cost(long text, long audio, long image) {}

  public Cost cost(Usage u) {
    long otherIn = Math.max(0, u.input() - u.inputText() - u.inputAudio() - u.inputImage());
    long otherOut = Math.max(0, u.output() - u.outputText() - u.outputAudio());
    return new Cost(
        input(u.inputText(), u.cachedText(), text) + u.outputText() * text.output,
        input(u.inputAudio() + otherIn, u.cachedAudio(), audio)
            + (u.outputAudio() + otherOut) * audio.output,
        // A model that has no price for them is not expected to see any; nothing is free.
        input(u.inputImage(), u.cachedImage(), image.input == 0 ? text : image));
  }

  /** What so many seconds of sound cost where they are what is charged; rounded up. */
  public long picoDollars(double seconds) {
    if (!(seconds > 0) || Double.isInfinite(seconds)) return 0;
    return BigDecimal.valueOf(seconds)
        .multiply(BigDecimal.valueOf(picoDollarsPerMinute))
        .divide(BigDecimal.valueOf(60), 0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  /** Cached tokens are part of the tokens, whatever a service says. */
  private static long input(long tokens, long cached, Rate rate) {
    long cheap = Math.min(cached, tokens);
    return (tokens - cheap) * rate.input + cheap * rate.cached;
  }
}
