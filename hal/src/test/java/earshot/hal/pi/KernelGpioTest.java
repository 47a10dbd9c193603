package earshot.hal.pi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.PullResistance;
import earshot.hal.BoardSettings;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Lights.Look;
import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole way from a kernel line to the appliance and back, on a simulated chip of the kernel.
 */
class KernelGpioTest {

  private record Edge(boolean down, long atNanos) {}

  /** What a button told, from its own thread. */
  private static class Told implements Button.Edges {

    private final BlockingQueue<Edge> edges = new LinkedBlockingQueue<>();
    private final BlockingQueue<HalException> failures = new LinkedBlockingQueue<>();

    @Override
    public void edge(boolean down, long atNanos) {
      edges.add(new Edge(down, atNanos));
    }

    @Override
    public void failed(HalException reason) {
      failures.add(reason);
    }

    Edge next() throws InterruptedException {
      Edge edge = edges.poll(20, TimeUnit.SECONDS);
      assertNotNull(edge, "no edge came");
      return edge;
    }
  }

  private final Told told = new Told();
  private final PiLines lines = new PiLines(new GpioChips());
  private final GpioSim sim = GpioSim.open();

  @BeforeEach
  void released() {
    sim.drive(GpioSim.BUTTON, true);
    sim.drive(GpioSim.MUTE, true);
  }

  @AfterEach
  void closed() {
    lines.close();
    sim.close();
  }

  @Test
  void aPressIsAnEdgeAtTheTimeTheKernelSawIt() throws InterruptedException {
    Clock shifted = shifted(86_400_000_000_000L);
    try (PiButton button = button(shifted)) {
      button.open(told);
      for (int i = 0; i < 5; i++) {
        long before = shifted.nanos();
        sim.drive(GpioSim.BUTTON, i % 2 != 0);
        Edge edge = told.next();
        long after = shifted.nanos();
        assertEquals(i % 2 == 0, edge.down());
        assertTrue(
            edge.atNanos() >= before && edge.atNanos() <= after,
            () -> "between " + before + " and " + after + ": " + edge.atNanos());
      }
      assertTrue(told.edges.isEmpty(), "one edge each, and none made up");
    }
  }

