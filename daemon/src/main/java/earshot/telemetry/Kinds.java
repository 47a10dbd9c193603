package earshot.telemetry;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells the first of a kind from the others, for a bounded number of kinds. One thread's own. What
 * comes after the bound belongs to one kind more.
 */
public final class Kinds {

  public enum Seen {
    FIRST,
    /** The first kind for which there is no room. */
    FIRST_TOO_MANY,
    AGAIN
  }

  private final int most;
  private final Set<String> kinds = new HashSet<>();
  private boolean tooMany;

  public Kinds(int most) {
    this.most = most;
  }

  public Seen count(String kind) {
    if (kinds.contains(kind)) return Seen.AGAIN;
    if (kinds.size() < most) {
      kinds.add(kind);
      return Seen.FIRST;
    }
    if (tooMany) return Seen.AGAIN;
    tooMany = true;
    return Seen.FIRST_TOO_MANY;
  }
}
