package earshot.turn;

import earshot.hal.dsp.EchoReading;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a device may listen while it speaks: decided by what was measured of its echo at each
 * answer, and by how interruptions went. Falls quickly, a step at a time rises slowly, and the more
 * slowly the more often it has interrupted itself. Pure.
 *
 * @param manner what it does now
 * @param why it does not do better
 * @param suspicion that it interrupts itself, from 0
 * @param worse readings in a row that speak for less than it does now
 * @param better readings in a row that speak for more
 * @param needed so many of those make it do more
 * @param calm answers in a row since anything spoke against it
 */
public record Duplex(
    Manner manner, Why why, int suspicion, int worse, int better, int needed, int calm) {

  /** What it does while it speaks, from worst to best. */
  public enum Manner {
    /** Deaf: only a press interrupts. */
    BUTTON,
    /** The service hears nothing; a voice that is clear interrupts. */
    HALF,
    /** It listens as ever. */
    FULL;

    /** For people and files. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public enum Why {
    /** Nothing was measured yet. */
    UNMEASURED,
    /** As was measured. */
    MEASURED,
    /** It interrupted itself. */
    INTERRUPTED_ITSELF
  }

  /** How an answer went. */
  public enum Outcome {
    /** Nobody interrupted it. */
    UNDISTURBED,
    /** Somebody did, and said something. */
    BY_SOMEBODY,
    /** Something did, and nobody knows whether anybody spoke. */
    UNKNOWN,
    /** It was interrupted, and then nobody said anything, or what it had said itself. */
    BY_ITSELF
  }

  /** Nothing is believed before it was measured. */
  public static final Duplex START = new Duplex(Manner.HALF, Why.UNMEASURED, 0, 0, 0, 1, 0);

  /** A voice has to stand out of what is left of the echo by so much. */
  private static final double FULL_DB = 12;

  private static final double HALF_DB = 6;

  /** What is left is lost in the room's noise. */
  private static final double INAUDIBLE_DB = 4;

  private static final int FALLS_AT = 5;
  private static final int WORSE_NEEDED = 2;
  private static final int LEAST_NEEDED = 3;
  private static final int MOST_NEEDED = 48;

  /** After so many answers the past is forgiven. */
  private static final int CALM = 50;

  private static final Pattern TEXT =
      Pattern.compile("(button|half|full) (unmeasured|measured|interrupted-itself) (\\d{1,3})");

  /** What a reading speaks for. */
  public static Manner of(EchoReading reading) {
    if (reading.audibleDb() <= INAUDIBLE_DB || reading.marginDb() >= FULL_DB) return Manner.FULL;
    return reading.marginDb() >= HALF_DB ? Manner.HALF : Manner.BUTTON;
  }

  /** What was measured on purpose, with nobody speaking, is taken at its word. */
  public static Duplex decided(EchoReading reading) {
    return new Duplex(of(reading), Why.MEASURED, 0, 0, 0, LEAST_NEEDED, 0);
  }

  /** After an answer in which this was measured. */
  public Duplex measured(EchoReading reading) {
    Manner fits = of(reading);
    if (why == Why.UNMEASURED) {
      // A canceller has to learn the room first.
      boolean sure = fits == Manner.FULL || worse + 1 == LEAST_NEEDED;
      return sure ? decided(reading) : with(suspicion, worse + 1, 0, 0);
    }
    int order = fits.compareTo(manner);
    if (order < 0) {
      if (worse + 1 < WORSE_NEEDED) return with(suspicion, worse + 1, 0, 0);
      return new Duplex(fits, Why.MEASURED, 0, 0, 0, needed, 0);
    }
    if (order == 0) return with(suspicion, 0, 0, calm);
    if (better + 1 < needed) return with(suspicion, 0, better + 1, calm);
    return new Duplex(Manner.values()[manner.ordinal() + 1], why, 0, 0, 0, needed, 0);
  }

  /**
   * After an answer, or when it is known what had interrupted it.
   *
   * @param early it was interrupted when it had hardly begun, as people seldom do
   */
  public Duplex answered(Outcome outcome, boolean early) {
    int change =
        switch (outcome) {
          case UNDISTURBED -> -1;
          case BY_SOMEBODY -> -2;
          case UNKNOWN -> early ? 1 : 0;
          case BY_ITSELF -> early ? 3 : 2;
        };
    int next = Math.max(0, suspicion + change);
    if (change > 0) {
      if (next < FALLS_AT || manner == Manner.BUTTON) {
        return with(Math.min(next, FALLS_AT), worse, 0, 0);
      }
      int more = Math.clamp(2L * needed, LEAST_NEEDED, MOST_NEEDED);
      Manner lower = Manner.values()[manner.ordinal() - 1];
      return new Duplex(lower, Why.INTERRUPTED_ITSELF, 0, 0, 0, more, 0);
    }
    if (calm + 1 < CALM) return with(next, worse, better, calm + 1);
    return new Duplex(manner, why, next, worse, better, Math.min(needed, LEAST_NEEDED), 0);
  }

  private Duplex with(int suspicion, int worse, int better, int calm) {
    return new Duplex(manner, why, suspicion, worse, better, needed, calm);
  }

  /** What has to be kept over a restart. */
  public String kept() {
    String reason = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return manner.word() + " " + reason + " " + needed;
  }

  /** What was kept; empty when it cannot be understood. */
  public static Optional<Duplex> parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) return Optional.empty();
    Manner manner = Manner.valueOf(m.group(1).toUpperCase(Locale.ROOT));
    Why why = Why.valueOf(m.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
    int needed = Math.clamp(Integer.parseInt(m.group(3)), 1, MOST_NEEDED);
    return Optional.of(new Duplex(manner, why, 0, 0, 0, needed, 0));
  }
}
