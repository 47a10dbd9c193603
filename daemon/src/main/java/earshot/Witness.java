package earshot;

import earshot.config.Config;
import earshot.hal.dsp.EchoReading;
import earshot.link.LinkState;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import earshot.realtime.Usage;
import earshot.telemetry.Trouble;
import earshot.turn.Cut;
import earshot.turn.Duplex;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what the loop did: journal, health, the demonstration, tests. Called on the loop;
 * must not block.
 */
public interface Witness {

  /** This configuration is in effect from now on. */
  default void configured(Config config) {}

  default void turned(TurnState before, TurnState after) {}

  /** {@code trouble} is why, where the link is down or parked. */
  default void linked(LinkState before, LinkState after, Trouble trouble) {}

  /** What the user said, as the service's transcript has it. */
  default void userSaid(String text) {}

  /** What the assistant said, or had said when it was interrupted. */
  default void assistantSaid(String text, boolean whole) {}

  default void cut(Cut cut) {}

  default void noted(Notice notice, @Nullable String detail) {}

  default void used(String model, Usage usage) {}

  /** What the service says is left of its limits. */
  default void limited(List<ServerEvent.RateLimit> limits) {}

  /** How the budgets stand, after each charge and each change of them. */
  default void budgeted(Purse.Verdict verdict) {}

  default void complained(ServiceError error) {}

  /** A hosted tool was called, allowed, or not allowed, or has failed. */
  default void hosted(String what, boolean failed) {}

  default void pressed() {}

  /** A message that no dialect knows, or that was no event at all. */
  default void ignored(String what) {}

  default void deviceFailed(Input.Device device, String message) {}

  /** Single microphones of several are left out; empty when all are well again. */
  default void microphonesWeak(String what) {}

  /** What had failed works again. */
  default void deviceBack(Input.Device device) {}

  /** Whether the microphones are suspected, because they give nothing but zeros. */
  default void deviceSilent(boolean silent) {}

  /** Why the sound of the microphones cannot be cleaned; null when it can. */
  default void uncleaned(@Nullable String why) {}

  /**
   * What the device may do while it speaks is another than before; null when nothing is measured.
   *
   * @param reading the latest, if there was one
   */
  default void duplex(@Nullable Duplex duplex, @Nullable EchoReading reading) {}

  /** The loop came so late to what it had set itself for a time. */
  default void stalled(long millis) {}
}
