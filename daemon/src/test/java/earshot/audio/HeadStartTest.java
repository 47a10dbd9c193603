package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.sim.SimSpeaker;
import earshot.hal.sim.SimTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Answers that come in bursts, by fits and starts, and late, heard at a simulated sound card:
 * nothing lost or changed, soon begun, each pause counted, soft at its edges, and learnt from.
 */
class HeadStartTest {

  private static final int CARD = 4;
  private static final int EDGE = 120;

  private final SimTime time = new SimTime(0, 0);
  private final Playout playout =
      new Playout(20, time, true, () -> (long) CARD * Pcm.FRAME, () -> {}, e -> {});
  private final SimSpeaker speaker = new SimSpeaker(time, CARD, 0, this::heard);

  /** Everything that has left the card for this answer, and which of it was of the answer. */
  private final short[] all = new short[60 * Pcm.RATE];

  private final boolean[] of = new boolean[all.length];
  private int count;
  private int wanted;
  private long gaps;
  private long gapSamples;
  private int gap;
  private long firstAtNanos;

  private void heard(short[] samples, int at, int n, int want) {
    for (int i = 0; i < n; i++) {
      all[count] = samples[at + i];
      of[count++] = i < want;
      if (i >= want) {
        gap++;
        continue;
      }
      if (wanted == 0) firstAtNanos = time.nanos();
      else if (gap > 0) {
        gaps++;
        gapSamples += gap;
      }
      gap = 0;
      wanted++;
    }
  }

  private interface Arrival {
    long nanos(int delta, long position);
  }

  /** Returns how long after its first delta the answer began to be heard. */
  private long hear(String item, short[] reply, int deltaSamples, Arrival arrival) {
    count = 0;
    wanted = 0;
    gaps = 0;
    gapSamples = 0;
    gap = 0;
    long start = time.nanos();
    long at = start;
    int i = 0;
    for (int from = 0; from < reply.length; from += deltaSamples, i++) {
      int begin = from;
      int n = Math.min(deltaSamples, reply.length - from);
      at = Math.max(at, start + arrival.nanos(i, from));
      time.at(
          at,
          () -> {
            playout.expecting(true);
            assertEquals(n, playout.accept(1, item, 0, reply, begin, n));
            if (begin + n == reply.length) playout.expecting(false);
          });
    }
    time.runFor(at - start + Pcm.millis(reply.length) * 1_000_000 + 1_000_000_000L);
    return firstAtNanos - start;
  }

  private static short[] noise(int samples, long seed) {
    short[] noise = new short[samples];
    var random = new Random(seed);
    for (int i = 0; i < samples; i++) noise[i] = (short) (1 + random.nextInt(20_000));
    return noise;
  }

  @Test
  void burstsStallsAndJitterLoseNothingBeginSoonAndEveryPauseIsCounted() {
    speaker.open(playout);
    time.runFor(100_000_000L);
    long pauses = 0;
    for (int seed = 0; seed < 120; seed++) {
      var random = new Random(seed);
      double speed = new double[] {1, 1.2, 4, 20}[random.nextInt(4)];
      long jitter = 5_000_000L + random.nextInt(395_000_000);
      int stallAt = random.nextInt(3) == 0 ? 1 + random.nextInt(10) : Integer.MAX_VALUE;
      long stall = random.nextInt(2_000) * 1_000_000L;
      short[] reply = noise(Pcm.RATE + random.nextInt(2 * Pcm.RATE), seed);
      int delta = (int) Pcm.samples(20 + random.nextInt(180));
      long underrunsBefore = playout.underruns();
      long samplesBefore = playout.underrunSamples();
      long began =
          hear(
              "item" + seed,
              reply,
              delta,
              (i, position) ->
                  (long) (position * 1e9 / Pcm.RATE / speed)
                      + (i == 0 ? 0 : random.nextLong(jitter))
                      + (i >= stallAt ? stall : 0));
      String which = "seed " + seed;
      assertEquals(reply.length, wanted, which);
      assertTrue(began <= 400_000_000L, which + ": began after " + began / 1_000_000 + " ms");
      assertEquals(gaps, playout.underruns() - underrunsBefore, which);
      assertEquals(gapSamples, playout.underrunSamples() - samplesBefore, which);
      assertTrue(playout.playedOut(), which);
      int madeUp = 0;
      for (int i = 0, r = 0; i < count; i++) {
        if (of[i]) assertEquals(reply[r++], all[i], which);
        else if (all[i] != 0) madeUp++;
      }
      assertTrue(madeUp <= 2 * EDGE * gaps, which + ": " + madeUp + " samples made up");
      pauses += gaps;
    }
    assertTrue(pauses > 20, "no pause was ever tried");
  }

