package earshot.hal.dsp;

import java.util.Arrays;

/**
 * Compares the microphones of an array with each other: one that is dead, deaf, noisy or clipped
 * among others that are not is left out until it has been well for a while. It never leaves out
 * all. Allocates nothing for a frame; one thread at a time.
 */
public final class ChannelWatch {

  public enum Fault {
    NONE,
    /** Gives always the same. */
    DEAD,
    /** Hears what the others hear, much softer. */
    DEAF,
    /** Makes noise of its own where the others hear nothing. */
    NOISY,
    /** At its limit where the others are not. */
    CLIPPED
  }

  private static final double LOW_HERTZ = 200;
  private static final double HIGH_HERTZ = 4_000;

  private static final double LOOK_SECONDS = 0.01;
  private static final int LOOKS = 100;

  private static final double SILENT_DB = -60;
  private static final double DEAF_DB = 12;
  private static final double NOISY_DB = 5;

  /** A noise of its own takes away this much of what the others have between loud and quiet. */
  private static final double FLATTER_DB = 4;

  /** Speech has to stand this far above the floor for the ears to be compared. */
  private static final double HEARD_DB = 12;

  private static final double CLIPPED_SHARE = 0.005;
  private static final float LIMIT = 32_700;

  /** Verdicts of a second each, in a row: to be left out, and to be taken back. */
  private static final int BAD_LOOKS = 2;

  private static final int GOOD_LOOKS = 5;

  private final int channels;
  private final double[] gainDb;
  private final int perLook;
  private final float high;
  private final float low;
  private final float[] belowHigh;
  private final float[] belowLow;
  private final double[] energy;
  private final int[] clipped;
  private final double[][] looks;
  private final double[] sorted = new double[LOOKS];
  private final double[] loud;
  private final double[] quiet;
  private final double[] others;
  private final Fault[] verdicts;
  private final Fault[] suspected;
  private final int[] times;
  private final Fault[] faults;
  private final double[] missing;
  private final boolean[] good;
  private int inLook;
  private int look;

  /**
   * @param gainDb the calibration, which is yet to be applied to what this is given
   */
  public ChannelWatch(int rate, double[] gainDb) {
    channels = gainDb.length;
    this.gainDb = gainDb.clone();
    perLook = (int) (rate * LOOK_SECONDS);
    high = (float) (1 - Math.exp(-2 * Math.PI * HIGH_HERTZ / rate));
    low = (float) (1 - Math.exp(-2 * Math.PI * LOW_HERTZ / rate));
    belowHigh = new float[channels];
    belowLow = new float[channels];
    energy = new double[channels];
    clipped = new int[channels];
    looks = new double[channels][LOOKS];
    loud = new double[channels];
    quiet = new double[channels];
    others = new double[channels];
    verdicts = new Fault[channels];
    suspected = new Fault[channels];
    times = new int[channels];
    faults = new Fault[channels];
    missing = new double[channels];
    good = new boolean[channels];
    Arrays.fill(verdicts, Fault.NONE);
    Arrays.fill(suspected, Fault.NONE);
    Arrays.fill(faults, Fault.NONE);
    Arrays.fill(good, true);
  }

  /** Which channels to use; the same array all the time. */
  public boolean[] good() {
    return good;
  }

  public Fault fault(int channel) {
    return faults[channel];
  }

  /** By how much it hears less than the others, in decibels, as far as that was its fault. */
  public double missingDb(int channel) {
    return missing[channel];
  }

  /** Takes new frames, as they came from the card; true when a verdict has changed. */
  public boolean hear(float[][] samples, int frames) {
    boolean changed = false;
    for (int at = 0; at < frames; ) {
      int n = Math.min(frames - at, perLook - inLook);
      for (int c = 0; c < channels; c++) add(c, samples[c], at, n);
      at += n;
      inLook += n;
      if (inLook < perLook) break;
      inLook = 0;
      for (int c = 0; c < channels; c++) {
        looks[c][look] = 10 * Math.log10(energy[c] / perLook + 1e-9) + gainDb[c];
        energy[c] = 0;
      }
      if (++look == LOOKS) {
        look = 0;
        changed |= judge();
      }
    }
    return changed;
  }

