package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import earshot.audio.Cue;
import earshot.config.Config.CueName;
import earshot.config.Config.Mode;
import earshot.hal.Lights.Look;
import earshot.hal.sim.SimTime;
import earshot.turn.TurnEffect.Notice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which cue is heard when, by what the lamp shows. */
class CueingTest {

  private final SimTime time = new SimTime(0, 0);
  private final Timers timers = new Timers();
  private final List<Cue> heard = new ArrayList<>();
  private Cueing cueing = cueing(true, CueName.AUTO, Mode.HOLD);

  private Cueing cueing(boolean audible, CueName name, Mode mode) {
    var made = new Cueing(time, timers, audible, heard::add);
    made.configure(name, mode);
    made.shown(Look.IDLE);
    return made;
  }

  private void run(long millis) {
    long until = time.nanos() + millis * 1_000_000;
    while (timers.next() <= until) {
      time.runFor(timers.next() - time.nanos());
      Runnable act;
      while ((act = timers.pollAct(time.nanos())) != null) act.run();
    }
    time.runFor(until - time.nanos());
  }

  @Test
  void aQuickAnswerHasABeginningAndAnEnd() {
    cueing.shown(Look.LISTENING);
    run(2_000);
    cueing.shown(Look.WAITING);
    run(1_100);
    cueing.shown(Look.SPEAKING);
    run(9_000);
    cueing.shown(Look.IDLE);
    run(60_000);
    assertEquals(List.of(Cue.LISTENING, Cue.DONE), heard);
  }

  @Test
  void aWaitIsToldAfterAWhileAndNotWithoutEnd() {
    cueing.shown(Look.WAITING);
    run(1_199);
    assertEquals(List.of(), heard);
    run(2);
    assertEquals(List.of(Cue.THINKING), heard);
    run(600_000);
    assertEquals(List.of(Cue.THINKING, Cue.THINKING, Cue.THINKING), heard);
  }

  @Test
  void aSecondWaitIsNotToldByTheFirstOnesClock() {
    cueing.shown(Look.WAITING);
    run(1_000);
    cueing.shown(Look.SPEAKING);
    cueing.shown(Look.WAITING);
    run(1_000);
    assertEquals(List.of(), heard);
    run(300);
    assertEquals(List.of(Cue.THINKING), heard);
  }

  @Test
  void whoAskedForSilenceGetsIt() {
    cueing.shown(Look.SPEAKING);
    cueing.hushed();
    cueing.shown(Look.IDLE);
    assertEquals(List.of(), heard);
    cueing.shown(Look.SPEAKING);
    cueing.shown(Look.IDLE);
    assertEquals(List.of(Cue.DONE), heard);
  }

  @Test
  void oneTroubleIsToldOnceAndOnlyToWhoAsked() {
    cueing.shown(Look.CONNECTING);
    cueing.shown(Look.TROUBLE);
    assertEquals(List.of(), heard);
    cueing.shown(Look.WAITING);
    cueing.noted(Notice.FAILED);
    cueing.shown(Look.TROUBLE);
    assertEquals(List.of(Cue.TROUBLE), heard);
    run(6_000);
    cueing.noted(Notice.DECLINED);
    assertEquals(List.of(Cue.TROUBLE, Cue.TROUBLE), heard);
    run(6_000);
    cueing.noted(Notice.TOO_SHORT);
    cueing.noted(Notice.INTERRUPTED);
    assertEquals(List.of(Cue.TROUBLE, Cue.TROUBLE), heard);
  }

  @Test
  void aPipeHearsThemOnlyWhenItIsAskedTo() {
    cueing = cueing(false, CueName.AUTO, Mode.HOLD);
    cueing.shown(Look.LISTENING);
    assertEquals(List.of(), heard);
    cueing = cueing(false, CueName.ON, Mode.TAP);
    cueing.shown(Look.LISTENING);
    assertEquals(List.of(Cue.LISTENING), heard);
  }

  @Test
  void neitherSwitchedOffNorWithAnOpenMicrophoneIsThereAny() {
    for (Cueing each :
        List.of(cueing(true, CueName.OFF, Mode.HOLD), cueing(true, CueName.ON, Mode.OPEN))) {
      each.shown(Look.LISTENING);
      each.shown(Look.WAITING);
      run(10_000);
      each.noted(Notice.FAILED);
      each.shown(Look.SPEAKING);
      each.shown(Look.IDLE);
    }
    assertEquals(List.of(), heard);
  }
}
