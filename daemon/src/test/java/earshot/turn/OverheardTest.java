package earshot.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.turn.Duplex.Outcome;
import earshot.turn.Overheard.Went;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who interrupted an answer. */
class OverheardTest {

  private static final long SECOND = 1_000_000_000L;

  private final Overheard overheard = new Overheard();

  private Optional<Went> look(boolean audible, double seconds) {
    return overheard.look(audible, false, (long) (seconds * SECOND));
  }

  private void cutAfter(double seconds) {
    assertEquals(Optional.empty(), look(true, 10));
    overheard.interrupted((long) ((10 + seconds) * SECOND));
    assertEquals(Optional.empty(), look(false, 10.1 + seconds), "who it was is not known yet");
  }

  private static Optional<Went> went(Outcome outcome, boolean early) {
    return Optional.of(new Went(outcome, early));
  }

  @Test
  void anAnswerThatComesToItsEndWasUndisturbedOnce() {
    look(true, 1);
    assertEquals(Optional.empty(), overheard.look(false, true, 2 * SECOND), "a gap in it");
    assertEquals(Optional.empty(), look(true, 3));
    assertEquals(went(Outcome.UNDISTURBED, false), look(false, 4));
    assertEquals(Optional.empty(), look(false, 5));
  }

  @Test
  void whoSaysSomethingIsSomebody() {
    cutAfter(3);
    overheard.committed();
    overheard.heard("No, tomorrow please.");
    assertEquals(went(Outcome.BY_SOMEBODY, false), look(false, 15));
    assertEquals(Optional.empty(), look(false, 40));
  }

  @Test
  void nobodySaysAnythingForSoLongThatItWasNobody() {
    cutAfter(0.5);
    assertEquals(Optional.empty(), look(false, 18));
    assertEquals(went(Outcome.BY_ITSELF, true), look(false, 18.6));
  }

  @Test
  void wordsThatAreNoneOrItsOwnAreItself() {
    overheard.said("Tomorrow it will be sunny in Lisbon, with a light wind from the west.");
    cutAfter(2);
    overheard.committed();
    overheard.heard("It will be sunny in Lisbon");
    assertEquals(went(Outcome.BY_ITSELF, false), look(false, 15));
    look(true, 20);
    overheard.interrupted(22 * SECOND);
    overheard.committed();
    overheard.heard(" ... ");
    assertEquals(went(Outcome.BY_ITSELF, false), look(false, 23));
  }

  @Test
  void withoutATranscriptNobodyKnows() {
    cutAfter(0.3);
    overheard.committed();
    assertEquals(Optional.empty(), look(false, 20));
    assertEquals(went(Outcome.UNKNOWN, true), look(false, 25.5));
  }

  @Test
  void aPressIsAnAnswerToIt() {
    cutAfter(0.3);
    overheard.pressed();
    assertEquals(Optional.empty(), look(false, 60));
  }

  @Test
  void aVoiceWhileNothingIsHeardInterruptsNothing() {
    look(false, 1);
    overheard.interrupted(2 * SECOND);
    assertEquals(Optional.empty(), look(false, 60));
  }

  @Test
  void peopleRepeatWordsButNotSentences() {
    String said = "The timer for the eggs is set to ten minutes.";
    assertTrue(Overheard.repeats("timer for the eggs is", said));
    assertTrue(Overheard.repeats("the eggs is set to TEN minutes", said));
    assertFalse(Overheard.repeats("the eggs", said));
    assertFalse(Overheard.repeats("no set the timer for the spaghetti instead", said));
    assertFalse(Overheard.repeats("", said));
  }
}
