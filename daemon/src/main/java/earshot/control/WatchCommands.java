package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.telemetry.LinkState;
import earshot.telemetry.TalkState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look at a running daemon. */
final class WatchCommands {

  private WatchCommands() {}

  @Command(name = "status", description = "How the appliance is.", mixinStandardHelpOptions = true)
  static final class StatusOf implements Callable<Integer> {
    private final Surroundings at;

    @Option(names = "--json", description = "One JSON document and nothing else.")
    boolean json;

    StatusOf(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      ObjectNode request = Wire.object().put("do", "status");
      try (ControlClient client = at.connect()) {
        ObjectNode status = client.call(request, TalkCommands.Call.most(request));
        if (json) {
          at.out().println(Wire.pretty(status));
        } else {
          print(status);
        }
        return Exit.FINE.code();
      } catch (Refusal refusal) {
        if (json) {
          at.out().println(Wire.pretty(Wire.refused(refusal)));
          return refusal.exit().code();
        }
        throw refusal;
      }
    }

    private void print(ObjectNode status) {
      row(
          "state",
          status.path("state").asText() + (status.path("muted").asBoolean() ? ", muted" : ""));
      row("link", status.path("link").asText());
      row("service", status.path("service").asText());
      row("model", status.path("model").asText());
      row("board", status.path("board").asText());
      row("volume", status.path("volume").asText());
      row(
          "up",
          Duration.ofMillis(status.path("up_ms").asLong()).withNanos(0).toString().substring(2));
      status
          .path("more")
          .properties()
          .forEach(each -> row(each.getKey(), each.getValue().asText()));
      for (JsonNode trouble : status.path("troubles")) {
        String detail = trouble.path("detail").asText();
        row(
            "trouble",
            trouble.path("what").asText()
                + (detail.isEmpty() ? "" : " (" + detail + ")")
                + " Try: "
                + trouble.path("try").asText());
      }
    }

    private void row(String name, String value) {
      if (!value.isEmpty()) {
        at.out().printf("%-10s %s%n", name, value);
      }
    }
  }

  @Command(
      description = "Waits until the state, or the link's, is this one; exit 1 when time runs out.",
      mixinStandardHelpOptions = true)
  static final class Wait extends TalkCommands.Call {
    private static final List<String> STATES =
        Stream.concat(
                Arrays.stream(TalkState.values()).map(TalkState::word),
                Arrays.stream(LinkState.values()).map(LinkState::word))
            .toList();

    @Parameters(index = "0", paramLabel = "STATE")
    String state = "";

    @Option(names = "--timeout", paramLabel = "S", description = "Seconds; a day when not given.")
    @Nullable Double timeout;

    Wait(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      if (Requests.wanted(state) == null) {
        throw wrong("STATE is one of " + String.join(", ", STATES));
      }
      ObjectNode request = request("wait").put("state", state);
      if (timeout != null) {
        if (!(timeout >= 0 && timeout <= 86_400)) {
          throw wrong("--timeout must be from 0 to 86400");
        }
        request.put("millis", Math.round(timeout * 1_000));
      }
      return request;
    }
  }

  @Command(description = "What happened, oldest first.", mixinStandardHelpOptions = true)
  static final class Events implements Callable<Integer> {
    private final Surroundings at;

    @Option(names = "--follow", description = "And what happens from now on, until interrupted.")
    boolean follow;

    @Option(names = "--last", paramLabel = "N", description = "How many of the past; 50 usually.")
    int last = 50;

    Events(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      try (ControlClient client = at.connect()) {
        client.send(Wire.object().put("do", "events").put("last", last).put("follow", follow));
        while (true) {
          ObjectNode line = client.next();
          if (line == null) {
            if (follow) {
              return Exit.FINE.code();
            }
            throw new Refusal(Exit.NOT_RUNNING, "the daemon hung up", "earshot status");
          }
          if (!line.has("entry")) {
            ControlClient.checked(line);
            return Exit.FINE.code();
          }
          print(line.path("entry"));
          if (at.out().checkError()) {
            return Exit.FINE.code();
          }
        }
      }
    }

    private void print(JsonNode entry) {
      StringBuilder text = new StringBuilder();
      text.append(Instant.ofEpochMilli(entry.path("epoch_ms").asLong())).append(' ');
      text.append(String.format("%-5s", entry.path("level").asText())).append(' ');
      text.append(entry.path("id").asText()).append(": ").append(entry.path("what").asText());
      if (entry.path("times").asInt() > 1) {
        text.append(" (").append(entry.path("times").asInt()).append(" times)");
      }
      entry
          .path("fields")
          .properties()
          .forEach(
              each ->
                  text.append(' ')
                      .append(each.getKey())
                      .append('=')
                      .append(each.getValue().asText()));
      at.out().println(text.toString().replaceAll("\\p{Cntrl}", " "));
    }
  }

  @Command(
      name = "metrics",
      description = "Every metric, in the Prometheus text format.",
      mixinStandardHelpOptions = true)
  static final class MetricsOf extends TalkCommands.Call {
    MetricsOf(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return request("metrics");
    }

    @Override
    int done(ObjectNode answer) {
      at.out().print(answer.path("text").asText());
      at.out().flush();
      return Exit.FINE.code();
    }
  }
}
