package earshot.hal.pi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Lights.Look;
import earshot.hal.pi.PiLights.Lamp;
import earshot.hal.pi.PiLights.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiLightsTest {

  /** A lamp that remembers what was done to it. */
  private static final class Bulb implements PiLights.Switch {

    private final List<String> log = new ArrayList<>();
    private boolean broken;

    @Override
    public synchronized void turn(boolean on) {
      if (broken) throw new HalException("bulb", "set the line", "the chip is gone", "another");
      log.add(on ? "on" : "off");
    }

    @Override
    public synchronized void close() {
      log.add("closed");
    }

    synchronized List<String> log() {
      return List.copyOf(log);
    }
  }

  private final Bulb bulb = new Bulb();
  private final PiLights lights =
      new PiLights(List.of(new Lamp(Part.PLAIN, "led on GPIO27", bulb)), Clock.system());

  @Test
  void aPlainLightIsLitWhileItListensAndDarkWhenIdle() {
    lights.show(Look.LISTENING);
    lights.show(Look.IDLE);
    lights.close();
    assertEquals(List.of("on", "off", "closed"), bulb.log());
  }

  @Test
  void theSameLookAgainWritesNothing() {
    lights.show(Look.LISTENING);
    lights.show(Look.LISTENING);
    lights.close();
    lights.show(Look.MUTED);
    lights.close();
    assertEquals(List.of("on", "closed"), bulb.log());
  }

  @Test
  void aBlinkingLookBlinksByItselfAndStopsWhenAnotherIsShown() {
    lights.show(Look.WAITING);
    assertTrue(Await.until(() -> bulb.log().stream().filter("off"::equals).count() >= 2));
    lights.show(Look.SPEAKING);
    int shown = bulb.log().size();
    assertEquals("on", bulb.log().getLast());
    // a second light beats twice as a measure of time in which the first must stay as it is
    Bulb other = new Bulb();
    PiLights beat = new PiLights(List.of(new Lamp(Part.PLAIN, "beat", other)), Clock.system());
    beat.show(Look.WAITING);
    assertTrue(Await.until(() -> other.log().stream().filter("off"::equals).count() >= 2));
    beat.close();
    assertEquals(shown, bulb.log().size());
    lights.close();
  }

  @Test
  void aLampThatFailsDoesNotReachTheCaller() {
    bulb.broken = true;
    lights.show(Look.LISTENING);
    lights.show(Look.WAITING);
    lights.close();
    assertEquals(List.of("closed"), bulb.log());
  }
}
