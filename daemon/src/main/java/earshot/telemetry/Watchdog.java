package earshot.telemetry;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether loop, microphone and speaker still make progress. Pure: counts and time go in, and who is
 * stuck comes out. Does not feed anybody.
 */
public record Watchdog(Map<Part, Mark> marks) {

  /** Who must make progress, and within which time. */
  public enum Part {
    LOOP(10_000_000_000L),
    MICROPHONE(10_000_000_000L),
    SPEAKER(10_000_000_000L);

    private final long windowNanos;

    Part(long windowNanos) {
      this.windowNanos = windowNanos;
    }

    public long windowNanos() {
      return windowNanos;
    }
  }

  /** A count, and when it was first seen. */
  public record Mark(long count, long sinceNanos) {}

  /** All counts only grow; a muted microphone may be silent. */
  public record Seen(long loopTurns, long frames, long consumed, boolean muted) {

    private long count(Part part) {
      return switch (part) {
        case LOOP -> loopTurns;
        case MICROPHONE -> frames;
        case SPEAKER -> consumed;
      };
    }
  }

  /** The next state, and who is stuck: to be fed only when that is nobody. */
  public record Verdict(Watchdog next, Set<Part> stuck) {
    public boolean feed() {
      return stuck.isEmpty();
    }
  }

  /** From the moment when all parts are open. */
  public static Watchdog from(Seen seen, long nowNanos) {
    Map<Part, Mark> marks = new EnumMap<>(Part.class);
    for (Part part : Part.values()) marks.put(part, new Mark(seen.count(part), nowNanos));
    return new Watchdog(marks);
  }

  public Verdict look(Seen seen, long nowNanos) {
    Map<Part, Mark> next = new EnumMap<>(marks);
    Set<Part> stuck = EnumSet.noneOf(Part.class);
    marks.forEach(
        (part, mark) -> {
          boolean excused = part == Part.MICROPHONE && seen.muted();
          if (excused || seen.count(part) != mark.count()) {
            next.put(part, new Mark(seen.count(part), nowNanos));
          } else if (nowNanos - mark.sinceNanos() > part.windowNanos()) {
            stuck.add(part);
          }
        });
    return new Verdict(new Watchdog(next), stuck);
  }
}
