package earshot.realtime;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of prices, in dollars for a million tokens, as published on {@link #DATE}. They change:
 * what is computed from them is an estimate. Pure.
 */
public enum Prices {
  GPT_REALTIME_2_1("gpt-realtime-2.1", "4", "0.40", "24", "32", "0.40", "64", "5", "0.50"),
  GPT_REALTIME_2_1_MINI(
      "gpt-realtime-2.1-mini", "0.60", "0.06", "2.40", "10", "0.30", "20", "0.80", "0.08"),
  GPT_REALTIME_2("gpt-realtime-2", "4", "0.40", "24", "32", "0.40", "64", "5", "0.50"),
  GPT_REALTIME_1_5("gpt-realtime-1.5", "4", "0.40", "16", "32", "0.40", "64", "5", "0.50"),
  GPT_REALTIME("gpt-realtime", "4", "0.40", "16", "32", "0.40", "64", "5", "0.50"),
  GPT_REALTIME_MINI(
      "gpt-realtime-mini", "0.60", "0.06", "2.40", "10", "0.30", "20", "0.80", "0.08"),
  GPT_4O_REALTIME("gpt-4o-realtime-preview", "5", "2.50", "20", "40", "2.50", "80", "0", "0"),
  GPT_4O_REALTIME_2024_10(
      "gpt-4o-realtime-preview-2024-10-01", "5", "2.50", "20", "100", "20", "200", "0", "0"),
  GPT_4O_MINI_REALTIME(
      "gpt-4o-mini-realtime-preview", "0.60", "0.30", "2.40", "10", "0.30", "20", "0", "0");

  public static final String DATE = "2026-11-20";

  private static final Pattern DATED = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

  private final String model;
  // Micro-dollars for a million tokens, which is pico-dollars for one.
  private final long textIn;
  private final long textCached;
  private final long textOut;
  private final long audioIn;
  private final long audioCached;
  private final long audioOut;
  private final long imageIn;
  private final long imageCached;

  Prices(
      String model,
      String textIn,
      String textCached,
      String textOut,
      String audioIn,
      String audioCached,
      String audioOut,
      String imageIn,
      String imageCached) {
    this.model = model;
    this.textIn = micros(textIn);
    this.textCached = micros(textCached);
    this.textOut = micros(textOut);
    this.audioIn = micros(audioIn);
    this.audioCached = micros(audioCached);
    this.audioOut = micros(audioOut);
    this.imageIn = micros(imageIn);
    this.imageCached = micros(imageCached);
  }

  private static long micros(String dollars) {
    return new BigDecimal(dollars).movePointRight(6).longValueExact();
  }

  public String model() {
    return model;
  }

  /**
   * The row of this model, or of the model that it is a dated version of; for one that is not
   * listed the one with the dearest sound, so that an estimate of talk is never too low.
   */
  public static Prices of(String model) {
    Prices row = find(model);
    return row == null ? GPT_4O_REALTIME_2024_10 : row;
  }

  public static boolean lists(String model) {
    return find(model) != null;
  }

  private static @Nullable Prices find(String model) {
    for (Prices row : values()) {
      if (row.model.equals(model)) return row;
    }
    String undated = DATED.matcher(model).replaceFirst("");
    return undated.equals(model) ? null : find(undated);
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
    return picoDollars / Math.max(1, Math.max(textOut, audioOut));
  }

  /** The same by kind. */
  public record Cost(long text, long audio, long image) {}

  public Cost cost(Usage u) {
    long otherIn = Math.max(0, u.input() - u.inputText() - u.inputAudio() - u.inputImage());
    long otherOut = Math.max(0, u.output() - u.outputText() - u.outputAudio());
    return new Cost(
        input(u.inputText(), u.cachedText(), textIn, textCached) + u.outputText() * textOut,
        input(u.inputAudio() + otherIn, u.cachedAudio(), audioIn, audioCached)
            + (u.outputAudio() + otherOut) * audioOut,
        input(u.inputImage(), u.cachedImage(), imageIn, imageCached));
  }

  /** Cached tokens are part of the tokens, whatever a service says. */
  private static long input(long tokens, long cached, long price, long cachedPrice) {
    long cheap = Math.min(cached, tokens);
    return (tokens - cheap) * price + cheap * cachedPrice;
  }
}