  @Test
  void theTimeIsTheEdgesNotTheReaders() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Told slow =
        new Told() {
          @Override
          public void edge(boolean down, long atNanos) {
            first.countDown();
            await(go);
            super.edge(down, atNanos);
          }
        };
    try (PiButton button = button(Clock.system())) {
      button.open(slow);
      sim.drive(GpioSim.BUTTON, false);
      await(first);
      // the reader is held up: it learns of the release long after it happened
      sim.drive(GpioSim.BUTTON, true);
      assertTrue(Await.until(() -> sim.level(GpioSim.BUTTON)));
      long released = Clock.system().nanos();
      assertTrue(Await.until(() -> Clock.system().nanos() > released + 300_000_000));
      go.countDown();
      assertTrue(slow.next().down());
      Edge release = slow.next();
      assertFalse(release.down());
      assertTrue(release.atNanos() < released + 300_000_000);
    }
  }

  @Test
  void theLastEdgeSurvivesAStallThatOverflowsTheKernel() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Told stalled =
        new Told() {
          @Override
          public void edge(boolean down, long atNanos) {
            await(go);
            super.edge(down, atNanos);
          }
        };
    try (PiButton button = button(Clock.system())) {
      button.open(stalled);
      for (int i = 0; i < 501; i++) sim.drive(GpioSim.BUTTON, i % 2 != 0);
      go.countDown();
      assertTrue(Await.until(() -> !stalled.edges.isEmpty() && last(stalled).down()));
      long latest = Long.MIN_VALUE;
      for (Edge edge : stalled.edges) {
        assertTrue(edge.atNanos() >= latest, "in order");
        latest = edge.atNanos();
      }
      sim.drive(GpioSim.BUTTON, true);
      assertTrue(Await.until(() -> !last(stalled).down()));
    }
  }

  @Test
  void aButtonThatIsDownAlreadyIsToldAtOnce() throws InterruptedException {
    // active high, so that its pull holds the level that the far end put on the line
    sim.drive(GpioSim.BUTTON, true);
    PiLine line = new PiLine("button", sim.label(), "TEST17", false);
    try (PiButton button = new PiButton(lines, line, PullResistance.PULL_UP, Clock.system())) {
      button.open(told);
      assertTrue(told.next().down());
      sim.drive(GpioSim.BUTTON, false);
      assertFalse(told.next().down());
    }
  }

  @Test
  void aPullHoldsALineThatNobodyDrives() {
    sim.drive(GpioSim.BUTTON, false);
    try (PiButton button = button(Clock.system())) {
      button.open(told);
      assertTrue(sim.level(GpioSim.BUTTON), "pulled up");
    }
  }

  @Test
  void closingEndsItsThreadAndFreesTheLineAtOnce() {
    for (int i = 0; i < 20; i++) {
      PiButton button = button(Clock.system());
      button.open(told);
      assertTrue(line(GpioSim.BUTTON).used());
      assertEquals("earshot button", line(GpioSim.BUTTON).consumer());
      button.close();
      button.close();
      assertFalse(line(GpioSim.BUTTON).used());
      assertEquals(0, gpioThreads());
    }
    assertTrue(told.failures.isEmpty(), "closing is no failure");
  }

  @Test
  void aButtonMayBeClosedByItsOwnThread() throws InterruptedException {
    PiButton button = button(Clock.system());
    Told closing =
        new Told() {
          @Override
          public void edge(boolean down, long atNanos) {
            button.close();
            super.edge(down, atNanos);
          }
        };
    button.open(closing);
    sim.drive(GpioSim.BUTTON, false);
    assertTrue(closing.next().down());
    assertTrue(Await.until(() -> !line(GpioSim.BUTTON).used() && gpioThreads() == 0));
  }

  @Test
  void aChipThatIsPulledOutIsAFailureInWords() throws InterruptedException {
    Assumptions.assumeTrue(sim.ownChip(), "only a chip of our own may be taken away");
    PiButton button = button(Clock.system());
    button.open(told);
    sim.unplug();
    HalException failure = told.failures.poll(20, TimeUnit.SECONDS);
    assertNotNull(failure);
    assertTrue(
        String.valueOf(failure.getMessage()).contains("the chip is gone"), failure::getMessage);
    button.close();
    assertTrue(Await.until(() -> gpioThreads() == 0));
  }

  @Test
  void lampsWhoseChipIsPulledOutAreLetGoInPeace() {
    Assumptions.assumeTrue(sim.ownChip(), "only a chip of our own may be taken away");
    Hal hal = board(Map.of("led_line", "TEST27", "led_red_line", "TEST23"));
    hal.lights().show(Look.LISTENING);
    assertTrue(sim.level(GpioSim.LED));
    sim.unplug();
    hal.lights().show(Look.WAITING);
    hal.lights().show(Look.MUTED);
    hal.close();
    hal.close();
  }

  @Test
  void aBoardThatCannotHaveOneLineKeepsNone() {
    assertThrows(
        HalException.class, () -> board(Map.of("led_red_line", "TEST23", "led_blue_line", "none")));
    assertFalse(line(23).used());
  }

  @Test
  void aLampFollowsAndGoesDarkWhenClosed() {
    DigitalOutput lamp = lines.output(new PiLine("led", sim.label(), "TEST27", false));
    assertFalse(sim.level(GpioSim.LED), "off from the start");
    assertTrue(line(GpioSim.LED).output());
    lamp.on();
    assertTrue(sim.level(GpioSim.LED));
    lamp.off();
    assertFalse(sim.level(GpioSim.LED));
    lamp.on();
    lamp.close();
    assertFalse(line(GpioSim.LED).used());
  }

  @Test
  void anActiveLowLampIsLitByALowLevel() {
    DigitalOutput lamp = lines.output(new PiLine("led", sim.label(), "TEST27", true));
    assertTrue(sim.level(GpioSim.LED), "off from the start");
    assertTrue(line(GpioSim.LED).activeLow(), "and others see that it is");
    lamp.on();
    assertFalse(sim.level(GpioSim.LED));
    lamp.off();
    assertTrue(sim.level(GpioSim.LED));
  }

  @Test
  void aLineThatIsInUseNamesItsHolder() {
    PiLine held = new PiLine("button", sim.label(), "TEST17", true);
    lines.input(held, PullResistance.PULL_UP);
    try (PiLines others = new PiLines(new GpioChips())) {
      PiLine same = new PiLine("mute", sim.label(), "TEST17", true);
      for (int i = 0; i < 2; i++) {
        HalException refusal =
            assertThrows(HalException.class, () -> others.input(same, PullResistance.PULL_UP));
        assertEquals(
            "earshot mute on "
                + sim.label()
                + " line 17 (TEST17): could not have the line: the line is in use by \"earshot"
                + " button\". Try: stop what holds it, or choose another line (earshot devices"
                + " lists them)",
            refusal.getMessage());
      }
    }
  }

  @Test
  void aLineThatTheKernelHoldsNamesItsHolderToo() {
    Assumptions.assumeTrue(sim.ownChip(), "only a chip of our own has a line that is held");
    HalException refusal =
        assertThrows(
            HalException.class, () -> lines.output(new PiLine("led", sim.label(), "5", false)));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("in use by \"somebody else\""),
        refusal::getMessage);
  }

  @Test
  void aLineThatIsNotThereIsAnsweredWithWhatThereIs() {
    HalException name =
        assertThrows(
            HalException.class,
            () -> lines.input(new PiLine("button", null, "GPIO99", true), PullResistance.OFF));
    assertTrue(String.valueOf(name.getMessage()).contains("TEST17, TEST22"), name::getMessage);
    HalException chip =
        assertThrows(
            HalException.class,
            () -> lines.input(new PiLine("button", "pinctrl-none", "1", true), PullResistance.OFF));
    assertTrue(
        String.valueOf(chip.getMessage()).contains(sim.label() + " (gpiochip"), chip::getMessage);
  }

  @Test
  void theListingShowsNamesUsesAndHolders() {
    lines.output(new PiLine("led", null, "TEST27", false));
    LineInfo led = line(GpioSim.LED);
    assertEquals("TEST27", led.name());
    assertEquals("earshot led", led.consumer());
    assertTrue(led.used() && led.output());
    assertFalse(line(GpioSim.BUTTON).used());
  }

  @Test
  void aWholeBoardOnLinesByNameNumberAndColour() throws InterruptedException {
    Map<String, Object> options =
        Map.of(
            "button_line", "TEST17",
            "mute_chip", sim.label(),
            "mute_line", "22",
            "led_chip", sim.label(),
            "led_red_line", "23",
            "led_green_line", "TEST24",
            "led_blue_line", "25",
            "led_line", "TEST27");
    try (Hal hal = board(options)) {
      Button button = hal.button();
      Button mute = hal.muteSwitch();
      assertNotNull(button);
      assertNotNull(mute);
      Told muting = new Told();
      button.open(told);
      mute.open(muting);
      sim.drive(GpioSim.BUTTON, false);
      assertTrue(told.next().down());
      sim.drive(GpioSim.MUTE, false);
      assertTrue(muting.next().down());
      sim.drive(GpioSim.BUTTON, true);
      assertFalse(told.next().down());

      hal.lights().show(Look.SPEAKING);
      assertEquals(List.of(false, true, false, true), lamps());
      hal.lights().show(Look.MUTED);
      assertEquals(List.of(true, false, false, true), lamps());
      hal.lights().show(Look.IDLE);
      assertEquals(List.of(false, false, false, false), lamps());

      hal.lights().show(Look.WAITING);
      for (int i = 0; i < 3; i++) {
        assertTrue(Await.until(() -> lamps().equals(List.of(true, false, true, true))), "lit");
        assertTrue(Await.until(() -> lamps().equals(List.of(false, false, false, false))), "dark");
      }
    }
    assertEquals(0, gpioThreads());
    for (int line : new int[] {17, 22, 23, 24, 25, 27}) assertFalse(line(line).used());
  }

  private List<Boolean> lamps() {
    return List.of(sim.level(23), sim.level(24), sim.level(25), sim.level(GpioSim.LED));
  }

  private static Hal board(Map<String, Object> options) {
    BoardSettings settings =
        new BoardSettings(
            "pi",
            options,
            Clock.system(),
            InputStream.nullInputStream(),
            new PrintStream(new ByteArrayOutputStream()));
    return PiBoard.parts(settings, _ -> new Silence(), _ -> new Silence());
  }

  private PiButton button(Clock clock) {
    PiLine line = new PiLine("button", sim.label(), "TEST17", true);
    return new PiButton(lines, line, PullResistance.PULL_UP, clock);
  }

  private LineInfo line(int offset) {
    return new GpioChips()
        .list().stream()
            .filter(one -> one.chip().label().equals(sim.label()))
            .findFirst()
            .orElseThrow()
            .lines()
            .get(offset);
  }

  private static Edge last(Told told) {
    Edge[] all = told.edges.toArray(new Edge[0]);
    return all[all.length - 1];
  }

  private static long gpioThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("gpio"))
        .count();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Clock shifted(long nanos) {
    return new Clock() {
      @Override
      public long nanos() {
        return Clock.system().nanos() + nanos;
      }

      @Override
      public long epochMillis() {
        return Clock.system().epochMillis();
      }
    };
  }

  /** A board's sound is somebody else's test. */
  private static final class Silence implements Microphones, Speaker {

    @Override
    public void open(PcmRing ring, Listener listener) {}

    @Override
    public void open(Feed feed) {}

    @Override
    public void nudge() {}

    @Override
    public long latencySamples() {
      return 0;
    }

    @Override
    public String describe() {
      return "no sound";
    }

    @Override
    public void close() {}
  }
}
