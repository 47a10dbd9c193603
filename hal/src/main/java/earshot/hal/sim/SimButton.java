package earshot.hal.sim;

import earshot.hal.Button;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A contact on virtual time that bounces like a real one: several edges within a few milliseconds
 * of each touch.
 */
public final class SimButton implements Button {

  private final SimTime time;
  private final Random random;
  private final int bounces;
  private volatile boolean closed;
  private @Nullable Edges edges;

  /**
   * @param bounces at most this many extra pairs of edges at each touch
   */
  public SimButton(SimTime time, int bounces, long seed) {
    this.time = time;
    this.bounces = bounces;
    this.random = new Random(seed);
  }

  @Override
  public void open(Edges edges) {
    this.edges = edges;
  }

  public void press() {
    touch(true);
  }

  public void release() {
    touch(false);
  }

  private void touch(boolean down) {
    edge(down);
    int pairs = bounces == 0 ? 0 : random.nextInt(bounces + 1);
    long at = 0;
    for (int i = 0; i < pairs; i++) {
      at += 200_000 + random.nextInt(1_500_000);
      time.after(at, () -> edge(!down));
      at += 100_000 + random.nextInt(800_000);
      time.after(at, () -> edge(down));
    }
  }

  private void edge(boolean down) {
    if (!closed && edges != null) edges.edge(down, time.nanos());
  }

  @Override
  public String describe() {
    return "simulated button";
  }

  @Override
  public void close() {
    closed = true;
  }
}
