package earshot.alarm;

import earshot.alarm.Alarm.Days;
import earshot.alarm.AlarmBook.Countdown;
import earshot.alarm.AlarmBook.Missed;
import earshot.alarm.AlarmBook.Ringing;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of {@link Alarms}: the rules. Pure but for its own draft; used once. */
final class AlarmStep {

  /** A timer's end by the clock on the wall is kept this exactly. */
  private static final long DRIFT_MILLIS = 1_000;

  private final ZoneId zone;
  private final Moment now;
  private final List<Alarm> alarms;
  private final List<Countdown> countdowns;
  private final List<Ringing> ringing;
  private final List<Missed> missed;
  private final List<AlarmEffect> effects = new ArrayList<>();

  AlarmStep(ZoneId zone, AlarmBook book, Moment now) {
    this.zone = zone;
    this.now = now;
    alarms = new ArrayList<>(book.alarms());
    countdowns = new ArrayList<>(book.countdowns());
    ringing = new ArrayList<>(book.ringing());
    missed = new ArrayList<>(book.missed());
  }

  Alarms.Outcome outcome() {
    return new Alarms.Outcome(
        new AlarmBook(alarms, countdowns, ringing, missed), List.copyOf(effects));
  }

  void on(AlarmEvent event) {
    if (event instanceof AlarmEvent.Restored) restore();
    // Whatever happens, what is due comes first: a wish is about what there is by now.
    look();
    if (event instanceof AlarmEvent.Wish wish) wish(wish);
  }

  private void wish(AlarmEvent.Wish wish) {
    switch (wish) {
      case AlarmEvent.Listed _ -> grant(0);
      case AlarmEvent.AlarmSet e -> setAlarm(e.at(), e.days(), e.date(), label(e.label()));
      case AlarmEvent.TimerSet e -> {
        if (e.lengthMillis() < 1_000 || e.lengthMillis() > Alarms.LONGEST_TIMER_MILLIS) {
          refuse("a timer is from one second to seven days");
        } else if (room()) {
          grant(countDown(e.lengthMillis(), false, label(e.label())));
        }
      }
      case AlarmEvent.Cancelled e -> {
        boolean found = alarms.removeIf(each -> each.id() == e.id());
        found |= countdowns.removeIf(each -> each.id() == e.id());
        found |= ringing.removeIf(each -> each.id() == e.id());
        found |= missed.removeIf(each -> each.id() == e.id());
        if (found) grant(e.id());
        else refuse("there is no alarm or timer with the number " + e.id());
      }
      case AlarmEvent.AllCancelled _ -> {
        alarms.clear();
        countdowns.clear();
        ringing.clear();
        missed.clear();
        grant(0);
      }
      case AlarmEvent.Acknowledged _ -> {
        if (ringing.isEmpty()) {
          refuse("nothing rings");
        } else {
          ringing.clear();
          grant(0);
        }
      }
      case AlarmEvent.Snoozed e -> snooze(e.minutes());
    }
  }

  // --- what time does

  private void look() {
    revive();
    missed.removeIf(
        each -> now.epochMillis() - each.notedEpochMillis() > Alarms.MISSED_KEPT_MILLIS);
    for (Ringing each : List.copyOf(ringing)) {
      if (now.nanos() - each.sinceNanos() < Alarms.LONGEST_RING_NANOS) continue;
      ringing.remove(each);
      miss(each.id(), each.label(), each.sinceEpochMillis(), Missed.Reason.UNANSWERED, null);
    }
    for (Alarm each : List.copyOf(alarms)) alarm(each);
    for (Countdown each : List.copyOf(countdowns)) countdown(each);
  }

  private void alarm(Alarm alarm) {
    LocalDate latest = alarm.latest(now.epochMillis(), zone);
    if (latest == null || alarm.past().contains(latest)) return;
    int place = alarms.indexOf(alarm);
    if (alarm.days() instanceof Days.Once) alarms.remove(place);
    else alarms.set(place, alarm.over(latest));
    long due = alarm.dueMillis(latest, zone);
    if (now.epochMillis() - due < Alarms.LATEST_MILLIS) {
      ring(alarm.id(), alarm.label());
    } else if (alarm.past().isEmpty() || alarm.past().stream().anyMatch(latest::isAfter)) {
      // Not what was before it was set: then it is the clock that is wrong.
      miss(alarm.id(), alarm.label(), due, Missed.Reason.LATE, alarm);
    }
  }

  private void countdown(Countdown each) {
    if (each.leftMillis(now) == 0) {
      countdowns.remove(each);
      long late = each.restored() ? now.epochMillis() - each.dueEpochMillis() : 0;
      if (late < Alarms.LATEST_MILLIS) ring(each.id(), each.label());
      else miss(each.id(), each.label(), each.dueEpochMillis(), Missed.Reason.LATE, null);
    } else if (!each.restored()) {
      // The clock on the wall was set: the next process must not be misled by it.
      long due = now.epochMillis() + each.leftMillis(now);
      if (Math.abs(due - each.dueEpochMillis()) <= DRIFT_MILLIS) return;
      countdowns.set(
          countdowns.indexOf(each),
          new Countdown(
              each.id(),
              each.lengthMillis(),
              each.dueNanos(),
              due,
              false,
              each.snoozed(),
              each.label()));
    }
  }

