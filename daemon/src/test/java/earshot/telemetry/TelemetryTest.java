package earshot.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {

  private static final class HandClock implements Clock {
    long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return 1_000_000 + nanos / 1_000_000;
    }
  }

  private final HandClock clock = new HandClock();
  private final Journal journal = new Journal(clock, 5);

  private List<String> ids() {
    return journal.last(100).stream().map(Journal.Entry::id).toList();
  }

  @Test
  void theJournalKeepsTheNewest() {
    for (int i = 0; i < 8; i++) {
      journal.write(Journal.Level.INFO, "e" + i, "Something.");
    }
    assertEquals(List.of("e3", "e4", "e5", "e6", "e7"), ids());
    assertEquals(2, journal.last(2).size());
    assertEquals(0, journal.last(-1).size());
  }

  @Test
  void theSameErrorIsCountedAndToldAgainAfterAMinute() {
    for (int i = 0; i < 1_000; i++) {
      journal.write(Journal.Level.ERROR, "dns", "No such host.");
    }
    assertEquals(1, journal.last(10).size());
    clock.nanos = 61_000_000_000L;
    journal.write(Journal.Level.ERROR, "dns", "No such host.");
    assertEquals(List.of(1, 1_000), journal.last(10).stream().map(Journal.Entry::times).toList());
    journal.write(Journal.Level.ERROR, "dns", "Another host.");
    journal.write(Journal.Level.INFO, "dns", "Tried.");
    journal.write(Journal.Level.INFO, "dns", "Tried.");
    assertEquals(5, journal.last(10).size());
  }

  @Test
  void aFollowerGetsThePastAndThenEachOnce() throws Exception {
    journal.write(Journal.Level.INFO, "a", "A.");
    journal.write(Journal.Level.INFO, "b", "B.");
    List<String> got = new ArrayList<>();
    try (AutoCloseable _ = journal.follow(1, entry -> got.add(entry.id()))) {
      journal.write(Journal.Level.INFO, "c", "C.");
    }
    journal.write(Journal.Level.INFO, "d", "D.");
    assertEquals(List.of("b", "c"), got);
  }

  @Test
  void aLineOfTheLogIsOneLine() {
    journal.write(
        Journal.Level.INFO, "x", "One\ntwo\u001b[31m" + "y".repeat(5_000), Map.of("k", "v\r"));
    String line = Journal.line(journal.last(1).getFirst());
    assertFalse(line.chars().anyMatch(Character::isISOControl), line);
    assertTrue(line.length() < 2_200);
  }

  @Test
  void healthTellsTheWorstAndEachChangeOnce() {
    Health health = new Health(journal);
    assertNull(health.worst());
    assertTrue(health.raise(Trouble.MUTED, ""));
    assertTrue(health.raise(Trouble.KEY_REFUSED, "401"));
    assertFalse(health.raise(Trouble.KEY_REFUSED, "401"));
    assertEquals(Trouble.KEY_REFUSED, health.worst());
    assertTrue(health.has(Trouble.MUTED));
    assertTrue(health.clear(Trouble.KEY_REFUSED));
    assertFalse(health.clear(Trouble.KEY_REFUSED));
    assertEquals(Trouble.MUTED, health.worst());
    assertEquals(List.of("muted", "key-refused", "key-refused-over"), ids());
    assertEquals("401", journal.last(2).getFirst().fields().get("detail"));
  }

  @Test
  void theEndOfATroubleIsToldWhereItsBeginningWas() {
    Health health = new Health(journal);
    for (int second = 0; second < 60; second++) {
      clock.nanos = second * 1_000_000_000L;
      assertTrue(health.raise(Trouble.MICROPHONE_SILENT, ""));
      assertTrue(health.clear(Trouble.MICROPHONE_SILENT));
    }
    assertEquals(List.of("microphone-silent", "microphone-silent-over"), ids());
    clock.nanos = 61_000_000_000L;
    assertTrue(health.raise(Trouble.MICROPHONE_SILENT, ""));
    assertEquals(60, journal.last(1).getFirst().times());
    clock.nanos = 62_000_000_000L;
    assertTrue(health.clear(Trouble.MICROPHONE_SILENT));
    assertEquals("microphone-silent-over", journal.last(1).getFirst().id());
    assertEquals(4, journal.last(10).size());
  }

  @Test
  void everyTroubleSaysWhatItIsAndWhatToTry() {
    Set<String> sentences = new HashSet<>();
    for (Trouble trouble : Trouble.values()) {
      assertTrue(trouble.sentence().endsWith("."), trouble::id);
      assertFalse(trouble.remedy().isBlank(), trouble::id);
      assertTrue(sentences.add(trouble.sentence()), trouble::id);
    }
  }

  @Test
  void theExpositionHasEveryMetricOnceWithHelpAndKind() {
    Metrics metrics = new Metrics();
    metrics.add(Metric.HEARD_SAMPLES, 480);
    metrics.increment(Metric.TURNS);
    metrics.set(Metric.LINK_READY, 1);
    metrics.raise(Metric.LOOP_LONGEST_MICROS, 9);
    metrics.raise(Metric.LOOP_LONGEST_MICROS, 3);
    List<String> lines = metrics.exposition().lines().toList();
    assertEquals(3 * Metric.values().length, lines.size());
    assertTrue(lines.contains("earshot_heard_samples_total 480"));
    assertTrue(lines.contains("earshot_turns_total 1"));
    assertTrue(lines.contains("earshot_link_ready 1"));
    assertTrue(lines.contains("earshot_loop_longest_micros 9"));
    assertTrue(lines.contains("# TYPE earshot_link_ready gauge"));
    Set<String> names = new HashSet<>();
    for (Metric metric : Metric.values()) {
      assertTrue(names.add(metric.exposedName()), metric::name);
    }
  }

  @Test
  void statesAreFoundByTheirWord() {
    assertEquals(TalkState.LISTENING, TalkState.named("listening"));
    assertNull(TalkState.named("LISTENING"));
    assertEquals(LinkState.PARKED, LinkState.named("parked"));
    assertNull(LinkState.named(""));
  }
}
