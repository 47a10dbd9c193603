package earshot.hal.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.ThreadBytes;
import earshot.hal.dsp.CleanedMicrophones.Work;
import earshot.hal.webrtc.WebRtcCleaner;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** On its way into the ring: untouched, cleaned, or silent; and what is known of what is played. */
class CleanedMicrophonesTest {

  private final SplittableRandom random = new SplittableRandom(7);
  private final PlayedSound playing = new PlayedSound();
  private final Hand hand = new Hand();
  private final CleanedMicrophones microphones =
      new CleanedMicrophones(hand, playing, () -> hand.voiceChanges++);
  private final Speaker.Feed feed = playing.over(new Loud());
  private final short[] period = new short[Pcm.FRAME];
  private long given;

  /** A device that gives what the test says. */
  private static final class Hand implements Microphones {
    @Nullable Listener listener;
    int voiceChanges;

    @Override
    public void open(PcmRing ring, Listener listener) {
      this.listener = listener;
    }

    void give(short[] samples, int count) {
      if (listener == null) throw new AssertionError("not open");
      listener.heard(samples, count);
    }

    void fail() {
      if (listener == null) throw new AssertionError("not open");
      listener.failed(new HalException("microphones", "hear", "gone", "plug them in"));
    }

    @Override
    public long latencySamples() {
      return 100;
    }

    @Override
    public String describe() {
      return "hand";
    }

    @Override
    public void close() {}
  }

  /** Plays its own position. */
  private static final class Loud implements Speaker.Feed.Uncut {
    @Override
    public int fill(short[] period, int samples, long position) {
      for (int i = 0; i < samples; i++) period[i] = (short) (position + i);
      return samples;
    }

    @Override
    public void failed(HalException reason) {}
  }

  private void play() {
    feed.fill(period, Pcm.FRAME, given);
    given += Pcm.FRAME;
    feed.played(given - 4L * Pcm.FRAME);
  }

  private short[] noise(int count) {
    short[] out = new short[count];
    for (int i = 0; i < count; i++) out[i] = (short) random.nextInt();
    return out;
  }

  private static Cleaner cleaner() {
    try {
      return new WebRtcCleaner(new Cleaning(true, Cleaning.Noise.LOW, true, true));
    } catch (HalException e) {
      return abort(e.getMessage());
    }
  }

  @Test
  void withNothingToDoEverySampleIsAsItWasAndAtOnce() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
    for (int i = 0; i < 200; i++) {
      short[] in = noise(random.nextInt(1000));
      short[] same = in.clone();
      play();
      hand.give(in, in.length);
      assertArrayEquals(same, in);
    }
    assertEquals(100, microphones.latencySamples());
  }

  @Test
  void whateverThePiecesEverySampleComesOutOnceAndTenMillisecondsLater() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
    // Something to do that changes nothing: it listens for a voice.
    microphones.work(new Work(null, false, true));
    short[] all = noise(20_000);
    short[] out = all.clone();
    for (int at = 0; at < out.length; ) {
      short[] piece = Arrays.copyOfRange(out, at, Math.min(out.length, at + random.nextInt(900)));
      hand.give(piece, piece.length);
      System.arraycopy(piece, 0, out, at, piece.length);
      at += piece.length;
    }
    assertArrayEquals(
        Arrays.copyOf(all, all.length - Cleaner.BLOCK),
        Arrays.copyOfRange(out, Cleaner.BLOCK, out.length));
    assertEquals(100 + Cleaner.BLOCK, microphones.latencySamples());
  }

  @Test
  void deafWhileItPlaysAndHearingSoonAfter() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
    microphones.work(new Work(null, true, false));
    given = 4_800;
    boolean heard = false;
    for (int i = 0; i < 20; i++) {
      play();
      short[] in = noise(Pcm.FRAME);
      hand.give(in, in.length);
      heard |= i > 1 && Pcm.levelDb(in, 0, in.length) > -90;
    }
    assertTrue(!heard);
    feed.cut(given - 4L * Pcm.FRAME);
    int frames = 0;
    short[] in;
    do {
      in = noise(Pcm.FRAME);
      hand.give(in, in.length);
      frames++;
    } while (Pcm.levelDb(in, 0, in.length) < -90);
    assertTrue(frames >= 10 && frames <= 20, frames + " frames");
  }

  @Test
  void whatIsPlayedIsFollowedByPositionAndWhatWasCutIsNot() {
    short[] block = new short[Cleaner.BLOCK];
    play();
    for (int i = 0; i < 10; i++) play();
    playing.take(block);
    short first = block[0];
    playing.take(block);
    assertEquals(first + Cleaner.BLOCK, block[0], "one block after the other");
    assertEquals(0, playing.jumps());
    feed.cut(given - 4L * Pcm.FRAME);
    playing.take(block);
    assertArrayEquals(new short[Cleaner.BLOCK], block, "nothing is left to be played");
  }

  @Test
  void cleaningAllocatesNothingForAFrame() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
    try (Cleaner cleaner = cleaner()) {
      microphones.work(new Work(cleaner, false, true));
      short[] in = noise(Pcm.FRAME);
      for (int i = 0; i < 200; i++) {
        play();
        hand.give(in, in.length);
      }
      var bytes = new ThreadBytes();
      long before = bytes.of(Thread.currentThread());
      for (int i = 0; i < 1000; i++) {
        play();
        hand.give(in, in.length);
      }
      ThreadBytes.assertNoneEach(bytes.of(Thread.currentThread()) - before, 1000);
    }
  }

  @Test
  void microphonesThatFailHearNobodyTalk() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
    microphones.work(new Work(null, false, true));
    short[] loud = noise(Pcm.RATE);
    hand.give(loud, loud.length);
    assertEquals(Voice.SURE, microphones.voice());
    hand.fail();
    assertEquals(Voice.NONE, microphones.voice());
  }

  @Test
  void aCleanerThatIsClosedLeavesTheSoundAlone() {
    Cleaner cleaner = cleaner();
    cleaner.close();
    cleaner.close();
    short[] in = noise(Cleaner.BLOCK);
    short[] same = in.clone();
    cleaner.clean(in, new short[Cleaner.BLOCK]);
    assertArrayEquals(same, in);
  }

  @Test
  void aVoiceOverNothingIsSureWithinHalfASecondAndForgottenWhenItIsOver() {
    var activity = new VoiceActivity();
    short[] nothing = new short[Cleaner.BLOCK];
    short[] hum = new short[Cleaner.BLOCK];
    short[] loud = new short[Cleaner.BLOCK];
    for (int i = 0; i < hum.length; i++) {
      hum[i] = (short) (random.nextInt(21) - 10);
      loud[i] = (short) (random.nextInt(6001) - 3000);
    }
    for (int i = 0; i < 300; i++) assertEquals(Voice.NONE, activity.hear(hum, nothing));
    for (int i = 0; i < 10; i++) activity.hear(loud, nothing);
    assertEquals(Voice.HINT, activity.hear(loud, nothing));
    for (int i = 0; i < 10; i++) activity.hear(loud, nothing);
    assertEquals(Voice.SURE, activity.hear(loud, nothing));
    for (int i = 0; i < 80; i++) activity.hear(hum, nothing);
    assertEquals(Voice.NONE, activity.hear(hum, nothing));
  }
}
