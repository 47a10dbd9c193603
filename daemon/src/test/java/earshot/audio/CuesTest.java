package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Cues in the sound that goes to the card: soft, short, under an answer, and else nowhere. */
class CuesTest {

  private static final class Constant implements Speaker.Feed.Uncut {
    private short level;
    private int wanted;

    @Override
    public int fill(short[] period, int samples, long position) {
      Arrays.fill(period, 0, samples, level);
      return wanted;
    }

    @Override
    public void failed(HalException reason) {}
  }

  private final Constant under = new Constant();
  private final Cues cues = new Cues();
  private final Speaker.Feed feed = cues.over(under);

  private short[] play(int periods) {
    short[] all = new short[periods * Pcm.FRAME];
    short[] period = new short[Pcm.FRAME];
    for (int i = 0; i < periods; i++) {
      feed.fill(period, Pcm.FRAME, (long) i * Pcm.FRAME);
      System.arraycopy(period, 0, all, i * Pcm.FRAME, Pcm.FRAME);
    }
    return all;
  }

  private static int peak(short[] samples, int offset) {
    int peak = 0;
    for (short each : samples) peak = Math.max(peak, Math.abs(each - offset));
    return peak;
  }

  @Test
  void withoutACueEverySampleStaysAsItIs() {
    under.level = 12_345;
    under.wanted = Pcm.FRAME;
    short[] all = play(10);
    for (short each : all) assertEquals(12_345, each);
  }

  @Test
  void eachIsSoftShortWithoutAClickAndUnlikeTheOthers() {
    for (Cue cue : Cue.values()) {
      cues.sound(cue);
      short[] all = play(25);
      assertTrue(peak(all, 0) < 0.07 * Short.MAX_VALUE, cue + " is loud");
      assertTrue(peak(all, 0) > 0.05 * Short.MAX_VALUE, cue + " is not heard");
      for (int i = 1; i < all.length; i++) {
        assertTrue(Math.abs(all[i] - all[i - 1]) < 600, cue + " clicks");
      }
      assertEquals(0, peak(play(5), 0), cue + " has no end");
      for (Cue other : Cue.values()) {
        if (other != cue) assertTrue(!Arrays.equals(cue.samples(), other.samples()));
      }
    }
  }

  @Test
  void theOneForListeningIsOverBeforeTheFirstWord() {
    assertTrue(Cue.LISTENING.samples().length <= Pcm.samples(80));
  }

  @Test
  void anAnswerStaysAsLoudAndTheCueIsTwelveDecibelsSofter() {
    cues.sound(Cue.TROUBLE);
    int alone = peak(play(25), 0);
    under.level = 8_000;
    under.wanted = Pcm.FRAME;
    cues.sound(Cue.TROUBLE);
    assertEquals(alone / 4.0, peak(play(25), 8_000), 3);
  }

  @Test
  void theVolumeIsItsVolumeToo() {
    cues.sound(Cue.DONE);
    int loud = peak(play(25), 0);
    cues.volume(50);
    cues.sound(Cue.DONE);
    assertEquals(loud / 4.0, peak(play(25), 0), 3);
  }

  @Test
  void aPipeIsToldHowMuchOfThePeriodIsOfTheCue() {
    cues.sound(Cue.LISTENING);
    int length = Cue.LISTENING.samples().length;
    short[] period = new short[Pcm.FRAME];
    int wanted = 0;
    for (int i = 0; i < 10; i++) wanted += feed.fill(period, Pcm.FRAME, (long) i * Pcm.FRAME);
    assertEquals(length, wanted);
  }

  @Test
  void whatWasAskedForWhileTheSpeakerWasGoneIsNotHeardLater() {
    cues.sound(Cue.TROUBLE);
    feed.reopened(0);
    assertArrayEquals(new short[5 * Pcm.FRAME], play(5));
    cues.sound(Cue.TROUBLE);
    assertTrue(peak(play(5), 0) > 0);
  }
}
