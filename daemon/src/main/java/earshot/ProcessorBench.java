package earshot;

import earshot.alarm.Bell;
import earshot.audio.Playout;
import earshot.control.Programs.Figure;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Speaker;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.Cleaning.Noise;
import earshot.hal.dsp.EchoFilter;
import earshot.hal.dsp.PlayedSound;
import earshot.hal.dsp.VoiceActivity;
import earshot.hal.webrtc.WebRtcCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What each processor costs for 10 ms of sound: those of ours, and the library's by what it is
 * asked for. On the calling thread, for some seconds.
 */
final class ProcessorBench {

  private static final int FRAMES = FrameCost.FRAMES;
  private static final int BLOCK = Cleaner.BLOCK;
  private static final int LOUDNESS = 8_000;

  /** Of the filter before the library, as it is used. */
  private static final int ECHO_MILLIS = 240;

  /** More than there is in a round. */
  private static final int SECONDS = 10;

  private final Clock clock;
  private final FrameCost cost = new FrameCost();
  private final short[][] spoken = noise(1);
  private final short[][] played = noise(2);
  private final short[] block = new short[BLOCK];
  private final short[] far = new short[BLOCK];

  ProcessorBench(Clock clock) {
    this.clock = clock;
  }

  /** Noise gives every processor something to do. */
  private static short[][] noise(long seed) {
    var random = new SplittableRandom(seed);
    short[][] blocks = new short[FRAMES][BLOCK];
    for (short[] each : blocks) {
      for (int i = 0; i < BLOCK; i++) each[i] = (short) random.nextInt(-LOUDNESS, LOUDNESS);
    }
    return blocks;
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    var filter = new EchoFilter(ECHO_MILLIS);
    each("echo filter", filter::clean, figures);
    each("voice activity", new VoiceActivity()::hear, figures);
    reference(figures);
    playing(figures);
    ringing(figures);
    var off = Cleaning.OFF;
    library("high-pass", new Cleaning(off.echo(), off.noise(), off.gain(), true), figures);
    library("noise", new Cleaning(off.echo(), Noise.MODERATE, off.gain(), false), figures);
    library("gain", new Cleaning(off.echo(), off.noise(), true, false), figures);
    library("echo, with the filter", new Cleaning(true, off.noise(), off.gain(), false), figures);
    library("all of it", new Cleaning(true, Noise.MODERATE, true, true), figures);
    return figures;
  }

  private interface Act {
    void on(short[] near, short[] far);
  }

  /** What it changes is not what the next round is given. */
  private void each(String name, Act act, List<Figure> figures) {
    cost.of(
        "processor/" + name + "/",
        () -> {
          for (int i = 0; i < FRAMES; i++) {
            System.arraycopy(spoken[i], 0, block, 0, BLOCK);
            System.arraycopy(played[i], 0, far, 0, BLOCK);
            act.on(block, far);
          }
        },
        figures);
  }

  private void library(String name, Cleaning wishes, List<Figure> figures) {
    String path = "processor/library: " + name;
    try (Cleaner cleaner = new WebRtcCleaner(wishes)) {
      each("library: " + name, cleaner::clean, figures);
    } catch (HalException e) {
      figures.add(Figure.without(path + "/cost", "us per 10 ms", "not loaded"));
    }
  }

  /** What the canceller is told of the speaker, from both of its threads. */
  private void reference(List<Figure> figures) {
    var playing = new PlayedSound();
    Speaker.Feed feed = playing.over(new Silent());
    var at = new long[1];
    each(
        "what is played, for the echo",
        (near, into) -> {
          feed.fill(near, BLOCK, at[0]);
          at[0] += BLOCK;
          feed.played(at[0] - 4L * BLOCK);
          playing.take(into);
        },
        figures);
  }

  /** The way down: out of the store, at half the volume. */
  private void playing(List<Figure> figures) {
    short[] answer = new short[FRAMES * BLOCK];
    for (int i = 0; i < FRAMES; i++) System.arraycopy(spoken[i], 0, answer, i * BLOCK, BLOCK);
    var playout = new Playout(SECONDS, clock, true, () -> BLOCK, () -> {}, reason -> {});
    playout.volume(50);
    var at = new long[1];
    cost.of(
        "processor/playing, with the volume/",
        () -> {
          playout.accept(1, "item", 0, answer, 0, answer.length);
          for (int i = 0; i < FRAMES; i++) {
            playout.fill(block, BLOCK, at[0]);
            at[0] += BLOCK;
            playout.played(at[0]);
          }
        },
        figures);
  }

  private void ringing(List<Figure> figures) {
    var bell = new Bell(clock);
    Speaker.Feed feed = bell.over(new Silent());
    var at = new long[1];
    each(
        "an alarm over it",
        (near, into) -> {
          // It rings only as far ahead as the clock lets it: each time anew.
          if (at[0] % (100L * BLOCK) == 0) bell.start("bench");
          feed.fill(near, BLOCK, at[0]);
          at[0] += BLOCK;
        },
        figures);
  }

  /** Leaves what is in the period. */
  private static final class Silent implements Speaker.Feed.Uncut {
    @Override
    public int fill(short[] period, int samples, long position) {
      return samples;
    }

    @Override
    public void failed(HalException reason) {
      throw reason;
    }
  }
}
