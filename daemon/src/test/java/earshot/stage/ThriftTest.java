package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.document.Document;
import earshot.memory.Sum;
import earshot.realtime.AudioFormat;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Truncation;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a long talk costs with the history kept short, with all of it, and with the oldest turn
 * dropped at each new one. The service caches what a request has in common with the one before.
 */
class ThriftTest {

  private static final Document RECORD =
      new Document(
          Path.of("decisions", "13-history.md"),
          "\n|---|---|---|---|---|\n",
          "<!-- end of figures -->");
  private static final int TURNS = 200;

  /** As {@code service.history_tokens} has it when nobody sets it. */
  private static final Truncation POLICY = new Truncation.Retaining(0.5, 8_000);

  private static final Truncation ONE_BY_ONE = new Truncation.Retaining(1, 8_000);

  /** A service by name, and how it is spoken to. */
  private enum Way {
    GA("gpt-realtime-2.1", "ga", false),
    BETA("gpt-4o-realtime-preview", "beta", false),
    TURNS("gpt-audio-1.5", "ga", true);

    final String model;
    final String dialect;
    final boolean turns;

    Way(String model, String dialect, boolean turns) {
      this.model = model;
      this.dialect = dialect;
      this.turns = turns;
    }
  }

  private static Sum talk(Way way, @Nullable Truncation truncation) {
    var plan = new House.Plan();
    plan.model = way.model;
    plan.dialect = way.dialect;
    plan.turns = way.turns;
    plan.keep = false;
    plan.log = false;
    plan.details =
        new Details(
            null,
            false,
            AudioFormat.PCM,
            AudioFormat.PCM,
            truncation,
            null,
            null,
            null,
            null,
            List.of());
    plan.script =
        Script.answering(Answer.sound(6), Answer.sound(9), Answer.sound(4))
            .with(Delivery.USUAL.withPace(20))
            .with(Terms.USUAL.withSessionMillis(24 * 3_600_000L));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      for (int i = 0; i < TURNS; i++) {
        house.hold(Voices.clip("question-weather"));
        house.reach("speaking", 20);
        house.reach("idle", 30);
      }
      assertEquals(List.of(), house.complaints, way + " " + truncation);
      assertEquals(List.of(), house.ignored);
      Sum sum = house.stage.bill().session();
      assertEquals(TURNS, sum.responses());
      return sum;
    }
  }

  private static String row(Way way, String policy, Sum sum) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,d | %.0f %% | $%.3f |",
        way.model,
        policy,
        sum.inputTokens(),
        100 * sum.cachedShare(),
        sum.micros() / 1e6);
  }

  /** {@code -Dearshot.write=true} writes the figures instead of comparing them. */
  @Test
  void aShortHistoryThatIsCutSeldomIsTheCheapest() throws IOException {
    List<String> rows = new ArrayList<>();
    String readme = Files.readString(Path.of("..", "README.md"));
    for (Way way : Way.values()) {
      Sum all = talk(way, null);
      Sum oneByOne = talk(way, ONE_BY_ONE);
      Sum policy = talk(way, POLICY);
      rows.add(row(way, "nothing is deleted", all));
      rows.add(row(way, "8,000 tokens, one turn at a time", oneByOne));
      rows.add(row(way, "8,000 tokens, half of them at once", policy));
      for (Sum each : way == Way.GA ? List.of(all, oneByOne, policy) : List.<Sum>of()) {
        String dollars = String.format(Locale.ROOT, "$%.2f", each.micros() / 1e6);
        assertTrue(readme.contains(dollars), "README tells other figures than " + dollars);
      }
      String told = String.join("\n", rows);
      assertTrue(policy.pico() < 0.9 * oneByOne.pico(), told);
      assertTrue(policy.pico() < 0.6 * all.pico(), told);
      assertTrue(policy.cachedShare() > 0.7, told);
    }
    RECORD.says(String.join("\n", rows) + "\n", ThriftTest.class);
  }
}
