package earshot.hal.dsp;

import java.util.Arrays;
import java.util.Optional;

/**
 * Measures the speaker's echo from whatever it plays: how much of it the microphones hear, what is
 * left of that, and when it comes. Medians, so that somebody who talks into it for less than half
 * of the time changes little. The microphone thread tells it block by block and anybody may take;
 * the lock is held for neither longer than some hundred additions.
 */
public final class EchoMeter {

  /** So much must have been played, in blocks of 10 ms. */
  public static final int ENOUGH_BLOCKS = 150;

  private static final double PLAYED_DB = -50;

  /** The echo of a block, its reverberation included. */
  private static final int ECHO_BLOCKS = 15;

  /** The room is quiet again. */
  private static final int QUIET_BLOCKS = 60;

  private static final int LAGS = 50;

  /** Of the envelopes; less alike, and it is no echo that is heard. */
  private static final double ALIKE = 0.4;

  private final Levels played = new Levels();
  private final Levels echo = new Levels();
  private final Levels rest = new Levels();
  private final Levels room = new Levels();
  private final Levels voices = new Levels();
  private final double[] far = new double[LAGS];
  private final double[] together = new double[LAGS];
  private double farMean;
  private double nearMean;
  private double farPower;
  private double nearPower;
  private int at;
  private int early;
  private int sincePlayed = QUIET_BLOCKS;

  /**
   * Takes a block.
   *
   * @param farDb of what is played
   * @param rawDb of what was heard
   * @param restDb of what is left of that
   * @param speaks somebody seems to speak
   * @param earlyBlocks by which what is played is told before the card plays it
   */
  public synchronized void hear(
      double farDb, double rawDb, double restDb, boolean speaks, int earlyBlocks) {
    early = earlyBlocks;
    sincePlayed = farDb > PLAYED_DB ? 0 : Math.min(QUIET_BLOCKS, sincePlayed + 1);
    if (farDb > PLAYED_DB) played.add(farDb);
    if (sincePlayed < ECHO_BLOCKS) {
      echo.add(rawDb);
      rest.add(restDb);
    } else if (sincePlayed == QUIET_BLOCKS) {
      if (speaks) voices.add(restDb);
      else room.add(restDb);
    }
    compare(Math.pow(10, farDb / 20), Math.pow(10, rawDb / 20));
  }

  /** The envelopes, at every delay. */
  private void compare(double farNow, double nearNow) {
    farMean += 0.01 * (farNow - farMean);
    nearMean += 0.01 * (nearNow - nearMean);
    at = (at + 1) % LAGS;
    far[at] = farNow - farMean;
    double near = nearNow - nearMean;
    farPower += far[at] * far[at];
    nearPower += near * near;
    for (int lag = 0; lag < LAGS; lag++) together[lag] += near * far[(at - lag + LAGS) % LAGS];
  }

  /** What came together since the last time; nothing as long as that is not enough. */
  public synchronized Optional<EchoReading> take() {
    if (rest.count < ENOUGH_BLOCKS || played.count == 0) return Optional.empty();
    var reading =
        new EchoReading(
            rest.count,
            played.median(),
            echo.median(),
            rest.median(),
            room.count < QUIET_BLOCKS ? Levels.LEAST_DB : room.median(),
            voices.count < QUIET_BLOCKS ? EchoReading.USUAL_VOICE_DB : voices.median(),
            delayMillis());
    played.forget();
    echo.forget();
    rest.forget();
    room.fade();
    voices.fade();
    Arrays.fill(together, 0);
    farPower = 0;
    nearPower = 0;
    return Optional.of(reading);
  }

  private int delayMillis() {
    int best = 0;
    for (int lag = 1; lag < LAGS; lag++) if (together[lag] > together[best]) best = lag;
    double scale = Math.sqrt(farPower * nearPower);
    return together[best] > ALIKE * scale && scale > 0 ? Math.max(0, 10 * (best - early)) : -1;
  }

  /** How often each level was there, decibel by decibel. */
  private static final class Levels {
    private static final int LEAST_DB = -100;

    /** What is kept for longer forgets half of it now and then. */
    private static final int MANY = 6_000;

    private final int[] counts = new int[1 - LEAST_DB];
    private int count;

    void add(double db) {
      counts[Math.clamp(Math.round(db) - LEAST_DB, 0, counts.length - 1)]++;
      count++;
    }

    double median() {
      int before = 0;
      int level = 0;
      while (before + counts[level] <= count / 2) before += counts[level++];
      return (double) level + LEAST_DB;
    }

    void forget() {
      Arrays.fill(counts, 0);
      count = 0;
    }

    void fade() {
      if (count < MANY) return;
      count = 0;
      for (int i = 0; i < counts.length; i++) count += counts[i] /= 2;
    }
  }
}
