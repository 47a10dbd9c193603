package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scenario files say all that a script can, and say what is wrong with them. */
class ScenarioTest {

  @Test
  void nothingSaidIsAFriendlyAssistant() {
    assertEquals(Script.usual(), Scenario.parse(""));
  }

  @Test
  void everythingCanBeSaid() {
    Script script =
        Scenario.parse(
            """
            pace = 20
            think_ms = 0
            heard = ["What is the weather?"]
            [terms]
            keys = ["sk-1"]
            beta = false
            session_s = 60
            [[answer]]
            clips = ["weather", "timer"]
            [[answer]]
            on = ["light"]
            say = "At once."
            call = "switch"
            arguments = '{"on":true}'
            [[answer]]
            after_tool = "switch"
            say = "Done: {input}"
            [[answer]]
            seconds = 30
            [[stall]]
            response = 2
            at_ms = 1000
            for_ms = 800
            [[fault]]
            at = "upgrade"
            connection = 2
            do = "refuse"
            status = 429
            retry_after_s = 7
            [[fault]]
            at = "delta"
            response = 3
            count = 10
            after_ms = 5
            do = "cut"
            """);
    assertEquals(20, script.delivery().pace());
    assertEquals(List.of(new Delivery.Stall(2, 1000, 800)), script.delivery().stalls());
    assertEquals(60_000, script.terms().sessionMillis());
    assertEquals(List.of("What is the weather?"), script.heard());
    assertEquals(List.of(Answer.clips("weather", "timer"), Answer.sound(30)), script.answers());
    assertEquals(
        List.of(
            new Script.Cue(
                List.of("light"),
                null,
                new Answer(
                    List.of(
                        new Answer.Say("At once.", List.of(), 0),
                        new Answer.Call("switch", "{\"on\":true}")))),
            Script.Cue.after("switch", Answer.say("Done: {input}"))),
        script.cues());
    assertEquals(
        List.of(
            new Misbehaviour(
                When.at(Point.UPGRADE).on(2),
                new Misbehaviour.Refuse(429, "", Map.of("Retry-After", "7"))),
            new Misbehaviour(
                When.at(Point.DELTA).in(3).afterDeltas(10).after(5), new Misbehaviour.Cut())),
        script.misbehaviours());
  }

  @Test
  void allMistakesAreToldAtOnceWithTheirLines() {
    String told =
        complaint(
            """
            pace = "fast"
            speed = 3
            [[answer]]
            clips = ["wether"]
            [[fault]]
            at = "somewhere"
            do = "explode"
            [terms]
            keys = "sk-1"
            """);
    for (String each :
        List.of(
            "scenario:1: pace: not a number",
            "scenario:2: speed: not known here. Try: answer, burst_ms",
            "scenario:4: answer[0].clips: no clip 'wether'. Try: greeting",
            "scenario:6: fault[0].at: no such place 'somewhere'. Try: upgrade",
            "scenario:7: fault[0].do: nothing is called 'explode'. Try: refuse",
            "scenario:9: terms.keys: not a list of texts")) {
      assertTrue(told.contains(each), each + "\nin\n" + told);
    }
    assertEquals(7, told.lines().count(), told);
  }

  @Test
  void brokenTomlIsToldWithItsLine() {
    String told = complaint("pace = 4\npace == 5");
    assertTrue(told.startsWith("scenario:2: "), told);
  }

  private static String complaint(String toml) {
    var refused = assertThrows(IllegalArgumentException.class, () -> Scenario.parse(toml));
    return String.valueOf(refused.getMessage());
  }
}
