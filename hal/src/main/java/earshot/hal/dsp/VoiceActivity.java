package earshot.hal.dsp;

import earshot.hal.Pcm;
import java.util.Arrays;

/**
 * Whether somebody speaks, judged 10 ms by 10 ms on the cleaned signal: what stands out of the
 * room's noise and, while the speaker plays, out of what the canceller usually leaves of it. Time
 * is counted in blocks. Allocates nothing; the microphone thread's.
 */
public final class VoiceActivity {

  /** Of the latest blocks; so many of them loud are evidence, and so many of them are enough. */
  private static final int WINDOW = 30;

  private static final int HINT_BLOCKS = 8;
  private static final int SURE_BLOCKS = 16;

  /** So long without evidence, and it was none. */
  private static final int FORGET_BLOCKS = 30;

  private static final double SOFTEST_DB = -55;
  private static final double OVER_NOISE_DB = 9;
  private static final double OVER_REST_DB = 6;

  /** What is played is heard for so long, the room's answer included. */
  private static final int TAIL_BLOCKS = 30;

  private static final double SILENCE_DB = -60;

  /** A canceller that knows nothing yet leaves no more than this of what is played. */
  private static final double FIRST_REST_DB = -12;

  private final double[] far = new double[TAIL_BLOCKS];
  private final boolean[] loud = new boolean[WINDOW];
  private int at;
  private int count;
  private int sinceLoud = FORGET_BLOCKS;
  private double noiseDb = -70;
  private double restDb = FIRST_REST_DB;
  private Voice voice = Voice.NONE;

  public VoiceActivity() {
    Arrays.fill(far, -100);
  }

  /** Takes a cleaned block, and what was played about then. */
  public Voice hear(short[] cleaned, short[] played) {
    double level = Pcm.levelDb(cleaned, 0, cleaned.length);
    far[at % TAIL_BLOCKS] = Pcm.levelDb(played, 0, played.length);
    double farDb = -100;
    for (double db : far) farDb = Math.max(farDb, db);
    boolean playing = farDb > SILENCE_DB;
    boolean is = level > SOFTEST_DB && level > noiseDb + OVER_NOISE_DB;
    if (playing) {
      double rest = level - farDb;
      is &= rest > restDb + OVER_REST_DB;
      // The upper end of what is left, nine of ten blocks. What may be a voice hardly counts.
      if (rest <= restDb) restDb -= 0.03;
      else if (voice != Voice.SURE) restDb += is ? 0.04 : 0.27;
    }
    if (level < noiseDb) noiseDb += 0.1 * (level - noiseDb);
    else if (!is) noiseDb += 0.02;
    int i = at % WINDOW;
    if (loud[i]) count--;
    loud[i] = is;
    if (is) count++;
    at++;
    sinceLoud = count >= HINT_BLOCKS / 2 && is ? 0 : sinceLoud + 1;
    voice = judge();
    return voice;
  }

  private Voice judge() {
    if (count >= SURE_BLOCKS) return Voice.SURE;
    if (count >= HINT_BLOCKS) return voice == Voice.SURE ? Voice.SURE : Voice.HINT;
    return sinceLoud < FORGET_BLOCKS ? voice : Voice.NONE;
  }

  /** What of the played sound is usually left, in decibels. */
  public double restDb() {
    return restDb;
  }
}
