package earshot.tool;

import earshot.alarm.AlarmClock;
import earshot.audio.Volume;
import earshot.hal.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of tools: one row each. */
public enum Tools {
  GET_TIME(parts -> new GetTime(parts.clock(), parts.zone())),
  SET_TIMER(parts -> parts.of(AlarmTool::setTimer)),
  SET_ALARM(parts -> parts.of(AlarmTool::setAlarm)),
  LIST_ALARMS(parts -> parts.of(AlarmTool::list)),
  CANCEL_ALARM(parts -> parts.of(AlarmTool::cancel)),
  SET_VOLUME(parts -> parts.volume() == null ? null : new SetVolume(parts.volume()));

  /**
   * What tools are made of.
   *
   * @param alarms null where nothing can ring
   * @param volume null where nothing is heard
   */
  public record Parts(
      Clock clock, ZoneId zone, @Nullable AlarmClock alarms, @Nullable Volume volume) {

    public Parts(Clock clock, ZoneId zone) {
      this(clock, zone, null, null);
    }

    private @Nullable Tool of(Function<AlarmClock, Tool> make) {
      return alarms == null ? null : make.apply(alarms);
    }
  }

  private final Function<Parts, @Nullable Tool> make;

  Tools(Function<Parts, @Nullable Tool> make) {
    this.make = make;
  }

  /** The tool's name, for the model and in the configuration. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those of the wanted that the parts are there for. */
  public static List<Tool> of(List<Tools> wanted, Parts parts) {
    return wanted.stream()
        .<@Nullable Tool>map(row -> row.make.apply(parts))
        .filter(Objects::nonNull)
        .toList();
  }
}
