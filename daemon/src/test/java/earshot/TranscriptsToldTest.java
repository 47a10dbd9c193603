package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import earshot.hal.sim.SimTime;
import earshot.realtime.Kind;
import earshot.telemetry.Health;
import earshot.telemetry.Journal;
import earshot.telemetry.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose words are told to those who follow the events. */
class TranscriptsToldTest {

  private final Journal journal = new Journal(new SimTime(0, 0), 10);
  private final Reporter reporter = new Reporter(journal, new Health(journal), new Metrics());
  private final List<String> followed = new ArrayList<>();

  private List<String> told(Kind kind) throws Exception {
    followed.clear();
    reporter.kind(kind);
    try (var _ = journal.follow(0, entry -> followed.add(entry.id() + ": " + entry.sentence()))) {
      reporter.userSaid(" good morning");
      reporter.assistantSaid(" buenos dias ", true);
    }
    return List.copyOf(followed);
  }

  @Test
  void whatIsSaidInAConversationStaysThere() throws Exception {
    assertEquals(List.of(), told(Kind.CONVERSATION));
    assertEquals(List.of(), journal.last(10));
  }

  @Test
  void whoListensWhileItIsSaidHearsItAndNothingOfItIsKept() throws Exception {
    List<String> heard = new ArrayList<>();
    try (var _ = journal.listen(entry -> heard.add(entry.id() + ": " + entry.sentence()))) {
      assertEquals(List.of(), told(Kind.CONVERSATION));
    }
    told(Kind.CONVERSATION);
    assertEquals(List.of("user: good morning", "assistant: buenos dias"), heard);
    assertEquals(List.of(), journal.last(10));
  }

  @Test
  void whatIsWrittenDownAndTranslatedIsToldToThoseWhoAsk() throws Exception {
    assertEquals(List.of("heard: good morning"), told(new Kind.Transcription()));
    assertEquals(
        List.of("heard: good morning", "translated: buenos dias"),
        told(new Kind.Translation("es")));
    assertEquals(3, journal.last(10).size());
  }
}
