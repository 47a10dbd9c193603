package earshot.hal.pi;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.io.gpio.digital.PullResistance;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import org.jspecify.annotations.Nullable;

/**
 * A contact on a GPIO line. Edges come on the line's own thread, raw, at the time the kernel saw
 * them; debouncing is not done here.
 */
final class PiButton implements Button {

  private final PiLines lines;
  private final PiLine line;
  private final PullResistance pull;
  private final Clock clock;
  private @Nullable DigitalInput input;
  private boolean closed;

  PiButton(PiLines lines, PiLine line, PullResistance pull, Clock clock) {
    this.lines = lines;
    this.line = line;
    this.pull = pull;
    this.clock = clock;
  }

  @Override
  public synchronized void open(Edges edges) {
    if (input != null || closed) {
      throw new HalException(
          describe(), "open it", "it has been opened before", "a new one for each opening");
    }
    DigitalInput opened = lines.input(line, pull);
    input = opened;
    Watch watch = new Watch(edges, clock, line.onState());
    opened.addListener(watch::changed);
  }

  @Override
  public String describe() {
    return line.describe();
  }

  @Override
  public void close() {
    DigitalInput opened;
    synchronized (this) {
      if (closed) return;
      closed = true;
      opened = input;
    }
    if (opened != null) opened.close();
  }

  /** Turns Pi4J's events into edges at the appliance's time. On the line's thread only. */
  static final class Watch {

    private static final int MEASUREMENTS = 10;

    private final Edges edges;
    private final Clock clock;
    private final DigitalState on;
    private final long clockLessMonotonic;
    private long latest;
    private boolean toldFirst;

    Watch(Edges edges, Clock clock, DigitalState on) {
      this.edges = edges;
      this.clock = clock;
      this.on = on;
      this.clockLessMonotonic = clockLessMonotonic(clock);
      this.latest = Long.MIN_VALUE;
    }

    void changed(DigitalStateChangeEvent<?> event) {
      boolean down = event.state() == on;
      switch (event) {
        case LineEvent.Lost lost -> edges.failed(lost.reason());
        case LineEvent.First _ -> {
          if (down) tell(true, clock.nanos());
          toldFirst = down;
        }
        case LineEvent.Edge edge -> {
          // the press that the first look saw may be waiting as an edge too
          if (!(toldFirst && down)) tell(down, edge.monotonicNanos() + clockLessMonotonic);
          toldFirst = false;
        }
        default -> tell(down, clock.nanos());
      }
    }

    /**
     * On Linux the machine's monotonic clock is the one the kernel stamps edges with. Of a few
     * measurements of another clock against it the tightest counts: a thread may be held up between
     * two looks.
     */
    private static long clockLessMonotonic(Clock clock) {
      Clock monotonic = Clock.system();
      if (clock == monotonic) return 0;
      long tightest = Long.MAX_VALUE;
      long difference = 0;
      for (int i = 0; i < MEASUREMENTS; i++) {
        long before = monotonic.nanos();
        long there = clock.nanos();
        long width = monotonic.nanos() - before;
        if (width < tightest) {
          tightest = width;
          difference = there - before - width / 2;
        }
      }
      return difference;
    }

    /** The first look can be later than edges that were waiting: time never runs backwards. */
    private void tell(boolean down, long atNanos) {
      latest = Math.max(latest, atNanos);
      edges.edge(down, latest);
    }
  }
}
