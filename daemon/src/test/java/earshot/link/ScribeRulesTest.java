package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The turns that are made of a session that only writes down what is said. */
class ScribeRulesTest {

  private final SpokenRules asked = new SpokenRules(new ScribeRules(false));
  private final SpokenRules byItself = new SpokenRules(new ScribeRules(true));

  private static ServerEvent committed(String item) {
    return new ServerEvent.InputCommitted(item, null);
  }

  private static ServerEvent written(String item) {
    return new ServerEvent.InputTranscribed(item, 0, "words", null, null);
  }

  private static ServiceError error(@Nullable String about) {
    return new ServiceError("t", "c", "m", null, about);
  }

  private void release() {
    asked.say(new ClientEvent.CommitInput()).say(SpokenRules.respond());
  }

  @Test
  void theAnswerIsThatItHasBeenWrittenDown() {
    release();
    assertEquals(List.of("created written_1"), asked.takeTold());
    asked.hear(committed("a"));
    assertEquals(List.of("committed a"), asked.takeTold());
    asked.hear(written("a"));
    assertEquals(List.of("said a words", "done written_1 COMPLETED"), asked.takeTold());
    assertEquals(List.of("CommitInput"), asked.sent);
  }

  @Test
  void wordsOfAnEarlierOneDoNotEndALaterOne() {
    release();
    asked.hear(committed("a")).say(new ClientEvent.CancelResponse(null));
    assertEquals("done written_1 CANCELLED", asked.takeTold().getLast());
    release();
    asked.hear(written("a")).hear(committed("b")).hear(written("a"));
    assertEquals(
        List.of("created written_2", "said a words", "committed b", "said a words"),
        asked.takeTold());
    asked.hear(written("b"));
    assertEquals("done written_2 COMPLETED", asked.takeTold().getLast());
  }

  @Test
  void whatTheServiceCommittedIsWaitedForToo() {
    asked.hear(committed("a")).say(SpokenRules.respond()).takeTold();
    asked.hear(written("a"));
    assertEquals("done written_1 COMPLETED", asked.takeTold().getLast());
    asked.hear(committed("b")).hear(written("b")).say(SpokenRules.respond());
    assertEquals("done written_2 COMPLETED", asked.takeTold().getLast());
  }

  @Test
  void theServicesEndOfSpeechBeginsOneByItselfWhereThatIsExpected() {
    byItself.hear(committed("a"));
    assertEquals(List.of("committed a", "created written_1"), byItself.takeTold());
    byItself.hear(written("a"));
    assertEquals("done written_1 COMPLETED", byItself.takeTold().getLast());
  }

  @Test
  void whatCouldNotBeWrittenDownFails() {
    release();
    asked.hear(committed("a")).takeTold();
    asked.hear(new ServerEvent.InputTranscriptionFailed("a", 0, error(null)));
    assertEquals("done written_1 FAILED", asked.takeTold().getLast());
  }

  @Test
  void aRefusedCommitIsNotWaitedFor() {
    asked.say(new ClientEvent.CommitInput());
    asked.hear(new ServerEvent.ErrorReported(error("id_1")));
    asked.say(SpokenRules.respond());
    assertEquals("done written_1 COMPLETED", asked.takeTold().getLast());
  }

  @Test
  void aQuestionInWritingFails() {
    asked.say(SpokenRules.ask("hello")).say(SpokenRules.respond());
    assertEquals(List.of("created written_1", "done written_1 FAILED"), asked.takeTold());
    assertEquals(List.of(), asked.sent);
  }
}
