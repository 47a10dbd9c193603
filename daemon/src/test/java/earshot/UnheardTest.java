package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import earshot.realtime.ClientEvent;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.turn.Cut;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the model must be told that it was not heard, besides what was cut. */
class UnheardTest {

  private static final String WANTED = "r1";
  private static final String NOBODY = "none";

  private final Unheard unheard = new Unheard();

  private void added(String itemId) {
    unheard.on(
        new ServerEvent.OutputItemAdded("r1", 0, Item.userText(itemId, "of no matter")), WANTED);
  }

  private void sound(int millis, String admitted) {
    unheard.on(new ServerEvent.AudioDelta("r1", "i1", 0, new short[24 * millis]), admitted);
  }

  private void done(Status status, String admitted) {
    unheard.on(
        new ServerEvent.ResponseDone("r1", status, null, null, null, List.of(), null, Map.of()),
        admitted);
  }

  private static List<ClientEvent> truncated(long millis) {
    return List.of(new ClientEvent.TruncateItem("i1", 0, millis));
  }

  @Test
  void soundThatCameAfterTheInterruptionWasNotHeard() {
    added("i1");
    sound(700, WANTED);
    sound(100, NOBODY);
    assertEquals(truncated(700), unheard.due());
    sound(100, NOBODY);
    assertEquals(List.of(), unheard.due(), "told once");
  }

  @Test
  void anAnswerThatWasInterruptedBeforeItsFirstSoundWasNotHeardAtAll() {
    added("i1");
    sound(100, NOBODY);
    assertEquals(truncated(0), unheard.due());
  }

  @Test
  void wordsAheadOfTheSoundOfACancelledAnswerWereNotHeard() {
    added("i1");
    sound(700, WANTED);
    done(Status.CANCELLED, NOBODY);
    assertEquals(truncated(700), unheard.due());
  }

  @Test
  void whatWasHeardToItsEndIsLeftToTheModel() {
    added("i1");
    sound(700, WANTED);
    unheard.on(new ServerEvent.AudioDone("r1", "i1", 0), WANTED);
    done(Status.CANCELLED, NOBODY);
    assertEquals(List.of(), unheard.due());
  }

  @Test
  void anAnswerThatNobodyInterruptedIsLeftToTheModel() {
    added("i1");
    sound(700, WANTED);
    done(Status.INCOMPLETE, WANTED);
    assertEquals(List.of(), unheard.due());
  }

  @Test
  void whatWasCutIsNotToldTwice() {
    added("i1");
    sound(700, WANTED);
    assertEquals(List.of(), unheard.after(List.of(new Cut(1, "i1", 0, 300, 700))));
    sound(100, NOBODY);
    done(Status.CANCELLED, NOBODY);
    assertEquals(List.of(), unheard.due());
  }

  @Test
  void anItemThatTheServiceNeverAnnouncedCannotBeTruncated() {
    sound(100, NOBODY);
    assertEquals(List.of(), unheard.due());
  }
}
