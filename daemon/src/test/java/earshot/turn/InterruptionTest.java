package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.dsp.Voice;
import earshot.turn.Interruption.Act;
import earshot.turn.Interruption.Stage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two stages: softer, then cut or as loud as before. */
class InterruptionTest {

  private Interruption at = Interruption.START;

  private Act on(Voice voice, boolean answering) {
    Interruption.Step step = at.on(voice, answering);
    at = step.next();
    return step.act();
  }

  @Test
  void aCoughIsDuckedForAndForgotten() {
    assertEquals(Act.NOTHING, on(Voice.NONE, true));
    assertEquals(Act.DUCK, on(Voice.HINT, true));
    assertEquals(Act.NOTHING, on(Voice.HINT, true));
    assertEquals(Act.RISE, on(Voice.NONE, true));
    assertEquals(Interruption.START, at);
  }

  @Test
  void aVoiceThatGoesOnCutsOnceAndTheNextAnswerIsAsLoudAsEver() {
    assertEquals(Act.DUCK, on(Voice.HINT, true));
    assertEquals(Act.CUT, on(Voice.SURE, true));
    assertEquals(Act.NOTHING, on(Voice.SURE, true));
    assertEquals(Act.NOTHING, on(Voice.NONE, true));
    assertEquals(Act.RISE, on(Voice.SURE, false));
    assertEquals(Act.NOTHING, on(Voice.NONE, true));
  }

  @Test
  void aVoiceWhileNothingIsAnsweredInterruptsNothing() {
    assertEquals(Act.NOTHING, on(Voice.SURE, false));
    assertEquals(Act.NOTHING, on(Voice.HINT, false));
  }

  @Test
  void whateverHappensItIsSofterOnlyWhileItIsDuckedOrCutAndCutsOnceForEachAnswer() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new SplittableRandom(seed);
      at = Interruption.START;
      boolean soft = false;
      boolean cut = false;
      boolean answering = false;
      for (int i = 0; i < 300; i++) {
        if (random.nextInt(8) == 0) answering = !answering;
        if (!answering) cut = false;
        Voice voice = Voice.values()[random.nextInt(3)];
        Act act = on(voice, answering);
        switch (act) {
          case DUCK -> {
            assertEquals(Voice.HINT, voice, "seed " + seed);
            assertTrue(!soft && !cut, "seed " + seed);
            soft = true;
          }
          case CUT -> {
            assertEquals(Voice.SURE, voice, "seed " + seed);
            assertTrue(answering && !cut, "seed " + seed);
            cut = true;
          }
          case RISE -> soft = false;
          case NOTHING -> {}
        }
        assertEquals(at.stage() == Stage.DUCKED, soft && !cut, "seed " + seed);
        if (answering && voice == Voice.SURE) assertTrue(cut, "seed " + seed);
        if (!answering) assertEquals(Stage.CALM, at.stage(), "seed " + seed);
        if (voice == Voice.NONE) assertNotEquals(Stage.DUCKED, at.stage(), "seed " + seed);
      }
    }
  }
}
