package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.sim.SimSpeaker;
import earshot.hal.sim.SimTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer is cut wherever it may be, and the recording of the card is searched for clicks. */
class CutTest {

  private static final int CARD = 4;
  private static final int LOUD = 16_000;

  private final SimTime time = new SimTime(0, 0);
  private final Playout playout =
      new Playout(20, time, true, () -> (long) CARD * Pcm.FRAME, () -> {}, e -> {});
  private final SimSpeaker speaker = new SimSpeaker(time, CARD, 37, this::heard);

  private final short[] recording = new short[4 * Pcm.RATE];
  private int count;
  private int wanted;
  private String open = "";

  private void heard(short[] samples, int at, int n, int want) {
    System.arraycopy(samples, at, recording, count, n);
    count += n;
    wanted += want;
  }

  /** The loop admits nothing more of an answer that was cut. */
  private void later(String item, short[] tone, int from) {
    if (item.equals(open)) playout.accept(1, item, 0, tone, from, tone.length - from);
  }

  private static short[] tone() {
    short[] tone = new short[2 * Pcm.RATE];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) Math.round(LOUD * Math.sin(2 * Math.PI * 440 * i / Pcm.RATE));
    }
    return tone;
  }

  private static int steepest(short[] samples, int count) {
    int steepest = 0;
    for (int i = 1; i < count; i++) {
      steepest = Math.max(steepest, Math.abs(samples[i] - samples[i - 1]));
    }
    return steepest;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCutClicksWhereverItFalls(boolean softer) {
    short[] tone = tone();
    // What a fade of 5 ms adds to the steepest of the sound, and what rounding does.
    int bound = steepest(tone, tone.length) + LOUD / Edges.FADE + 3;
    var random = new Random(softer ? 2 : 1);
    speaker.open(playout);
    time.runFor(200_000_000L);
    int early = 0;
    int paused = 0;
    for (int round = 0; round < 400; round++) {
      String which = "round " + round;
      if (softer) {
        playout.volume(30 + random.nextInt(71));
        playout.duck(random.nextBoolean());
      }
      count = 0;
      wanted = 0;
      playout.expecting(true);
      // One that pauses in the middle, every other time.
      int first = random.nextBoolean() ? 2_000 + random.nextInt(6_000) : tone.length;
      playout.accept(1, which, 0, tone, 0, first);
      if (first < tone.length) {
        long next = (80 + random.nextInt(300)) * 1_000_000L;
        open = which;
        time.after(next, () -> later(which, tone, first));
      }
      time.runFor(random.nextInt(700_000_000));
      long underruns = playout.underruns();
      playout.silence();
      playout.expecting(false);
      open = "";
      speaker.nudge();
      time.runFor(1_000_000L);
      assertTrue(playout.silenced(), which);
      var cuts = playout.takeCuts();
      int at = count;
      int heard = wanted;
      time.runFor(60_000_000L);
      assertTrue(cuts.size() <= 1, which);
      if (!cuts.isEmpty()) assertEquals(Pcm.millis(heard), cuts.getFirst().heardMillis(), which);
      assertEquals(heard, wanted, which + ": of the answer's own after the cut");
      int steep = steepest(recording, count);
      assertTrue(steep <= bound, which + ": a step of " + steep + ", more than " + bound);
      short[] after = Arrays.copyOfRange(recording, Math.min(count, at + 2 * Edges.FADE), count);
      assertArrayEquals(new short[after.length], after, which + ": and then silence");
      if (heard == 0) early++;
      if (first < tone.length && underruns > 0) paused++;
    }
    assertTrue(early > 20 && paused > 20, early + " before the first sound, " + paused);
  }
}