  /** Where speech is: without a direct voltage, and without hiss that nobody hears. */
  private void add(int channel, float[] from, int at, int n) {
    double sum = 0;
    float below = belowHigh[channel];
    float slow = belowLow[channel];
    int atLimit = 0;
    for (int i = at; i < at + n; i++) {
      float sample = from[i];
      below += high * (sample - below);
      slow += low * (below - slow);
      float speech = below - slow;
      sum += speech * speech;
      if (sample >= LIMIT || sample <= -LIMIT) atLimit++;
    }
    belowHigh[channel] = below;
    belowLow[channel] = slow;
    energy[channel] += sum;
    clipped[channel] += atLimit;
  }

  private boolean judge() {
    for (int c = 0; c < channels; c++) {
      sort(looks[c]);
      quiet[c] = sorted[LOOKS / 10];
      loud[c] = sorted[LOOKS * 19 / 20];
    }
    boolean changed = false;
    // Whoever is wrong by himself is no measure for the others.
    for (int c = 0; c < channels; c++) verdicts[c] = byItself(c);
    for (int c = 0; c < channels; c++) if (verdicts[c] == Fault.NONE) verdicts[c] = deaf(c);
    for (int c = 0; c < channels; c++) changed |= settle(c, verdicts[c]);
    Arrays.fill(clipped, 0);
    if (changed) leaveOut();
    return changed;
  }

  /** By insertion: the library's way allocates for as many as these. */
  private void sort(double[] from) {
    for (int i = 0; i < LOOKS; i++) {
      double value = from[i];
      int to = i;
      for (; to > 0 && sorted[to - 1] > value; to--) sorted[to] = sorted[to - 1];
      sorted[to] = value;
    }
  }

  private Fault byItself(int c) {
    double othersLoud = ofOthers(c, loud, false);
    // Nothing to compare with, or all are dead: that is not for this to say.
    if (Double.isNaN(othersLoud) || othersLoud < SILENT_DB) return Fault.NONE;
    if (loud[c] < SILENT_DB) return Fault.DEAD;
    double limit = CLIPPED_SHARE * LOOKS * perLook;
    if (clipped[c] > limit) {
      for (int o = 0; o < channels; o++) {
        if (o != c && clipped[o] < limit / 10) return Fault.CLIPPED;
      }
    }
    double othersQuiet = ofOthers(c, quiet, false);
    boolean flat = loud[c] - quiet[c] < othersLoud - othersQuiet - FLATTER_DB;
    return quiet[c] - othersQuiet > NOISY_DB && flat ? Fault.NOISY : Fault.NONE;
  }

  private Fault deaf(int c) {
    double othersLoud = ofOthers(c, loud, true);
    double range = othersLoud - ofOthers(c, quiet, true);
    if (Double.isNaN(range)) return Fault.NONE;
    // As long as nobody speaks, what was found stands.
    if (range < HEARD_DB) return faults[c] == Fault.DEAF ? Fault.DEAF : Fault.NONE;
    missing[c] = othersLoud - loud[c];
    return missing[c] > DEAF_DB ? Fault.DEAF : Fault.NONE;
  }

  /** The middle one of the others, or of those that have no verdict; NaN if there is none. */
  private double ofOthers(int c, double[] values, boolean well) {
    int n = 0;
    for (int o = 0; o < channels; o++) {
      if (o != c && !(well && verdicts[o] != Fault.NONE)) others[n++] = values[o];
    }
    if (n == 0) return Double.NaN;
    Arrays.sort(others, 0, n);
    return others[n / 2];
  }

  private boolean settle(int c, Fault verdict) {
    times[c] = verdict == suspected[c] ? times[c] + 1 : 1;
    suspected[c] = verdict;
    int wanted = verdict == Fault.NONE ? GOOD_LOOKS : BAD_LOOKS;
    if (verdict == faults[c] || times[c] < wanted) return false;
    faults[c] = verdict;
    return true;
  }

  private void leaveOut() {
    boolean any = false;
    for (int c = 0; c < channels; c++) {
      good[c] = faults[c] == Fault.NONE;
      any |= good[c];
    }
    if (!any) Arrays.fill(good, true);
  }
}
