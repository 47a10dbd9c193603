package earshot.alarm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.alarm.AlarmBook.Countdown;
import earshot.alarm.AlarmBook.Missed;
import earshot.alarm.AlarmBook.Ringing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What there is of alarms, as JSON for a model and for the command line. Pure. */
public final class AlarmReport {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private AlarmReport() {}

  public static ObjectNode of(AlarmClock.Answer answer) {
    AlarmBook book = answer.book();
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    var alarms = report.putArray("alarms");
    for (Alarm each : book.alarms()) {
      ObjectNode node =
          alarms
              .addObject()
              .put("id", each.id())
              .put("time", TIME.format(each.at()))
              .put("days", AlarmWords.said(each.days()))
              .put("label", each.label());
      LocalDate next = each.next(answer.now().epochMillis(), answer.zone());
      if (next != null) {
        long due = each.dueMillis(next, answer.zone());
        node.put("next", DATE_AND_TIME.format(Instant.ofEpochMilli(due).atZone(answer.zone())));
      }
    }
    var timers = report.putArray("timers");
    for (Countdown each : book.countdowns()) {
      timers
          .addObject()
          .put("id", each.id())
          .put("seconds_left", (each.leftMillis(answer.now()) + 999) / 1000)
          .put("snoozed", each.snoozed())
          .put("label", each.label());
    }
    var ringing = report.putArray("ringing");
    for (Ringing each : book.ringing()) {
      ringing.addObject().put("id", each.id()).put("label", each.label());
    }
    var missed = report.putArray("missed");
    for (Missed each : book.missed()) {
      missed
          .addObject()
          .put("id", each.id())
          .put("due", DATE_AND_TIME.format(each.due()))
          .put(
              "why", each.reason() == Missed.Reason.LATE ? "noticed too late" : "nobody stopped it")
          .put("label", each.label());
    }
    return report.put("kept", answer.kept());
  }
}
