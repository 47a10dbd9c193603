package earshot.alarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.alarm.Alarm.Days;
import earshot.alarm.AlarmBook.Countdown;
import earshot.alarm.AlarmBook.Missed;
import earshot.alarm.AlarmBook.Ringing;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An {@link AlarmBook} as the text of a file, and back. Monotonic times are left out. Pure. */
final class BookText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private BookText() {}

  /** It is not what this version has written. */
  static final class NotABook extends Exception {
    private static final long serialVersionUID = 1;

    NotABook(String message) {
      super(message);
    }
  }

  static String written(AlarmBook book) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    var alarms = root.putArray("alarms");
    for (Alarm each : book.alarms()) alarms.add(written(each));
    var countdowns = root.putArray("timers");
    for (Countdown each : book.countdowns()) {
      countdowns
          .addObject()
          .put("id", each.id())
          .put("length_ms", each.lengthMillis())
          .put("due_epoch_ms", each.dueEpochMillis())
          .put("snoozed", each.snoozed())
          .put("label", each.label());
    }
    var ringing = root.putArray("ringing");
    for (Ringing each : book.ringing()) {
      ringing
          .addObject()
          .put("id", each.id())
          .put("label", each.label())
          .put("since_epoch_ms", each.sinceEpochMillis());
    }
    var missed = root.putArray("missed");
    for (Missed each : book.missed()) {
      ObjectNode node =
          missed
              .addObject()
              .put("id", each.id())
              .put("label", each.label())
              .put("due", each.due().toString())
              .put("reason", each.reason().name())
              .put("noted_epoch_ms", each.notedEpochMillis());
      if (each.alarm() != null) node.set("alarm", written(each.alarm()));
    }
    return root.toString();
  }

  private static ObjectNode written(Alarm alarm) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", alarm.id())
            .put("at", alarm.at().toString())
            .put("label", alarm.label());
    switch (alarm.days()) {
      case Days.Once(LocalDate date) -> node.put("date", date.toString());
      case Days.Weekly(Set<DayOfWeek> on) -> {
        var days = node.putArray("days");
        on.stream().sorted().forEach(day -> days.add(day.name()));
      }
    }
    var past = node.putArray("past");
    alarm.past().forEach(date -> past.add(date.toString()));
    return node;
  }

  static AlarmBook read(String text) throws NotABook {
    try {
      JsonNode root = JSON.readTree(text);
      List<Alarm> alarms = new ArrayList<>();
      for (JsonNode each : array(root, "alarms")) alarms.add(alarm(each));
      List<Countdown> countdowns = new ArrayList<>();
      for (JsonNode each : array(root, "timers")) {
        countdowns.add(
            new Countdown(
                id(each),
                number(each, "length_ms"),
                0,
                number(each, "due_epoch_ms"),
                true,
                each.path("snoozed").asBoolean(),
                text(each, "label")));
      }
      List<Ringing> ringing = new ArrayList<>();
      for (JsonNode each : array(root, "ringing")) {
        ringing.add(new Ringing(id(each), text(each, "label"), 0, number(each, "since_epoch_ms")));
      }
      List<Missed> missed = new ArrayList<>();
      for (JsonNode each : array(root, "missed")) {
        missed.add(
            new Missed(
                id(each),
                text(each, "label"),
                LocalDateTime.parse(text(each, "due")),
                Missed.Reason.valueOf(text(each, "reason")),
                number(each, "noted_epoch_ms"),
                each.has("alarm") ? alarm(each.path("alarm")) : null));
      }
      return new AlarmBook(alarms, countdowns, ringing, missed);
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new NotABook(String.valueOf(e.getMessage()));
    }
  }

  private static Alarm alarm(JsonNode node) throws NotABook {
    Days days;
    if (node.has("date")) {
      days = new Days.Once(LocalDate.parse(text(node, "date")));
    } else {
      Set<DayOfWeek> on = EnumSet.noneOf(DayOfWeek.class);
      for (JsonNode day : array(node, "days")) on.add(DayOfWeek.valueOf(day.asText()));
      days = new Days.Weekly(on);
    }
    List<LocalDate> past = new ArrayList<>();
    for (JsonNode date : array(node, "past")) past.add(LocalDate.parse(date.asText()));
    return new Alarm(id(node), LocalTime.parse(text(node, "at")), days, text(node, "label"), past);
  }

  private static JsonNode array(JsonNode node, String name) throws NotABook {
    JsonNode found = node.path(name);
    if (!found.isArray()) throw new NotABook(name + " is no list");
    return found;
  }

  private static int id(JsonNode node) throws NotABook {
    return (int) number(node, "id");
  }

  private static long number(JsonNode node, String name) throws NotABook {
    JsonNode found = node.path(name);
    if (!found.isIntegralNumber()) throw new NotABook(name + " is no number");
    return found.longValue();
  }

  private static String text(JsonNode node, String name) throws NotABook {
    JsonNode found = node.path(name);
    if (!found.isTextual()) throw new NotABook(name + " is no text");
    return found.textValue();
  }
}
