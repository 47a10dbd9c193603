package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The volume at the speaker: exact at full, and never a jump. */
class GainTest {

  private static final int FRAME = 480;
  private static final short LOUD = 30_000;

  private final Gain gain = new Gain();

  /** What comes of a constant, so long. */
  private short[] play(int frames) {
    short[] all = new short[frames * FRAME];
    for (int i = 0; i < frames; i++) {
      short[] period = new short[FRAME];
      Arrays.fill(period, LOUD);
      gain.apply(period, 0, FRAME);
      System.arraycopy(period, 0, all, i * FRAME, FRAME);
    }
    return all;
  }

  @Test
  void fullVolumeTouchesNoSample() {
    short[] noise = new short[FRAME];
    var random = new SplittableRandom(1);
    for (int i = 0; i < FRAME; i++) noise[i] = (short) random.nextInt();
    short[] same = noise.clone();
    gain.volume(30);
    play(10);
    gain.volume(100);
    play(100);
    gain.apply(noise, 0, FRAME);
    assertArrayEquals(same, noise);
  }

  @Test
  void theFirstSoundIsAsLoudAsWanted() {
    gain.volume(50);
    assertEquals(LOUD / 4, play(1)[0]);
  }

  @Test
  void whateverIsTurnedItNeverJumpsBySixDecibelsInATenthOfASecond() {
    var random = new SplittableRandom(20261121);
    gain.volume(0);
    short[] all = new short[0];
    for (int turn = 0; turn < 60; turn++) {
      gain.volume(random.nextInt(3) == 0 ? random.nextInt(2) * 100 : random.nextInt(101));
      short[] more = play(random.nextInt(60));
      int from = all.length;
      all = Arrays.copyOf(all, from + more.length);
      System.arraycopy(more, 0, all, from, more.length);
    }
    for (int i = 2_400; i < all.length; i++) {
      // What is 50 dB softer than a loud voice has too few steps left, and nobody hears it.
      double before = Math.max(100, all[i - 2_400]);
      double now = Math.max(100, all[i]);
      assertTrue(
          Math.abs(20 * Math.log10(now / before)) < 6, before + " became " + now + " at " + i);
      // The way up begins at -60 dB.
      assertTrue(Math.abs(all[i] - all[i - 1]) <= 31, "a click at " + i);
    }
  }

  @Test
  void itComesToWhatIsWanted() {
    gain.volume(100);
    play(1);
    gain.volume(0);
    short[] down = play(100);
    assertEquals(0, down[down.length - 1]);
    gain.volume(40);
    short[] up = play(100);
    assertEquals(LOUD * 0.16, up[up.length - 1], 1);
  }

  @Test
  void inSilenceItIsThereAtOnce() {
    gain.volume(100);
    play(1);
    gain.volume(50);
    gain.rest();
    assertEquals(LOUD / 4, play(1)[0]);
  }

  @Test
  void whoMayBeTalkedOverIsTwelveDecibelsSofterWithinSixtyMillisecondsAndComesBackWithoutAClick() {
    play(1);
    gain.duck(true);
    short[] down = play(4);
    gain.duck(false);
    short[] up = play(13);
    assertEquals(LOUD * Math.pow(10, -12 / 20.0), down[3 * FRAME], 2);
    assertEquals(LOUD, up[up.length - 1], 1);
    for (short[] all : new short[][] {down, up}) {
      for (int i = 1; i < all.length; i++) assertTrue(Math.abs(all[i] - all[i - 1]) <= 31);
    }
  }
}
