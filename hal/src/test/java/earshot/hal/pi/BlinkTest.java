package earshot.hal.pi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Lights.Look;
import earshot.hal.sim.SimTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlinkTest {

  private static final long MILLI = 1_000_000;

  @Test
  void troubleIsLitATenthOfEachSecond() {
    assertEquals(
        List.of("0 on", "100 off", "1000 on", "1100 off", "2000 on", "2100 off"),
        changes(Look.TROUBLE, 2900));
  }

  @Test
  void waitingBlinksFastAndConnectingSlowly() {
    assertEquals(
        List.of("0 on", "150 off", "300 on", "450 off", "600 on", "750 off"),
        changes(Look.WAITING, 800));
    assertEquals(List.of("0 on", "500 off", "1000 on"), changes(Look.CONNECTING, 1400));
  }

  @Test
  void aSteadyLookNeverChangesByItself() {
    for (Look look :
        EnumSet.complementOf(EnumSet.of(Look.CONNECTING, Look.WAITING, Look.TROUBLE))) {
      assertEquals(Long.MAX_VALUE, Blink.untilChange(look, 12345), look.name());
      assertTrue(Blink.lit(look, 12345), look.name());
    }
  }

  /** Runs the blinking as its thread does, on virtual time. */
  private static List<String> changes(Look look, long millis) {
    SimTime time = new SimTime(0, 0);
    List<String> seen = new ArrayList<>();
    Runnable step =
        new Runnable() {
          @Override
          public void run() {
            long shown = time.nanos();
            seen.add(shown / MILLI + (Blink.lit(look, shown) ? " on" : " off"));
            time.after(Blink.untilChange(look, shown), this);
          }
        };
    time.at(0, step);
    time.runUntil(millis * MILLI);
    return seen;
  }

  @Test
  void everyLookCanBeToldFromTheOthersOnThreeColours() {
    Set<String> seen = new HashSet<>();
    for (Look look : EnumSet.complementOf(EnumSet.of(Look.DARK))) {
      String shown =
          PiLights.Part.RED.shows(look)
              + " "
              + PiLights.Part.GREEN.shows(look)
              + " "
              + PiLights.Part.BLUE.shows(look)
              + " "
              + look.onMillis();
      assertTrue(seen.add(shown), look + " looks like another: " + shown);
    }
  }

  @Test
  void coloursAreTheBrightestChannelsOfTheLook() {
    assertEquals("", colour(Look.IDLE));
    assertEquals("RED GREEN ", colour(Look.CONNECTING));
    assertEquals("GREEN BLUE ", colour(Look.LISTENING));
    assertEquals("RED BLUE ", colour(Look.WAITING));
    assertEquals("GREEN ", colour(Look.SPEAKING));
    assertEquals("RED ", colour(Look.MUTED));
    assertEquals("RED ", colour(Look.TROUBLE));
  }

  private static String colour(Look look) {
    StringBuilder colour = new StringBuilder();
    for (PiLights.Part part : EnumSet.complementOf(EnumSet.of(PiLights.Part.PLAIN))) {
      if (part.shows(look)) colour.append(part).append(' ');
    }
    return colour.toString();
  }
}
