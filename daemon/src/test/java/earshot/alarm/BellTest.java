package earshot.alarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import earshot.hal.sim.SimTime;
import org.junit.jupiter.api.Test;

/** What the listener hears of an alarm, and of what it rings over. */
class BellTest {

  /** Says the same sample for ever, or nothing. */
  private static final class Constant implements Speaker.Feed {
    short sample;
    int cuts;

    @Override
    public boolean cutting() {
      return cuts > 0;
    }

    @Override
    public void cut(long played) {
      cuts--;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      for (int i = 0; i < samples; i++) period[i] = sample;
      return sample == 0 ? 0 : samples;
    }

    @Override
    public void played(long position) {}

    @Override
    public void failed(HalException reason) {
      cuts += 100;
    }
  }

  private final SimTime time = new SimTime(0, 0);
  private final Constant under = new Constant();
  private final Bell bell = new Bell(time);
  private final Speaker.Feed feed = bell.over(under);
  private final short[] period = new short[Pcm.FRAME];
  private long position;
  private int wanted;

  /** Plays so many periods at the clock's pace; the sound. */
  private short[] play(int periods) {
    var heard = new short[periods * Pcm.FRAME];
    for (int i = 0; i < periods; i++) {
      wanted = feed.fill(period, Pcm.FRAME, position);
      System.arraycopy(period, 0, heard, i * Pcm.FRAME, Pcm.FRAME);
      position += Pcm.FRAME;
      time.runFor(Pcm.FRAME_NANOS);
    }
    return heard;
  }

  private static double db(short[] sound) {
    return Pcm.levelDb(sound, 0, sound.length);
  }

  @Test
  void whileNothingRingsTheSoundIsAsItWas() {
    under.sample = 1234;
    short[] all = new short[Pcm.FRAME];
    java.util.Arrays.fill(all, (short) 1234);
    assertArrayEquals(all, play(1));
    assertEquals(Pcm.FRAME, wanted);
    under.sample = 0;
    play(1);
    assertEquals(0, wanted);
  }

  @Test
  void itRingsInSilenceUntilItIsStopped() {
    bell.start("");
    play(400);
    assertTrue(db(play(400)) > -30);
    assertEquals(Pcm.FRAME, wanted, "a pipe plays it too");
    bell.stop();
    play(1);
    assertEquals(-100, db(play(20)));
    assertEquals(0, wanted);
  }

  @Test
  void itBeginsSoftlyAndGrowsBySmallSteps() {
    bell.start("");
    int round = Chime.samples().length / Pcm.FRAME;
    double before = db(play(round));
    assertTrue(before < -25, "begins at " + before);
    for (int i = 1; i < 8; i++) {
      double now = db(play(round));
      assertTrue(now >= before - 0.5 && now - before < 6, before + " to " + now);
      before = now;
    }
    assertTrue(before > -22, "ends at " + before);
  }

  /** What the bell adds to the other sound. */
  private static short[] without(short[] sound, short other) {
    var rest = new short[sound.length];
    for (int i = 0; i < rest.length; i++) rest[i] = (short) (sound[i] - other);
    return rest;
  }

  /** By how much it is softer than it would be alone, for each 20 ms in which it is audible. */
  private static double[] softer(short[] rung, short[] alone) {
    double[] db = new double[rung.length / Pcm.FRAME];
    for (int i = 0; i < db.length; i++) {
      int at = i * Pcm.FRAME;
      double full = Pcm.levelDb(alone, at, Pcm.FRAME);
      db[i] = full < -60 ? Double.NaN : Pcm.levelDb(rung, at, Pcm.FRAME) - full;
    }
    return db;
  }

  private static short[] alone(int periods) {
    var other = new BellTest();
    other.bell.start("");
    return other.play(periods);
  }

  private static void noJump(double[] db) {
    double before = Double.NaN;
    for (double now : db) {
      double change = Math.abs(now - before);
      assertFalse(change > 6, () -> "a jump of " + change + " dB");
      before = now;
    }
  }

  @Test
  void whatIsSaidIsLeftAsItIsAndTheAlarmGoesOnSoftlyAndRisesAgain() {
    short[] alone = alone(1_200);
    bell.start("");
    short[] before = play(400);
    under.sample = 8000;
    short[] during = without(play(400), (short) 8000);
    under.sample = 0;
    short[] after = play(400);
    short[] rung = new short[alone.length];
    System.arraycopy(before, 0, rung, 0, before.length);
    System.arraycopy(during, 0, rung, before.length, during.length);
    System.arraycopy(after, 0, rung, before.length + during.length, after.length);
    double[] softer = softer(rung, alone);
    noJump(softer);
    for (int i = 0; i < 400; i++) assertFalse(Math.abs(softer[i]) > 0.1, "nobody says anything");
    for (int i = 410; i < 820; i++) assertFalse(Math.abs(softer[i] + 18) > 1.5, "at " + softer[i]);
    for (int i = 860; i < 1_200; i++) assertFalse(Math.abs(softer[i]) > 0.1, "it has risen again");
  }

  @Test
  void itRingsSoftlyToWhoIsBeingListenedTo() {
    short[] alone = alone(800);
    bell.dialog(true);
    bell.start("");
    short[] during = play(400);
    bell.dialog(false);
    short[] after = play(400);
    double[] first = softer(during, java.util.Arrays.copyOf(alone, during.length));
    for (double db : first) assertFalse(db > -15, "it begins softly: " + db);
    double[] then = softer(after, java.util.Arrays.copyOfRange(alone, during.length, alone.length));
    noJump(then);
    for (int i = 50; i < then.length; i++) assertFalse(Math.abs(then[i]) > 0.1);
  }

  @Test
  void nothingClicks() {
    bell.start("");
    short[] begin = play(3 * Chime.samples().length / Pcm.FRAME);
    bell.stop();
    short[] end = play(5);
    short before = 0;
    int most = 0;
    for (short[] part : new short[][] {begin, end}) {
      for (short sample : part) {
        most = Math.max(most, Math.abs(sample - before));
        before = sample;
      }
    }
    // A sine of 784 Hz with its octave moves by less from sample to sample.
    assertTrue(most < 6000, "a step of " + most);
  }

  @Test
  void aSecondRingBeginsSoftlyAgain() {
    bell.start("");
    play(1500);
    bell.stop();
    play(10);
    bell.start("");
    assertTrue(db(play(Chime.samples().length / Pcm.FRAME)) < -25);
  }

  @Test
  void aPipeThatTakesEverythingAtOnceIsGivenTwoSeconds() {
    bell.start("");
    int given = 0;
    for (int i = 0; i < 10_000; i++) given += feed.fill(period, Pcm.FRAME, 0);
    assertEquals(2 * Pcm.RATE, given);
    time.runFor(1_000_000_000);
    for (int i = 0; i < 10_000; i++) given += feed.fill(period, Pcm.FRAME, 0);
    assertEquals(3 * Pcm.RATE, given);
  }

  @Test
  void theFeedBelowHearsAllTheRest() {
    under.cuts = 1;
    assertTrue(feed.cutting());
    feed.cut(0);
    assertEquals(0, under.cuts);
    feed.failed(new HalException("speaker", "play", "gone", "plug it in"));
    assertEquals(100, under.cuts);
  }

  @Test
  void theChimeIsNotClippedAndEndsInSilence() {
    short[] chime = Chime.samples();
    assertEquals(0, chime[0]);
    assertEquals(0, chime[chime.length - 1]);
    int most = 0;
    for (short sample : chime) most = Math.max(most, Math.abs(sample));
    assertTrue(most > 20_000 && most < 25_000, "peak " + most);
  }
}
