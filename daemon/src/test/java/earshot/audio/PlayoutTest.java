package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.sim.SimSpeaker;
import earshot.hal.sim.SimTime;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * The reply store against a simulated sound card: nothing lost, nothing heard after a cut, what was
 * heard counted.
 */
class PlayoutTest {

  private final SimTime time = new SimTime(0, 0);
  private final List<Short> wanted = new ArrayList<>();
  private long heardInAll;
  private final Playout playout =
      new Playout(20, time, true, () -> 4L * Pcm.FRAME, () -> {}, e -> {});
  private final SimSpeaker speaker = card(0);

  private SimSpeaker card(double ppm) {
    return new SimSpeaker(
        time,
        4,
        ppm,
        (samples, at, count, want) -> {
          heardInAll += count;
          for (int i = 0; i < want; i++) wanted.add(samples[at + i]);
        });
  }

  private static short[] noise(int samples, long seed) {
    short[] noise = new short[samples];
    var random = new Random(seed);
    for (int i = 0; i < samples; i++) noise[i] = (short) (1 + random.nextInt(20_000));
    return noise;
  }

  private void accept(String item, short[] samples) {
    assertEquals(samples.length, playout.accept(1, item, 0, samples, 0, samples.length));
  }

  @Test
  void everythingAcceptedIsHeardInOrder() {
    speaker.open(playout);
    short[] reply = noise(3 * Pcm.RATE, 1);
    accept("a", reply);
    time.runFor(4_000_000_000L);
    assertEquals(reply.length, wanted.size());
    for (int i = 0; i < reply.length; i++) assertEquals(reply[i], wanted.get(i));
    assertTrue(playout.playedOut());
    assertEquals(reply.length, playout.heard());
  }

  @Test
  void aCutIsSilentWithinThePeriodAndCountsWhatWasHeard() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      wanted.clear();
      short[] reply = noise(2 * Pcm.RATE, seed);
      if (seed == 0) speaker.open(playout);
      accept("item" + seed, reply);
      time.runFor(20_000_000L + random.nextInt(1_500_000_000));
      playout.silence();
      speaker.nudge();
      time.runFor(30_000_000L);
      assertTrue(playout.silenced());
      var cuts = playout.takeCuts();
      assertEquals(1, cuts.size(), "seed " + seed);
      int heardAtCut = wanted.size();
      time.runFor(500_000_000L);
      assertEquals(heardAtCut, wanted.size(), "seed " + seed + ": sound after the cut");
      double fade = 120.0 / Pcm.RATE * 1000;
      assertEquals(Pcm.millis(heardAtCut), cuts.get(0).heardMillis(), fade + 1, "seed " + seed);
    }
  }

  @Test
  void whatIsAcceptedAfterACutIsHeardWhole() {
    speaker.open(playout);
    accept("old", noise(Pcm.RATE, 1));
    time.runFor(300_000_000L);
    playout.silence();
    speaker.nudge();
    short[] fresh = noise(Pcm.RATE, 2);
    accept("new", fresh);
    time.runFor(2_000_000_000L);
    int from = wanted.size() - fresh.length;
    for (int i = 0; i < fresh.length; i++) assertEquals(fresh[i], wanted.get(from + i));
  }

  @Test
  void silenceBetweenDeltasIsCountedAsUnderrunsAndCostsNothing() {
    speaker.open(playout);
    playout.expecting(true);
    short[] reply = noise(Pcm.RATE, 3);
    int half = reply.length / 2;
    playout.accept(1, "a", 0, reply, 0, half);
    time.runFor(1_500_000_000L);
    assertEquals(1, playout.underruns());
    playout.accept(1, "a", 0, reply, half, reply.length - half);
    time.runFor(450_000_000L);
    playout.expecting(false);
    time.runFor(1_000_000_000L);
    assertEquals(reply.length, wanted.size());
    assertEquals(1, playout.underruns());
    assertTrue(playout.underrunSamples() > Pcm.RATE / 2);
  }

  @Test
  void aFullStoreTakesNoMoreAndLosesNothing() {
    speaker.open(playout);
    short[] reply = noise(Pcm.RATE, 4);
    int taken = 0;
    for (int i = 0; i < 40; i++) taken += playout.accept(1, "a", 0, reply, 0, reply.length);
    assertTrue(taken < 40 * Pcm.RATE);
    time.runFor(45_000_000_000L);
    assertEquals(taken, wanted.size());
  }

  @Test
  void fullVolumeLeavesEverySampleAsItIsAndHalfHalvesTwice() {
    speaker.open(playout);
    playout.volume(50);
    short[] reply = new short[Pcm.RATE];
    java.util.Arrays.fill(reply, (short) 8000);
    accept("a", reply);
    time.runFor(1_200_000_000L);
    assertEquals(2000, (int) wanted.get(Pcm.RATE - 1));
  }

  @Test
  void aCardWhoseClockIsFastStillCountsItsOwnSamples() {
    SimSpeaker fast = card(200_000);
    fast.open(playout);
    accept("a", noise(Pcm.RATE, 5));
    time.runFor(200_000_000L);
    long before = playout.heard();
    time.runFor(500_000_000L);
    assertEquals(0.6 * Pcm.RATE, playout.heard() - before, 2 * Pcm.FRAME);
    assertFalse(playout.playedOut());
    assertTrue(heardInAll > playout.heard() - 1);
  }

  @Test
  void theSpeakerThreadsShareAllocatesNothing() throws Exception {
    short[] reply = noise(Pcm.RATE, 6);
    short[] period = new short[Pcm.FRAME];
    long[] position = {0};
    Runnable second =
        () -> {
          for (int i = 0; i < 50; i++) {
            if (playout.cutting()) playout.cut(position[0]);
            playout.fill(period, Pcm.FRAME, position[0]);
            position[0] += Pcm.FRAME;
            playout.played(position[0]);
          }
        };
    List<Long> allocating = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      playout.accept(1, "a", 0, reply, 0, reply.length);
      playout.volume(50 + i % 50);
      if (i % 10 == 0) playout.silence();
      long before = allocatedBytes();
      second.run();
      long allocated = allocatedBytes() - before;
      // The first rounds load classes and compile.
      long own = allocated - measuring();
      if (i >= 100 && own > 0) allocating.add(own);
    }
    // Ten of these rounds cut. What the measuring itself takes changes when it is compiled anew.
    assertTrue(allocating.size() < 4, () -> "bytes in each round that allocated: " + allocating);
  }

  /** What asking costs by itself. */
  private static long measuring() throws Exception {
    long before = allocatedBytes();
    return allocatedBytes() - before;
  }

  private static long allocatedBytes() throws Exception {
    return (long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                "CurrentThreadAllocatedBytes");
  }
}
