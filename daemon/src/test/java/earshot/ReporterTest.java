package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.sim.SimTime;
import earshot.telemetry.Health;
import earshot.telemetry.Journal;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import earshot.telemetry.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest {

  private static final long MINUTE = 60_000_000_000L;

  private final SimTime time = new SimTime(0, 0);
  private final Journal journal = new Journal(time, 10_000);
  private final Metrics metrics = new Metrics();
  private final Reporter reporter = new Reporter(journal, new Health(journal), metrics);

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Journal.Entry entry : journal.last(10_000)) {
      assertEquals("ignored", entry.id());
      sentences.add(entry.sentence());
    }
    return sentences;
  }

  @Test
  void aMessageThatIsIgnoredHasOneLineForItsKindHoweverOftenItComes() {
    for (int i = 0; i < 1_000; i++) {
      reporter.ignored("unknown event a");
      reporter.ignored("unknown event b");
      time.runFor(MINUTE);
    }
    assertEquals(2, sentences().size(), sentences().toString());
    assertTrue(sentences().get(0).startsWith("unknown event a"));
    assertTrue(sentences().get(1).startsWith("unknown event b"));
    assertEquals(2_000, metrics.get(Metric.EVENTS_UNKNOWN));
  }

  @Test
  void aServiceThatInventsTypesFillsNoJournal() {
    for (int i = 0; i < 10_000; i++) reporter.ignored("unknown event " + i);
    assertTrue(sentences().size() <= 40, sentences().size() + " lines");
    assertTrue(sentences().getLast().contains("too many kinds"), sentences()::toString);
    assertEquals(10_000, metrics.get(Metric.EVENTS_UNKNOWN));
  }

  @Test
  void aMicrophoneThatIsLeftOutIsATroubleUntilItIsWellAgain() {
    var health = new Health(journal);
    var told = new Reporter(journal, health, metrics);
    told.microphonesWeak("channel 2 hears 20 dB less than the others");
    assertTrue(health.has(Trouble.MICROPHONE_WEAK));
    assertEquals(
        "channel 2 hears 20 dB less than the others", health.troubles().getFirst().detail());
    told.microphonesWeak("");
    assertEquals(List.of(), health.troubles());
  }
}
