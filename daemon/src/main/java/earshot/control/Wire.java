package earshot.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Problem;
import earshot.memory.Budget;
import earshot.telemetry.Health;
import earshot.telemetry.Journal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of the control socket as JSON, one object on one line. Pure; any thread. */
final class Wire {

  /** No line may be longer, in either direction but for answers. */
  static final int LINE_BOUND = 64 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Wire() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] line(ObjectNode message) {
    return (message + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The object on this line, or null when there is none. */
  static @Nullable ObjectNode read(byte[] line) {
    try {
      JsonNode node = MAPPER.readTree(new String(line, StandardCharsets.UTF_8));
      return node instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException _) {
      return null;
    }
  }

  static String pretty(JsonNode node) {
    return node.toPrettyString();
  }

  static ObjectNode ok() {
    return object().put("ok", true);
  }

  static ObjectNode refused(Refusal refusal) {
    ObjectNode answer = object().put("ok", false).put("error", refusal.why());
    return answer.put("try", refusal.remedy()).put("exit", refusal.exit().code());
  }

  static ObjectNode status(Status status, String version) {
    ObjectNode node = ok();
    node.put("state", status.talk().word()).put("link", status.link().word());
    node.put("board", status.board()).put("service", status.service());
    node.put("model", status.model()).put("volume", status.volume()).put("muted", status.muted());
    node.put("up_ms", status.upMillis()).put("version", version);
    node.put("pid", ProcessHandle.current().pid());
    var troubles = node.putArray("troubles");
    for (Health.Current each : status.troubles()) {
      ObjectNode trouble = troubles.addObject().put("id", each.trouble().id());
      trouble.put("severity", each.trouble().severity().name().toLowerCase(java.util.Locale.ROOT));
      trouble.put("what", each.trouble().sentence()).put("detail", each.detail());
      trouble.put("since_epoch_ms", each.sinceEpochMillis()).put("try", each.trouble().remedy());
    }
    ObjectNode more = node.putObject("more");
    status.more().forEach(more::put);
    return node;
  }

  static ObjectNode usage(UsageReport report) {
    ObjectNode node = ok();
    ObjectNode sums = node.putObject("sums");
    report
        .sums()
        .forEach(
            (name, sum) ->
                sums.putObject(name)
                    .put("dollars", Budget.dollars(sum.pico()))
                    .put("text", Budget.dollars(sum.textPico()))
                    .put("audio", Budget.dollars(sum.audioPico()))
                    .put("image", Budget.dollars(sum.imagePico()))
                    .put("transcription", Budget.dollars(sum.transcriptionPico()))
                    .put("input_tokens", sum.inputTokens())
                    .put("cached_tokens", sum.cachedTokens())
                    .put("output_tokens", sum.outputTokens())
                    .put("responses", sum.responses())
                    .put("cached_share", sum.cachedShare()));
    var budgets = node.putArray("budgets");
    for (Budget.Standing standing : report.budgets()) {
      budgets
          .addObject()
          .put("for", standing.limit().span().word())
          .put("dollars", Budget.dollars(standing.limit().pico()))
          .put("spent", Budget.dollars(standing.spentPico()))
          .put("percent", standing.percent());
    }
    return node;
  }

  static ObjectNode entry(Journal.Entry entry) {
    ObjectNode node = object().put("number", entry.number()).put("epoch_ms", entry.epochMillis());
    node.put("level", entry.level().name().toLowerCase(java.util.Locale.ROOT));
    node.put("id", entry.id()).put("what", entry.sentence()).put("times", entry.times());
    ObjectNode fields = node.putObject("fields");
    entry.fields().forEach(fields::put);
    return node;
  }

  static ObjectNode problems(List<Problem> problems) {
    ObjectNode node =
        refused(
            new Refusal(
                Exit.BAD_CONFIGURATION,
                "the configuration has mistakes; the old one stays",
                "earshot config check"));
    var list = node.putArray("problems");
    for (Problem problem : problems) {
      ObjectNode each = list.addObject().put("file", problem.file()).put("line", problem.line());
      each.put("key", problem.key()).put("what", problem.message());
      each.put("try", problem.suggestion()).put("text", problem.toString());
    }
    return node;
  }
}
