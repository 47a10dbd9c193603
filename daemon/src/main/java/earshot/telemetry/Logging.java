package earshot.telemetry;

import org.tinylog.configuration.Configuration;

/**
 * How much the log tells of our own; libraries say only what is wrong. Works only before the first
 * line is logged.
 */
public final class Logging {

  private Logging() {}

  /** "error", "warn", "info" or "debug". */
  public static void level(String level) {
    if (!Configuration.isFrozen()) {
      Configuration.set("level@earshot", level);
    }
  }
}