  @Test
  void aLinkThatIsLateIsGivenTheTimeItNeedsAndAGoodOneNoMoreThanBefore() {
    speaker.open(playout);
    time.runFor(100_000_000L);
    short[] reply = noise(2 * Pcm.RATE, 7);
    int delta = 2 * Pcm.FRAME;
    Arrival late = (i, position) -> position * 1_000_000 / 24 + (i % 5 == 4 ? 250_000_000L : 0);
    hear("first", reply, delta, late);
    assertTrue(gaps > 0);
    long start = playout.headStartMillis();
    assertTrue(start >= 240 && start <= 400, start + " ms");
    for (int i = 0; i < 5; i++) {
      long began = hear("late" + i, reply, delta, late);
      assertEquals(0, gaps, "answer " + i);
      assertTrue(began <= 400_000_000L, began + " ns");
    }
    for (int i = 0; i < 30; i++) hear("good" + i, reply, delta, (n, position) -> position * 2_000);
    assertEquals(60, playout.headStartMillis());
    long began = hear("last", reply, delta, (n, position) -> position * 2_000);
    assertTrue(began <= 160_000_000L, began + " ns");
  }

  /** What is learnt in six answers, and what the six after them are like. */
  @Test
  void jitterIsLearntAndThenPausesAreRareOrNone() {
    speaker.open(playout);
    time.runFor(100_000_000L);
    System.out.println("pace, jitter: head start; pauses in 6 answers, and in the next 6; begun");
    for (double pace : new double[] {1, 1.2, 2, 4, 20}) {
      for (int jitter : new int[] {0, 5, 20, 60, 100, 200, 250, 300, 400}) {
        var random = new Random(jitter);
        long[] pauses = new long[2];
        long latest = 0;
        for (int answer = 0; answer < 12; answer++) {
          String which = pace + "x, " + jitter + " ms, answer " + answer;
          short[] reply = noise(4 * Pcm.RATE, answer);
          long underrunsBefore = playout.underruns();
          long began =
              hear(
                  which,
                  reply,
                  (int) Pcm.samples(100),
                  (i, position) ->
                      (long) (position * 1e9 / Pcm.RATE / pace)
                          + (i == 0 ? 0 : random.nextInt(1_000_000 * jitter + 1)));
          assertEquals(reply.length, wanted, which);
          assertEquals(gaps, playout.underruns() - underrunsBefore, which);
          pauses[answer / 6] += gaps;
          latest = Math.max(latest, began);
        }
        System.out.printf(
            "%4.1fx %3d ms: %3d ms; %2d, %2d; %3d ms%n",
            pace, jitter, playout.headStartMillis(), pauses[0], pauses[1], latest / 1_000_000);
        assertTrue(latest <= 400_000_000L, latest + " ns");
        // 400 ms, less what the card holds and the period that is being made.
        // And what comes faster than it is spoken is late only in its first moments, so that less
        // of
        // it is learnt.
        long most = pace == 1 ? 0 : 2;
        if (jitter <= 250) assertTrue(pauses[1] <= most, pace + "x, " + jitter + " ms");
      }
      // Another link, to which nothing of this applies.
      for (int i = 0; i < 12; i++) {
        hear("good" + i, noise(Pcm.RATE, i), Pcm.FRAME, (n, position) -> position * 2_000L);
      }
    }
  }

  @Test
  void noPauseClicks() {
    speaker.open(playout);
    time.runFor(100_000_000L);
    short[] tone = new short[2 * Pcm.RATE];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) Math.round(16_000 * Math.sin(2 * Math.PI * 440 * i / Pcm.RATE));
    }
    int steepest = 0;
    for (int i = 1; i < tone.length; i++)
      steepest = Math.max(steepest, Math.abs(tone[i] - tone[i - 1]));
    // Whatever place in a period the sound ends at.
    for (int seed = 0; seed < 24; seed++) {
      hear("tone" + seed, tone, Pcm.RATE / 2 + 20 * seed, (i, position) -> i * 900_000_000L);
      assertTrue(gaps > 0);
      int last = count;
      while (!of[last - 1]) last--;
      int first = 0;
      while (!of[first]) first++;
      for (int i = first + 1; i < last; i++) {
        int jump = Math.abs(all[i] - all[i - 1]);
        assertTrue(jump <= steepest * 1.2 + 16_000.0 / EDGE + 2, "a jump of " + jump);
      }
    }
  }
}
