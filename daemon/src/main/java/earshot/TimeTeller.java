package earshot;

import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.hal.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/** How the time of day is said here and now, from recorded words. Any thread; it reads files. */
public final class TimeTeller {

  private final Clock clock;
  private final ZoneId zone;
  private final Prompts prompts;
  private final LocalDate notBefore;

  /**
   * @param notBefore a clock that shows an earlier day is surely wrong
   */
  public TimeTeller(Clock clock, ZoneId zone, Prompts prompts, LocalDate notBefore) {
    this.clock = clock;
    this.zone = zone;
    this.prompts = prompts;
    this.notBefore = notBefore;
  }

  /** The time, or that the clock is wrong: a wrong time is not told with confidence. */
  List<short[]> sound() {
    ZonedDateTime now = Instant.ofEpochMilli(clock.epochMillis()).atZone(zone);
    if (now.toLocalDate().isBefore(notBefore)) {
      return List.of(prompts.samples(Prompt.CLOCK_WRONG));
    }
    return prompts.time(now.toLocalTime());
  }
}
