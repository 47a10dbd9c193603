package earshot.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.dsp.CleanedMicrophones.Work;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.EchoReading;
import earshot.hal.webrtc.WebRtcCleaner;
import earshot.turn.Duplex.Manner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is measured of ordinary answers in the simulated room, and what follows from it. */
class MeasuredRoomTest {

  private static final int DELAY_MILLIS = 60;
  private static final int SECOND = Pcm.RATE;

  private final Played room = new Played();
  private earshot.turn.Duplex duplex = earshot.turn.Duplex.START;

  private static Cleaner cleaner() {
    try {
      return new WebRtcCleaner(new Cleaning(true, Cleaning.Noise.OFF, false, false));
    } catch (HalException e) {
      return abort(e.getMessage());
    }
  }

  /** A canceller that can be broken, and mended. */
  private static final class Fragile implements Cleaner {
    private final Cleaner cleaner = cleaner();
    private boolean broken;

    @Override
    public void clean(short[] block, short[] played) {
      if (!broken) cleaner.clean(block, played);
    }

    @Override
    public long latencySamples() {
      return cleaner.latencySamples();
    }

    @Override
    public void close() {
      cleaner.close();
    }
  }

  private static float[] answer(int number) {
    float[] clip = Duplex.clip(number % 2 == 0 ? "story" : "weather");
    return Duplex.join(Arrays.copyOf(clip, 3 * SECOND), Duplex.silence(1));
  }

  /** One answer, measured. */
  private EchoReading speak(int number, double echoDb, float[] talker) {
    float[] played = answer(number);
    float[] echo = Duplex.echo(played, echoDb, DELAY_MILLIS);
    room.run(played, Duplex.microphone(echo, talker), null, 0);
    EchoReading reading = room.microphones.reading().orElseThrow();
    duplex = duplex.measured(reading);
    return reading;
  }

  private EchoReading speak(int number) {
    return speak(number, Duplex.TALKER_DB, new float[0]);
  }

  @Test
  void aCancellerThatBreaksMakesItDeafAndOneThatWorksAgainHearing() {
    try (var cleaner = new Fragile()) {
      room.work(new Work(cleaner, false, true, true));
      for (int i = 0; i < 3; i++) speak(i);
      EchoReading good = speak(3);
      assertEquals(Manner.FULL, duplex.manner(), good::toString);
      assertTrue(good.reducedDb() > 20, good::toString);
      assertTrue(Math.abs(good.delayMillis() - DELAY_MILLIS) <= 30, good::toString);
      cleaner.broken = true;
      EchoReading bad = good;
      for (int i = 0; i < 2; i++) bad = speak(i);
      assertEquals(Manner.BUTTON, duplex.manner(), bad::toString);
      assertTrue(Math.abs(bad.reducedDb()) < 3, bad::toString);
      cleaner.broken = false;
      for (int i = 0; i < 7; i++) good = speak(i);
      assertEquals(Manner.FULL, duplex.manner(), good::toString);
    }
  }

  @Test
  void withoutACancellerOnlyAnEchoThatIsHardlyHeardLetsItListen() {
    room.work(new Work(null, false, true, true));
    EchoReading loud = speak(0);
    for (int i = 0; i < 2; i++) loud = speak(i);
    assertEquals(Manner.BUTTON, duplex.manner(), loud::toString);
    EchoReading soft = loud;
    for (int i = 0; i < 6; i++) soft = speak(i, -62, new float[0]);
    assertEquals(Manner.FULL, duplex.manner(), soft::toString);
  }

  @Test
  void whoTalksOverAnAnswerIsNotTakenForItsEcho() {
    try (var cleaner = new Fragile()) {
      room.work(new Work(cleaner, false, true, true));
      for (int i = 0; i < 3; i++) speak(i);
      float[] says = Arrays.copyOf(Duplex.clip("question-weather"), 6 * SECOND / 5);
      float[] talker = Duplex.join(Duplex.silence(1), Duplex.talker(says, Duplex.TALKER_DB));
      for (int i = 0; i < 4; i++) {
        EchoReading reading = speak(i, Duplex.TALKER_DB, talker);
        assertEquals(Manner.FULL, duplex.manner(), reading::toString);
      }
    }
  }

  /** A card that counts roughly what it has played, and one that tells exactly by a channel. */
  @Test
  void aChannelOfWhatIsPlayedIsTheBetterReference() {
    double counted = reduced(false, false);
    double carried = reduced(true, false);
    double silent = reduced(true, true);
    String figures = counted + " counted, " + carried + " carried, " + silent + " silent";
    assertTrue(carried > 20, figures);
    assertTrue(carried > counted + 6, figures);
    assertTrue(Math.abs(silent - counted) < 6, "a mixer that nobody set: " + figures);
  }

  private static double reduced(boolean channel, boolean silent) {
    var card = new Played();
    double echoes = 0;
    double rests = 0;
    try (Cleaner cleaner = cleaner()) {
      card.work(new Work(cleaner, false, false, true));
      for (int i = 0; i < 8; i++) {
        float[] played = answer(i);
        float[] echo = Duplex.echo(played, Duplex.TALKER_DB, DELAY_MILLIS);
        float @Nullable [] carried = null;
        // The converter's own buffer lies before the microphone's: it is a little late as well.
        if (channel)
          carried = silent ? new float[played.length] : Duplex.later(played, SECOND / 20);
        float[] mic = Duplex.microphone(echo, new float[0]);
        float[] out = card.run(played, mic, carried, i % 4 * SECOND / 8);
        if (i < 2) continue;
        echoes += Duplex.power(echo, SECOND / 4, 3 * SECOND);
        rests += Duplex.power(out, SECOND / 4, 3 * SECOND);
      }
    }
    return Spectra.decibels(echoes / rests);
  }
}
