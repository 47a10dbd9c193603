package earshot;

import earshot.hal.Clock;
import earshot.telemetry.Health;
import earshot.telemetry.SignsOfLife;
import earshot.telemetry.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the service manager informed: ready, one sentence on how it is, and a sign of life, but
 * only while the appliance runs, hears and can be heard. On the loop; without a service manager it
 * does nothing.
 */
final class Steward {

  private final SignsOfLife manager;
  private final Clock clock;
  private final Health health;
  private long aliveAtNanos = Timers.NEVER;
  private String told = "";

  Steward(SignsOfLife manager, Clock clock, Health health) {
    this.manager = manager;
    this.clock = clock;
    this.health = health;
  }

  void ready() {
    if (!manager.present()) return;
    manager.ready();
    if (manager.feedEachNanos() > 0) aliveAtNanos = clock.nanos();
  }

  void reloading() {
    manager.reloading();
  }

  void reloaded() {
    manager.ready();
  }

  void stopping() {
    manager.stopping();
  }

  /** Tells what there is to tell. Returns when to come back. */
  long run(Loop loop) {
    if (!manager.present()) return Timers.NEVER;
    String sentence = sentence(loop);
    if (!sentence.equals(told)) {
      told = sentence;
      manager.status(sentence);
    }
    long now = clock.nanos();
    if (now >= aliveAtNanos) {
      if (loop.well()) manager.alive();
      aliveAtNanos = now + manager.feedEachNanos();
    }
    return aliveAtNanos;
  }

  private String sentence(Loop loop) {
    @Nullable Trouble worst = health.worst();
    if (worst != null) return worst.sentence();
    return loop.linkState().name().equals("ready")
        ? "Ready to be talked to."
        : "Connecting to the service.";
  }
}
