package earshot.hal.desktop;

import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The space bar of the terminal as a button. Its thread ({@code space}) waits for keys; while a key
 * may be held it looks often, otherwise it sleeps in a read.
 */
public final class SpaceBar implements Button {

  private static final long LOOK_NANOS = 20_000_000L;

  private final Clock clock;
  private volatile boolean closed;
  private volatile @Nullable Terminal terminal;

  public SpaceBar(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void open(Edges edges) {
    var opened = new Terminal();
    terminal = opened;
    Thread.ofPlatform().name("space").daemon().start(() -> watch(opened, edges));
    // Whoever closed it meanwhile did not see the terminal.
    if (closed) opened.close();
  }

  private void watch(Terminal keys, Edges edges) {
    var space = new HeldKey();
    String reason;
    try {
      while (true) {
        boolean before = space.down();
        if (space.waiting() && !keys.ready()) {
          LockSupport.parkNanos(this, LOOK_NANOS);
          if (closed) return;
          if (!keys.ready()) space.pass(clock.nanos());
        } else {
          int key = keys.read();
          if (key < 0) break;
          if (key == ' ') space.press(clock.nanos());
        }
        if (space.down() != before) edges.edge(space.down(), clock.nanos());
      }
      reason = "the terminal has gone";
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (closed) return;
    edges.failed(
        new HalException(
            "space bar", "wait for it", reason, "start again in a terminal, or use earshot press"));
  }

  @Override
  public String describe() {
    return "space bar: hold it to talk, or tap it to begin and again to end"
        + " (a terminal does not tell when a key is let go)";
  }

  @Override
  public void close() {
    closed = true;
    Terminal open = terminal;
    if (open != null) open.close();
  }
}
