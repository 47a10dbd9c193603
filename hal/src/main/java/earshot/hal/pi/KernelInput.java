package earshot.hal.pi;

import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.GpioLine;
import org.jspecify.annotations.Nullable;

/**
 * A Pi4J input on a kernel line. It owns the one thread that waits for edges, from the first
 * listener on, and tells all listeners there: first what the line is, then every edge, raw. Pi4J's
 * debounce is not applied.
 */
final class KernelInput extends DigitalInputBase {

  private static final long LEAVE_MILLIS = 1000;

  private final GpioLine line;
  private final DigitalState on;
  private final DigitalState first;
  private @Nullable Thread watcher;

  KernelInput(DigitalInputProvider provider, DigitalInputConfig config, GpioLine line) {
    super(provider, config);
    this.line = line;
    this.on = config.onState();
    // looked at once: edges are kept from the request on, and a later look would tell some of them
    // twice
    this.first = state();
  }

  @Override
  public DigitalState state() {
    return electrical(line.active());
  }

  @Override
  public synchronized DigitalInput addListener(DigitalStateChangeListener... listeners) {
    super.addListener(listeners);
    if (watcher == null) {
      watcher = Thread.ofPlatform().name("gpio").daemon().start(this::watch);
    }
    return this;
  }

  @Override
  public DigitalInput shutdownInternal(Context context) {
    super.shutdownInternal(context);
    line.close();
    Thread thread;
    synchronized (this) {
      thread = watcher;
    }
    if (thread != null && thread != Thread.currentThread()) leave(thread);
    return this;
  }

  private void watch() {
    try {
      dispatch(new LineEvent.First(this, first));
      boolean open = true;
      while (open) open = line.awaitEdges(this::edge);
    } catch (HalException e) {
      // nobody hears this of a line that was closed: its listeners are gone
      dispatch(new LineEvent.Lost(this, e));
    }
  }

  private void edge(boolean active, long monotonicNanos) {
    dispatch(new LineEvent.Edge(this, electrical(active), monotonicNanos));
  }

  /** The kernel knows which level is on, and speaks of active; Pi4J speaks of levels. */
  private DigitalState electrical(boolean active) {
    return active ? on : DigitalState.getInverseState(on);
  }

  /** So that the line is free when close returns. */
  private static void leave(Thread thread) {
    try {
      thread.join(LEAVE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
