package earshot.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.alarm.AlarmBook;
import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmStore;
import earshot.alarm.Ringer;
import earshot.hal.sim.SimTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the model may do with alarms, and what it is told. */
@Timeout(60)
class AlarmToolTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  // A Thursday, 22:26.
  private final SimTime time = new SimTime(0, 1_780_000_000_000L);
  private final AlarmClock clock =
      new AlarmClock(
          time,
          ZONE,
          AlarmBook.EMPTY,
          AlarmStore.NONE,
          Ringer.NONE,
          AlarmClock.Witness.NONE,
          () -> {});
  private final ToolRunner runner =
      new ToolRunner(
          Tools.of(List.of(Tools.values()), new Tools.Parts(time, ZONE, clock, null)),
          Runnable::run,
          20_000);

  private String call(String name, String arguments) throws Exception {
    var answer = new CompletableFuture<String>();
    runner.call("c", name, arguments.replace('\'', '"'), (_, said) -> answer.complete(said));
    return answer.get(30, TimeUnit.SECONDS);
  }

  private JsonNode told(String name, String arguments) throws Exception {
    return new ObjectMapper().readTree(call(name, arguments));
  }

  @Test
  void aTimerIsSetListedAndRings() throws Exception {
    JsonNode set = told("set_timer", "{'seconds':600,'label':'tea'}");
    assertEquals(1, set.path("id").asInt());
    assertTrue(set.path("kept").asBoolean());
    time.runFor(1_500_000_000L);
    JsonNode timer = told("list_alarms", "{}").path("timers").path(0);
    assertEquals(599, timer.path("seconds_left").asInt());
    assertEquals("tea", timer.path("label").asText());
    time.runFor(600_000_000_000L);
    clock.run();
    assertTrue(clock.ringing());
    told("cancel_alarm", "{'id':1}");
    assertFalse(clock.ringing());
  }

  @Test
  void anAlarmTellsWhenItRingsNext() throws Exception {
    JsonNode set = told("set_alarm", "{'time':'7:30','days':'weekdays'}");
    JsonNode alarm = set.path("alarms").path(0);
    assertEquals("07:30", alarm.path("time").asText());
    assertEquals("weekdays", alarm.path("days").asText());
    assertEquals("2026-05-29 07:30", alarm.path("next").asText());
    assertEquals(
        "2026-12-24",
        told("set_alarm", "{'time':'18:00','date':'2026-12-24'}").at("/alarms/1/days").asText());
    assertEquals(0, told("cancel_alarm", "{'all':true}").path("alarms").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set_timer | {} | the argument seconds is missing",
        "set_timer | {'seconds':0} | the argument seconds is a whole number from 1 to 604800",
        "set_timer | {'seconds':'x'} | the argument seconds is a whole number from 1 to 604800",
        "set_timer | {'seconds':1e99} | the argument seconds is a whole number from 1 to 604800",
        "set_alarm | {'time':'noon'} | the time is said as 07:30, from 0:00 to 23:59",
        "set_alarm | {'time':'7:30','days':'x'} | the days are said as once, daily, weekdays,"
            + " weekend, or mon,tue",
        "set_alarm | {'time':'7:30','date':'x'} | the date is said as 2026-12-24",
        "set_alarm | {'time':'7:30','date':'2020-01-01'} | that time has passed",
        "cancel_alarm | {'id':7} | there is no alarm or timer with the number 7",
        "cancel_alarm | {} | the argument id is a whole number from 1 to 2147483647",
      })
  void whatCannotBeDoneIsToldWithWhy(String name, String arguments, String why) throws Exception {
    assertEquals("{\"error\":\"" + why + "\"}", call(name, arguments));
  }

  @Test
  void whereNothingCanRingTheModelIsOfferedNoAlarms() {
    List<Tool> tools = Tools.of(List.of(Tools.values()), new Tools.Parts(time, ZONE));
    assertEquals(List.of("get_time"), tools.stream().map(Tool::name).toList());
  }
}
