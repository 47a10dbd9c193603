package earshot.telemetry;

import earshot.hal.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that started the process how it is, in its notify protocol. Any thread,
 * never blocks; without a service manager nothing happens. Does not decide when all is well.
 */
public final class SignsOfLife {

  private final Clock clock;
  private final @Nullable String address;
  private final long watchdogNanos;

  /** The variables of the process: {@code System::getenv}. */
  public SignsOfLife(Function<String, @Nullable String> environment, Clock clock) {
    this.clock = clock;
    String socket = environment.apply("NOTIFY_SOCKET");
    address = socket != null && NotifySocket.fits(socket) ? socket : null;
    watchdogNanos = address == null ? 0 : nanos(environment.apply("WATCHDOG_USEC"));
  }

  private static long nanos(@Nullable String micros) {
    // A number of at most 15 digits stays far from overflow.
    return micros == null || !micros.matches("[0-9]{1,15}") ? 0 : Long.parseLong(micros) * 1000;
  }

  public boolean present() {
    return address != null;
  }

  /** How often {@link #alive} should be told: half of what is allowed; 0 when nobody waits. */
  public long feedEachNanos() {
    return watchdogNanos / 2;
  }

  public boolean ready() {
    return tell("READY=1");
  }

  public boolean stopping() {
    return tell("STOPPING=1");
  }

  /** The reload begins; {@link #ready} ends it, also when the old configuration stays. */
  public boolean reloading() {
    return tell("RELOADING=1\nMONOTONIC_USEC=" + clock.nanos() / 1000);
  }

  /** One line for whoever asks the service manager. */
  public boolean status(String sentence) {
    return tell("STATUS=" + sentence.replaceAll("\\p{Cntrl}+", " "));
  }

  public boolean alive() {
    return tell("WATCHDOG=1");
  }

  /** Start or end take longer than usual: this much more from now. */
  public boolean extendTimeout(long nanos) {
    return tell("EXTEND_TIMEOUT_USEC=" + nanos / 1000);
  }

  private boolean tell(String message) {
    return address != null && NotifySocket.send(address, message);
  }
}
