package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a running daemon has been charged for, and how its budgets stand. */
@Command(
    name = "usage",
    description = "What was charged by the price list, and how the budgets stand.",
    mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {

  private final Surroundings at;

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  UsageCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() {
    ObjectNode request = Wire.object().put("do", "usage");
    try (ControlClient client = at.connect()) {
      ObjectNode usage = client.call(request, TalkCommands.Call.most(request));
      if (json) at.out().println(Wire.pretty(usage));
      else print(usage);
      return Exit.FINE.code();
    } catch (Refusal refusal) {
      if (!json) throw refusal;
      at.out().println(Wire.pretty(Wire.refused(refusal)));
      return refusal.exit().code();
    }
  }

  private void print(ObjectNode usage) {
    at.out()
        .printf(
            "%-9s %12s %12s %12s %12s %12s %8s %7s%n",
            "", "dollars", "text", "audio", "image", "transcripts", "answers", "cached");
    usage
        .path("sums")
        .properties()
        .forEach(
            each -> {
              JsonNode sum = each.getValue();
              at.out()
                  .printf(
                      Locale.ROOT,
                      "%-9s %12s %12s %12s %12s %12s %8d %6.0f%%%n",
                      each.getKey(),
                      sum.path("dollars").asText(),
                      sum.path("text").asText(),
                      sum.path("audio").asText(),
                      sum.path("image").asText(),
                      sum.path("transcription").asText(),
                      sum.path("responses").asLong(),
                      100 * sum.path("cached_share").asDouble());
            });
    for (JsonNode budget : usage.path("budgets")) {
      at.out()
          .printf(
              "budget    $%s for a %s: %d %% spent%n",
              budget.path("dollars").asText(),
              budget.path("for").asText(),
              budget.path("percent").asLong());
    }
  }
}
