package earshot.tool;

import earshot.hal.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The table of tools: one row each. */
public enum Tools {
  GET_TIME(parts -> new GetTime(parts.clock(), parts.zone()));

  /** What tools are made of. */
  public record Parts(Clock clock, ZoneId zone) {}

  private final Function<Parts, Tool> make;

  Tools(Function<Parts, Tool> make) {
    this.make = make;
  }

  /** The tool's name, for the model and in the configuration. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<Tool> of(List<Tools> wanted, Parts parts) {
    return wanted.stream().map(row -> row.make.apply(parts)).toList();
  }
}
