package earshot.hal;

import java.util.List;
import java.util.function.Function;

/**
 * One row of the table of boards: what it is called, what it is, which options it takes, and how
 * its parts are made.
 */
public record Board(
    String name, String summary, List<Option> options, Function<BoardSettings, Hal> parts) {

  /**
   * One key of the {@code [board]} table: the configuration reader checks names and kinds against
   * these.
   */
  public record Option(String key, Kind kind, String help) {}

  public enum Kind {
    TEXT,
    NUMBER,
    FLAG
  }
}
