package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.ToolCalls;
import earshot.Witness;
import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.hal.Boards;
import earshot.hal.sim.SimTime;
import earshot.realtime.Provider;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.simulator.Answer;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.stage.Stage;
import earshot.turn.TurnState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a process would need hours for, or a switch that no simulated process has. */
class VirtualTimeTest {

  private static final Script USUAL = Script.answering(Answer.sound(1));

  private static Stage stage(Script script, Witness witness) {
    var sources = new Sources(null, "sim", List.of("service.provider=simulator"));
    Config config =
        switch (new ConfigReader(Boards.all(), name -> null).read(sources)) {
          case Reading.Good(var good, var settings) -> good;
          case Reading.Bad(var problems) -> throw new AssertionError(problems);
        };
    var session =
        new Session(
            Provider.SIMULATOR.endpoint(
                new Provider.Target("gpt-realtime-2.1", "ga", null, null, null, null)),
            new SessionSpec(
                "gpt-realtime-2.1",
                true,
                null,
                null,
                config.talk().detection(),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of()));
    return new Stage(
        new SimTime(0, 1_780_000_000_000L),
        new Stage.Setting(
            config,
            List.of(new Stage.Place(script, () -> session)),
            ToolCalls.NONE,
            null,
            witness,
            (samples, at, count, wanted) -> {},
            1_000_000,
            0,
            7));
  }

  /** At each place where a door can be slammed. */
  @ParameterizedTest
  @EnumSource(
      value = Point.class,
      names = {"UPGRADE", "OPEN", "CREATED", "UPDATE"})
  void anHourOfSlammedDoorsIsSomeSixtyAttempts(Point point) {
    Misbehaviour.Act act =
        point == Point.UPGRADE
            ? new Misbehaviour.Refuse(503, "", Map.of())
            : new Misbehaviour.Close(1011, "");
    try (var stage = stage(USUAL.with(When.at(point), act), new Witness() {})) {
      stage.time().runFor(3_600_000_000_000L);
      int attempts = stage.service().connections();
      // An hour has 30 delays of two minutes, and they are between an eighth and all of that.
      assertTrue(attempts > 30 && attempts < 240, () -> attempts + " attempts");
    }
  }

  @Test
  void theMuteSwitchIsToldOfAlsoWhileNobodySpeaks() {
    List<Boolean> told = new ArrayList<>();
    var witness =
        new Witness() {
          @Override
          public void turned(TurnState before, TurnState after) {
            if (before.muted() != after.muted()) told.add(after.muted());
          }
        };
    try (var stage = stage(USUAL, witness)) {
      assertTrue(stage.runUntil("idle", 5_000_000_000L));
      stage.board().muteSwitch().press();
      stage.time().runFor(1_000_000_000L);
      stage.board().muteSwitch().release();
      stage.time().runFor(1_000_000_000L);
      assertEquals(List.of(true, false), told);
    }
  }
}
