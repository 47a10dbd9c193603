package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.dsp.EchoReading;
import earshot.turn.Duplex.Manner;
import earshot.turn.Duplex.Outcome;
import earshot.turn.Duplex.Why;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Falls quickly, and rises slowly, by what was measured and by how interruptions went. */
class DuplexTest {

  private static final EchoReading GOOD = left(-60);
  private static final EchoReading FAIR = left(-47);
  private static final EchoReading BAD = left(-30);

  private static EchoReading left(double restDb) {
    return new EchoReading(300, -20, -28, restDb, -70, EchoReading.USUAL_VOICE_DB, 60);
  }

  private Duplex at = Duplex.START;

  private void answer(EchoReading reading, Outcome outcome, boolean early) {
    at = at.answered(outcome, early).measured(reading);
  }

  private void calm(EchoReading reading, int answers) {
    for (int i = 0; i < answers; i++) answer(reading, Outcome.UNDISTURBED, false);
  }

  @Test
  void nothingIsBelievedBeforeTheFirstAnswerWasMeasured() {
    assertEquals(Manner.HALF, at.manner());
    assertEquals(Manner.FULL, at.measured(GOOD).manner());
    Duplex learning = at.measured(BAD).measured(BAD);
    assertEquals(Manner.HALF, learning.manner(), "it may have to learn the room first");
    assertEquals(Manner.FULL, learning.measured(GOOD).manner());
    assertEquals(Manner.HALF, learning.measured(FAIR).manner());
    assertEquals(Manner.BUTTON, learning.measured(BAD).manner());
  }

  @Test
  void whatIsLostInTheRoomsNoiseIsNoEcho() {
    var loudRoom = new EchoReading(300, -20, -28, -33, -35, EchoReading.USUAL_VOICE_DB, -1);
    assertEquals(Manner.FULL, Duplex.of(loudRoom));
  }

  @Test
  void anEchoThatStaysMakesItDeafAtTheSecondAnswerAndBackAgainOneStepAfterTheOther() {
    calm(GOOD, 5);
    assertEquals(Manner.FULL, at.manner());
    calm(BAD, 1);
    assertEquals(Manner.FULL, at.manner(), "one may be somebody who talked all the time");
    calm(BAD, 1);
    assertEquals(Manner.BUTTON, at.manner());
    assertEquals(Why.MEASURED, at.why());
    calm(GOOD, 3);
    assertEquals(Manner.HALF, at.manner());
    calm(GOOD, 3);
    assertEquals(Manner.FULL, at.manner());
  }

  @Test
  void twiceInterruptedByItselfAsSoonAsItBeganItFallsThoughTheEchoSeemsToBeGone() {
    calm(GOOD, 5);
    at = at.answered(Outcome.BY_ITSELF, true);
    assertEquals(Manner.FULL, at.manner());
    at = at.answered(Outcome.BY_ITSELF, true);
    assertEquals(Manner.HALF, at.manner());
    assertEquals(Why.INTERRUPTED_ITSELF, at.why());
    calm(GOOD, 5);
    assertEquals(Manner.HALF, at.manner());
    calm(GOOD, 1);
    assertEquals(Manner.FULL, at.manner());
  }

  @Test
  void peopleWhoInterruptALotChangeNothing() {
    calm(GOOD, 5);
    for (int i = 0; i < 500; i++) {
      answer(GOOD, i % 2 == 0 ? Outcome.BY_SOMEBODY : Outcome.UNKNOWN, i % 3 == 0);
      assertEquals(Manner.FULL, at.manner());
    }
  }

  @Test
  void whatInterruptsItselfForEverTriesMoreAndMoreSeldom() {
    calm(GOOD, 3);
    int falls = 0;
    for (int i = 0; i < 1_000; i++) {
      Manner before = at.manner();
      // It does so whenever it may.
      answer(GOOD, before == Manner.FULL ? Outcome.BY_ITSELF : Outcome.UNDISTURBED, true);
      if (at.manner().compareTo(before) < 0) falls++;
    }
    assertTrue(falls <= 24, falls + " falls in 1000 answers");
  }

  @Test
  void whateverHappensItRisesByStepsAndOnlyByAnswersThatWereMeasuredWell() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new SplittableRandom(seed);
      at = Duplex.decided(BAD);
      int good = 0;
      for (int i = 0; i < 400; i++) {
        Duplex before = at;
        if (random.nextBoolean()) {
          var reading = left(-70 + random.nextInt(45));
          if (Duplex.of(reading).compareTo(before.manner()) > 0) good++;
          else if (Duplex.of(reading).compareTo(before.manner()) < 0) good = 0;
          at = at.measured(reading);
        } else {
          var outcome = Outcome.values()[random.nextInt(4)];
          at = at.answered(outcome, random.nextBoolean());
          assertTrue(at.manner().compareTo(before.manner()) <= 0, "seed " + seed);
          assertTrue(
              at.manner().ordinal() >= before.manner().ordinal() - 1, "a step, seed " + seed);
        }
        if (at.manner().compareTo(before.manner()) > 0) {
          assertEquals(before.manner().ordinal() + 1, at.manner().ordinal(), "seed " + seed);
          assertTrue(good >= 3, "seed " + seed);
        }
        if (at.manner() != before.manner()) good = 0;
        assertTrue(at.needed() >= 1 && at.needed() <= 48, "seed " + seed);
      }
      // And nothing is for ever.
      calm(GOOD, 2 * 48 + 2);
      assertEquals(Manner.FULL, at.manner(), "seed " + seed);
    }
  }

  @Test
  void threeInARowByItselfLowerIt() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new SplittableRandom(seed);
      at = Duplex.START.measured(GOOD);
      for (int i = 0; i < 50; i++) {
        at = at.answered(Outcome.values()[random.nextInt(3)], random.nextBoolean());
        if (random.nextBoolean()) at = at.measured(GOOD);
      }
      Manner before = at.manner();
      for (int i = 0; i < 3; i++) at = at.answered(Outcome.BY_ITSELF, false);
      assertTrue(at.manner().compareTo(before) < 0, "seed " + seed);
    }
  }

  @Test
  void itIsKeptInWordsAndFoundAgain() {
    for (Manner manner : Manner.values()) {
      for (Why why : Why.values()) {
        var kept = new Duplex(manner, why, 0, 0, 0, 12, 0);
        assertEquals(Optional.of(kept), Duplex.parse(kept.kept()));
      }
    }
    assertEquals(Optional.empty(), Duplex.parse("loud measured 3"));
    assertEquals(Optional.empty(), Duplex.parse(""));
    assertEquals(48, Duplex.parse("half measured 999").orElseThrow().needed());
  }
}
