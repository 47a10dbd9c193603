package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.alarm.AlarmEvent.Wish;
import earshot.alarm.AlarmReport;
import earshot.alarm.AlarmWords;
import earshot.alarm.AlarmWords.Unclear;

/** The request {@code alarms}: what its {@code "act"} wishes, and the answer. Pure. */
final class AlarmRequests {

  private static final int USUAL_SNOOZE_MINUTES = 9;

  private AlarmRequests() {}

  static Wish wish(ObjectNode request) {
    try {
      return switch (request.path("act").asText("list")) {
        case "list" -> new AlarmEvent.Listed();
        case "set" ->
            new AlarmEvent.AlarmSet(
                AlarmWords.time(request.path("time").asText()),
                AlarmWords.days(request.path("days").asText("")),
                request.has("date") ? AlarmWords.date(request.path("date").asText()) : null,
                request.path("label").asText(""));
        case "timer" ->
            new AlarmEvent.TimerSet(
                AlarmWords.length(request.path("length").asText()),
                request.path("label").asText(""));
        case "cancel" -> new AlarmEvent.Cancelled(whole(request.path("id"), 0, "id"));
        case "cancel-all" -> new AlarmEvent.AllCancelled();
        case "stop" -> new AlarmEvent.Acknowledged();
        case "snooze" ->
            new AlarmEvent.Snoozed(whole(request.path("minutes"), USUAL_SNOOZE_MINUTES, "minutes"));
        default -> throw wrong("\"act\" is list, set, timer, cancel, cancel-all, stop or snooze");
      };
    } catch (Unclear e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static int whole(JsonNode node, int usual, String name) {
    if (node.isMissingNode() && usual > 0) return usual;
    if (!node.isInt()) throw wrong('"' + name + "\" must be a whole number");
    return node.intValue();
  }

  static ObjectNode answer(AlarmClock.Answer answer) {
    if (answer.refused() != null) {
      throw new Refusal(Exit.FAILED, answer.refused(), "earshot alarms");
    }
    ObjectNode node = Wire.ok();
    if (answer.id() > 0) node.put("id", answer.id());
    node.setAll(AlarmReport.of(answer));
    return node;
  }

  private static Refusal wrong(String why) {
    return new Refusal(Exit.USAGE, why, "earshot alarms --help");
  }
}