  /** What passed by a clock that was wrong is ahead again when the clock is put right. */
  private void revive() {
    for (Missed each : List.copyOf(missed)) {
      Alarm alarm = each.alarm();
      if (alarm == null) continue;
      LocalDate date = each.due().toLocalDate();
      if (alarm.dueMillis(date, zone) <= now.epochMillis()) continue;
      missed.remove(each);
      if (alarm.days() instanceof Days.Once) alarms.add(alarm);
      else alarms.replaceAll(it -> it.id() == alarm.id() ? it.notOver(date) : it);
    }
  }

  /** Monotonic times of the process before mean nothing here. */
  private void restore() {
    countdowns.replaceAll(
        each -> {
          long left = Math.clamp(each.dueEpochMillis() - now.epochMillis(), 0, each.lengthMillis());
          return new Countdown(
              each.id(),
              each.lengthMillis(),
              now.nanos() + left * 1_000_000,
              each.dueEpochMillis(),
              true,
              each.snoozed(),
              each.label());
        });
    ringing.replaceAll(
        each -> {
          long rung =
              Math.clamp(
                  now.epochMillis() - each.sinceEpochMillis(),
                  0,
                  Alarms.LONGEST_RING_NANOS / 1_000_000);
          return new Ringing(
              each.id(), each.label(), now.nanos() - rung * 1_000_000, each.sinceEpochMillis());
        });
  }

  private void ring(int id, String label) {
    var rings = new Ringing(id, label, now.nanos(), now.epochMillis());
    ringing.add(rings);
    effects.add(new AlarmEffect.TellRings(rings));
  }

  private void miss(
      int id, String label, long dueMillis, Missed.Reason reason, @Nullable Alarm alarm) {
    LocalDateTime due = LocalDateTime.ofInstant(Instant.ofEpochMilli(dueMillis), zone);
    var note = new Missed(id, label, due, reason, now.epochMillis(), alarm);
    if (missed.size() >= Alarms.MOST) missed.removeFirst();
    missed.add(note);
    effects.add(new AlarmEffect.TellMissed(note));
  }

  // --- wishes

  private void setAlarm(LocalTime at, Set<DayOfWeek> days, @Nullable LocalDate date, String label) {
    if (!room()) return;
    int id = freeId();
    if (!days.isEmpty()) {
      var weekly = new Alarm(id, at, new Days.Weekly(days), label, List.of());
      LocalDate before = weekly.latest(now.epochMillis(), zone);
      alarms.add(before == null ? weekly : weekly.over(before));
      grant(id);
      return;
    }
    LocalDate today = Alarm.day(now.epochMillis(), zone);
    LocalDate on = date == null ? today : date;
    if (on.isAfter(today.plusYears(Alarms.MOST_YEARS))) {
      refuse("that is more than " + Alarms.MOST_YEARS + " years ahead");
      return;
    }
    var once = new Alarm(id, at, new Days.Once(on), label, List.of());
    if (on.isBefore(today) || once.dueMillis(on, zone) <= now.epochMillis()) {
      if (date != null) {
        refuse("that time has passed");
        return;
      }
      once = new Alarm(id, at, new Days.Once(on.plusDays(1)), label, List.of());
    }
    alarms.add(once);
    grant(id);
  }

  private int countDown(long lengthMillis, boolean snoozed, String label) {
    int id = freeId();
    countdowns.add(
        new Countdown(
            id,
            lengthMillis,
            now.nanos() + lengthMillis * 1_000_000,
            now.epochMillis() + lengthMillis,
            false,
            snoozed,
            label));
    return id;
  }

  private void snooze(int minutes) {
    if (ringing.isEmpty()) {
      refuse("nothing rings");
    } else if (minutes < 1 || minutes > Alarms.LONGEST_SNOOZE_MINUTES) {
      refuse("it can be put off by 1 to " + Alarms.LONGEST_SNOOZE_MINUTES + " minutes");
    } else {
      List<Ringing> rang = List.copyOf(ringing);
      ringing.clear();
      for (Ringing each : rang) countDown(minutes * 60_000L, true, each.label());
      grant(0);
    }
  }

  private boolean room() {
    if (alarms.size() + countdowns.size() < Alarms.MOST) return true;
    refuse("there are " + Alarms.MOST + " alarms and timers; cancel one first");
    return false;
  }

  /** The smallest number that is free: it has to be said aloud. */
  private int freeId() {
    int id = 1;
    while (taken(id)) id++;
    return id;
  }

  private boolean taken(int id) {
    return alarms.stream().anyMatch(each -> each.id() == id)
        || countdowns.stream().anyMatch(each -> each.id() == id)
        || ringing.stream().anyMatch(each -> each.id() == id)
        || missed.stream().anyMatch(each -> each.id() == id);
  }

  private static String label(String label) {
    String clean = label.replaceAll("\\p{Cntrl}+", " ").strip();
    return clean.length() <= Alarms.LONGEST_LABEL
        ? clean
        : clean.substring(0, Alarms.LONGEST_LABEL);
  }

  private void grant(int id) {
    effects.add(new AlarmEffect.Grant(id));
  }

  private void refuse(String why) {
    effects.add(new AlarmEffect.Refuse(why));
  }
}
