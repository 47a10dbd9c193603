package earshot.hal.pi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.sim.SimTime;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiButtonTest {

  private static final long SECOND = 1_000_000_000;

  private final List<String> heard = new ArrayList<>();
  private final SimTime time = new SimTime(0, 0);
  private final Button.Edges edges =
      new Button.Edges() {
        @Override
        public void edge(boolean down, long atNanos) {
          heard.add(down ? "down" : "up");
          times.add(atNanos);
        }

        @Override
        public void failed(HalException reason) {
          heard.add("failed " + reason.device());
        }
      };
  private final List<Long> times = new ArrayList<>();
  private final DigitalInput line =
      (DigitalInput)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {DigitalInput.class},
              (_, method, _) -> {
                throw new AssertionError(method.getName());
              });

  @Test
  void lowIsDownOnALineThatIsActiveLow() {
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.LOW);
    watch.changed(new LineEvent.First(line, DigitalState.HIGH));
    watch.changed(new LineEvent.Edge(line, DigitalState.LOW, 1));
    watch.changed(new LineEvent.Edge(line, DigitalState.HIGH, 2));
    assertEquals(List.of("down", "up"), heard);
  }

  @Test
  void aButtonThatIsDownAtTheFirstLookIsToldSo() {
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.HIGH);
    time.runFor(5 * SECOND);
    watch.changed(new LineEvent.First(line, DigitalState.HIGH));
    assertEquals(List.of("down"), heard);
    assertEquals(List.of(5 * SECOND), times);
  }

  @Test
  void aPressThatTheFirstLookSawIsNotToldTwice() {
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.LOW);
    watch.changed(new LineEvent.First(line, DigitalState.LOW));
    watch.changed(new LineEvent.Edge(line, DigitalState.LOW, 1));
    watch.changed(new LineEvent.Edge(line, DigitalState.HIGH, 2));
    watch.changed(new LineEvent.Edge(line, DigitalState.LOW, 3));
    watch.changed(new LineEvent.Edge(line, DigitalState.LOW, 4));
    assertEquals(List.of("down", "up", "down", "down"), heard, "bounce stays raw");
  }

  @Test
  void theKernelsTimeBecomesTheAppliancesTime() {
    time.runFor(100 * SECOND);
    long before = Clock.system().nanos();
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.HIGH);
    long after = Clock.system().nanos();
    watch.changed(new LineEvent.Edge(line, DigitalState.HIGH, before + 3 * SECOND));
    long atNanos = times.getFirst();
    assertTrue(Math.abs(atNanos - 103 * SECOND) <= after - before, heard::toString);
  }

  @Test
  void onTheMachinesOwnClockTheTimeIsTheKernelsToTheNanosecond() {
    PiButton.Watch watch = new PiButton.Watch(edges, Clock.system(), DigitalState.HIGH);
    watch.changed(new LineEvent.Edge(line, DigitalState.HIGH, 12_345_678_901L));
    assertEquals(List.of(12_345_678_901L), times);
  }

  @Test
  void timeNeverRunsBackwards() {
    time.runFor(100 * SECOND);
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.HIGH);
    watch.changed(new LineEvent.First(line, DigitalState.HIGH));
    long earlier = Clock.system().nanos() - 50 * SECOND;
    watch.changed(new LineEvent.Edge(line, DigitalState.LOW, earlier));
    assertEquals(List.of("down", "up"), heard);
    assertEquals(times.get(0), times.get(1));
  }

  @Test
  void aLostLineIsAFailureAndNoEdge() {
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.LOW);
    watch.changed(new LineEvent.Lost(line, new HalException("button", "wait", "gone", "another")));
    assertEquals(List.of("failed button"), heard);
  }

  @Test
  void anotherProvidersPlainEventsServeToo() {
    PiButton.Watch watch = new PiButton.Watch(edges, time, DigitalState.LOW);
    time.runFor(SECOND);
    watch.changed(new DigitalStateChangeEvent<>(line, DigitalState.LOW));
    assertEquals(List.of("down"), heard);
    assertEquals(List.of(SECOND), times);
  }
}
