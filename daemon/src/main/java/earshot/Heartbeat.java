package earshot;

import earshot.telemetry.ServiceManager;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Feeds the service manager's watchdog from the loop, so that a loop that hangs is not fed. Its own
 * thread only reminds the loop, as often as the manager wants; without a watchdog there is none.
 */
final class Heartbeat implements AutoCloseable {

  private volatile boolean over;

  /**
   * @param onLoop runs something on the loop, from any thread
   */
  Heartbeat(ServiceManager manager, Consumer<Runnable> onLoop) {
    long each = manager.feedEachNanos();
    if (each == 0) return;
    Thread.ofVirtual()
        .name("heartbeat")
        .start(
            () -> {
              while (!over) {
                onLoop.accept(manager::alive);
                LockSupport.parkNanos(this, each);
              }
            });
  }

  @Override
  public void close() {
    over = true;
  }
}
