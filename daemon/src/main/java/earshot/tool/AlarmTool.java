package earshot.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.alarm.AlarmEvent.Wish;
import earshot.alarm.AlarmReport;
import earshot.alarm.AlarmWords;
import earshot.alarm.AlarmWords.Unclear;
import java.util.concurrent.ExecutionException;

/** Timers and alarms for the model: each reads a wish and tells what there is now. */
record AlarmTool(
    String name, String description, String parametersJson, AlarmClock clock, Reader reader)
    implements Tool {

  interface Reader {
    Wish read(JsonNode arguments) throws Unclear, ToolFailed;
  }

  static AlarmTool setTimer(AlarmClock clock) {
    return new AlarmTool(
        "set_timer",
        "Starts a timer on the device. It rings when the time is over, also without a network.",
        """
        {"type":"object","properties":{
        "seconds":{"type":"integer","minimum":1,"maximum":604800,
        "description":"how long, in seconds"},
        "label":{"type":"string","description":"what it is for, if the user said so"}},
        "required":["seconds"]}""",
        clock,
        arguments ->
            new AlarmEvent.TimerSet(
                whole(arguments, "seconds", 7 * 24 * 3600) * 1000, label(arguments)));
  }

  static AlarmTool setAlarm(AlarmClock clock) {
    return new AlarmTool(
        "set_alarm",
        "Sets an alarm on the device, by the time of day where it stands. It rings also without a"
            + " network.",
        """
        {"type":"object","properties":{
        "time":{"type":"string","description":"24 hours, as 07:30"},
        "days":{"type":"string",
        "description":"once, daily, weekdays, weekend, or days as mon,tue; once when left out"},
        "date":{"type":"string",
        "description":"for once: as 2026-12-24; the next time it is that late when left out"},
        "label":{"type":"string","description":"what it is for, if the user said so"}},
        "required":["time"]}""",
        clock,
        arguments ->
            new AlarmEvent.AlarmSet(
                AlarmWords.time(arguments.path("time").asText()),
                AlarmWords.days(arguments.path("days").asText("")),
                arguments.path("date").asText("").isBlank()
                    ? null
                    : AlarmWords.date(arguments.path("date").asText()),
                label(arguments)));
  }

  static AlarmTool list(AlarmClock clock) {
    return new AlarmTool(
        "list_alarms",
        "The alarms and timers that are set, and those that were missed.",
        """
        {"type":"object","properties":{},"required":[]}""",
        clock,
        _ -> new AlarmEvent.Listed());
  }

  static AlarmTool cancel(AlarmClock clock) {
    return new AlarmTool(
        "cancel_alarm",
        "Cancels an alarm or a timer, or stops one that rings.",
        """
        {"type":"object","properties":{
        "id":{"type":"integer","description":"its number, from list_alarms"},
        "all":{"type":"boolean","description":"true for all of them, instead of a number"}},
        "required":[]}""",
        clock,
        arguments ->
            arguments.path("all").asBoolean()
                ? new AlarmEvent.AllCancelled()
                : new AlarmEvent.Cancelled((int) whole(arguments, "id", Integer.MAX_VALUE)));
  }

  @Override
  public String call(JsonNode arguments) throws ToolFailed, InterruptedException {
    try {
      AlarmClock.Answer answer = clock.wish(reader.read(arguments)).get();
      if (answer.refused() != null) throw new ToolFailed(answer.refused());
      ObjectNode report = AlarmReport.of(answer);
      if (answer.id() > 0) report.put("id", answer.id());
      return report.toString();
    } catch (Unclear e) {
      throw new ToolFailed(String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static String label(JsonNode arguments) {
    return arguments.path("label").asText("");
  }

  /** A model may say a number as text, or with a point in it. */
  private static long whole(JsonNode arguments, String name, long most) throws ToolFailed {
    double value = arguments.path(name).asDouble(Double.NaN);
    if (!(value >= 1 && value <= most)) {
      throw new ToolFailed("the argument " + name + " is a whole number from 1 to " + most);
    }
    return Math.round(value);
  }
}
