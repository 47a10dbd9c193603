package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.audio.Playout;
import earshot.config.Config.EchoName;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.WhileSpeaking;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.dsp.Cleaning;
import earshot.room.HandFed;
import earshot.turn.Duplex;
import earshot.turn.Duplex.Manner;
import earshot.turn.TurnEvent;
import earshot.turn.TurnState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A device that goes by what it measures: what it hears, tells and keeps, answer after answer. */
class MeasuredHearingTest {

  private static final MicrophonesConfig HARDWARE =
      new MicrophonesConfig(EchoName.HARDWARE, Cleaning.OFF, WhileSpeaking.AUTO);
  private static final int FRAMES_A_SECOND = 50;
  private static final double LOUD = 0.5;
  private static final double SOFT = 0.002;

  private final HandFed card = new HandFed();
  private final List<@Nullable Duplex> told = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final HearingAid aid =
      new HearingAid(
          card,
          new Playout(1, Clock.system(), false, () -> 0, () -> {}, reason -> {}),
          Runnable::run,
          () -> {},
          why -> {});
  private final Speaker.Feed feed = aid.over(new Noise());
  private final SplittableRandom random = new SplittableRandom(5);
  private final short[] period = new short[Pcm.FRAME];
  private final short[] heard = new short[Pcm.FRAME];
  private long position;
  private long atNanos;

  private MeasuredHearingTest() {
    aid.overhearing().remember(null, kept::add);
    aid.onMeasured(told::add);
    aid.configure(HARDWARE, Mode.OPEN);
    aid.microphones().open(new PcmRing(16), Microphones.Listener.NOBODY);
  }

  /** So much of what is played is heard; the share of it that went on to the ring. */
  private double frames(double seconds, boolean playing, double echo) {
    int passed = 0;
    int count = (int) (seconds * FRAMES_A_SECOND);
    for (int f = 0; f < count; f++) {
      if (playing) {
        feed.fill(period, Pcm.FRAME, position);
        position += Pcm.FRAME;
      } else {
        java.util.Arrays.fill(period, (short) 0);
      }
      feed.played(position - (playing ? Pcm.FRAME : 0));
      for (int i = 0; i < Pcm.FRAME; i++) {
        heard[i] = (short) (echo * period[i] + random.nextInt(9) - 4);
      }
      card.give(heard, null);
      if (Pcm.levelDb(heard, 0, Pcm.FRAME) > -95) passed++;
      atNanos += 1_000_000_000L / FRAMES_A_SECOND;
    }
    return (double) passed / count;
  }

  private double answer(double echo) {
    look(true);
    double passed = frames(4, true, echo);
    look(false);
    frames(2, false, echo);
    look(false);
    return passed;
  }

  private void look(boolean audible) {
    aid.talkedOver(TurnState.START, audible, atNanos);
  }

  private List<Manner> manners() {
    return told.stream().map(each -> each == null ? Manner.FULL : each.manner()).toList();
  }

  @Test
  void itListensAfterTheFirstAnswerThatHardlyEchoesAndIsDeafAfterTheSecondThatDoes() {
    frames(2, false, SOFT);
    assertTrue(answer(SOFT) < 0.2, "nothing is believed yet");
    assertEquals(Manner.FULL, aid.manner());
    assertTrue(answer(SOFT) > 0.9);
    answer(LOUD);
    answer(LOUD);
    assertEquals(Manner.BUTTON, aid.manner());
    assertTrue(answer(LOUD) < 0.2);
    for (int i = 0; i < 6; i++) answer(SOFT);
    assertEquals(Manner.FULL, aid.manner());
    assertEquals(
        List.of(Manner.HALF, Manner.FULL, Manner.BUTTON, Manner.HALF, Manner.FULL), manners());
    assertEquals(
        List.of("full measured 3", "button measured 3", "half measured 3", "full measured 3"),
        kept);
  }

  @Test
  void interruptedTwiceByNobodyItFallsAndWithWordsItDoesNot() {
    frames(2, false, SOFT);
    answer(SOFT);
    for (int i = 0; i < 6; i++) {
      cut();
      aid.on(new TurnEvent.InputCommitted(atNanos), "");
      aid.heard("Stop, that is enough.");
      look(false);
    }
    assertEquals(Manner.FULL, aid.manner());
    for (int i = 0; i < 2; i++) {
      cut();
      frames(9, false, SOFT);
      look(false);
    }
    assertEquals(Manner.HALF, aid.manner());
    assertEquals(2, aid.overhearing().ownInterruptions());
    assertEquals("half interrupted-itself 6", kept.getLast());
  }

  /** The service hears a voice as soon as an answer has begun. */
  private void cut() {
    look(true);
    frames(0.5, true, SOFT);
    aid.on(new TurnEvent.SpeechStarted(atNanos), "And now the weather.");
    look(false);
  }

  @Test
  void whatIsConfiguredIsNotMeasured() {
    aid.configure(
        new MicrophonesConfig(EchoName.HARDWARE, Cleaning.OFF, WhileSpeaking.FULL), Mode.OPEN);
    for (int i = 0; i < 4; i++) assertTrue(answer(LOUD) > 0.9);
    assertEquals(List.of(), kept);
    aid.configure(
        new MicrophonesConfig(EchoName.HARDWARE, Cleaning.OFF, WhileSpeaking.BUTTON), Mode.OPEN);
    assertTrue(answer(SOFT) < 0.2);
    assertFalse(aid.measures());
  }

  @Test
  void whatWasKeptHoldsFromTheStart() {
    aid.overhearing().remember("button interrupted-itself 12", kept::add);
    assertEquals(Manner.BUTTON, aid.manner());
    look(false);
    assertEquals(List.of(Manner.BUTTON), manners());
  }

  private static final class Noise implements Speaker.Feed.Uncut {
    private final SplittableRandom random = new SplittableRandom(3);

    @Override
    public int fill(short[] period, int samples, long position) {
      for (int i = 0; i < samples; i++) period[i] = (short) (random.nextInt(8_001) - 4_000);
      return samples;
    }

    @Override
    public void failed(HalException reason) {}
  }
}
