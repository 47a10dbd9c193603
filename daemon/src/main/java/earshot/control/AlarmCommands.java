package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.alarm.AlarmWords;
import earshot.alarm.AlarmWords.Unclear;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Alarms and timers from a shell: they ring without a network, and survive a power cut. */
final class AlarmCommands {

  private AlarmCommands() {}

  static CommandLine line(Surroundings at) {
    CommandLine alarms = new CommandLine(new Alarms(at));
    alarms.addSubcommand("set", new Set(at));
    alarms.addSubcommand("timer", new Timer(at));
    alarms.addSubcommand("cancel", new Cancel(at));
    alarms.addSubcommand("stop", new Stop(at));
    alarms.addSubcommand("snooze", new Snooze(at));
    return alarms;
  }

  /** One request about alarms. */
  abstract static class Call extends TalkCommands.Call {

    Call(Surroundings at) {
      super(at);
    }

    static ObjectNode act(String act) {
      return request("alarms").put("act", act);
    }

    @Override
    int done(ObjectNode answer) {
      if (!answer.path("kept").asBoolean()) {
        at.err().println("earshot: it is set, but could not be written to the disk");
        at.err().println("Try: earshot status");
      }
      return Exit.FINE.code();
    }
  }

  @Command(
      description = "The alarms and timers that are set, ring, or were missed.",
      mixinStandardHelpOptions = true)
  static final class Alarms extends Call {

    @Option(names = "--json", description = "One JSON document and nothing else.")
    boolean json;

    Alarms(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return act("list");
    }

    @Override
    public Integer call() {
      try {
        return super.call();
      } catch (Refusal refusal) {
        if (!json) throw refusal;
        at.out().println(Wire.pretty(Wire.refused(refusal)));
        return refusal.exit().code();
      }
    }

    @Override
    int done(ObjectNode answer) {
      if (json) {
        at.out().println(Wire.pretty(answer));
        return Exit.FINE.code();
      }
      answer.path("ringing").forEach(each -> line(each, "rings now"));
      answer
          .path("alarms")
          .forEach(
              each ->
                  line(
                      each,
                      each.path("time").asText()
                          + " "
                          + each.path("days").asText()
                          + ", next "
                          + each.path("next").asText("never")));
      answer.path("timers").forEach(each -> line(each, "in " + left(each)));
      answer
          .path("missed")
          .forEach(
              each ->
                  line(
                      each,
                      "missed " + each.path("due").asText() + ", " + each.path("why").asText()));
      return super.done(answer);
    }

    private void line(JsonNode each, String what) {
      String label = each.path("label").asText();
      at.out()
          .println(each.path("id").asInt() + "  " + what + (label.isEmpty() ? "" : "  " + label));
    }

    private static String left(JsonNode timer) {
      long seconds = timer.path("seconds_left").asLong();
      String snoozed = timer.path("snoozed").asBoolean() ? ", put off" : "";
      return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60) + snoozed;
    }
  }

  @Command(description = "Sets an alarm; prints its number.", mixinStandardHelpOptions = true)
  static final class Set extends Call {
    @Parameters(index = "0", paramLabel = "HH:MM")
    String time = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "LABEL")
    List<String> label = List.of();

    @Option(
        names = "--days",
        paramLabel = "DAYS",
        description = "daily, weekdays, weekend, or mon,thu; once when left out.")
    @Nullable String days;

    @Option(
        names = "--date",
        paramLabel = "DATE",
        description = "For once: as 2026-12-24; when it is next that late when left out.")
    @Nullable String date;

    Set(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      try {
        AlarmWords.time(time);
        AlarmWords.days(days == null ? "" : days);
        if (date != null) AlarmWords.date(date);
      } catch (Unclear e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
      if (days != null && date != null) throw wrong("an alarm has either days or a date");
      ObjectNode request = act("set").put("time", time).put("label", String.join(" ", label));
      if (days != null) request.put("days", days);
      if (date != null) request.put("date", date);
      return request;
    }

    @Override
    int done(ObjectNode answer) {
      at.out().println(answer.path("id").asInt());
      return super.done(answer);
    }
  }

  @Command(description = "Starts a timer; prints its number.", mixinStandardHelpOptions = true)
  static final class Timer extends Call {
    @Parameters(index = "0", paramLabel = "LENGTH", description = "90s, 10m or 1h30m")
    String length = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "LABEL")
    List<String> label = List.of();

    Timer(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      try {
        AlarmWords.length(length);
      } catch (Unclear e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
      return act("timer").put("length", length).put("label", String.join(" ", label));
    }

    @Override
    int done(ObjectNode answer) {
      at.out().println(answer.path("id").asInt());
      return super.done(answer);
    }
  }

  @Command(
      description = "Cancels what has this number, or everything.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends Call {
    @Parameters(index = "0", paramLabel = "ID|all")
    String which = "";

    Cancel(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      if (which.equals("all")) return act("cancel-all");
      if (!which.matches("\\d{1,6}")) throw wrong("say a number from earshot alarms, or all");
      return act("cancel").put("id", Integer.parseInt(which));
    }
  }

  @Command(description = "Stops what rings.", mixinStandardHelpOptions = true)
  static final class Stop extends Call {
    Stop(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      return act("stop");
    }
  }

  @Command(description = "Puts what rings off.", mixinStandardHelpOptions = true)
  static final class Snooze extends Call {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "MINUTES",
        description = "9 when not said")
    @Nullable Integer minutes;

    Snooze(Surroundings at) {
      super(at);
    }

    @Override
    ObjectNode request() {
      ObjectNode request = act("snooze");
      return minutes == null ? request : request.put("minutes", minutes);
    }
  }
}
