package earshot.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the connection to the service stands, in the one word that status, wait and log use. */
public enum LinkState {
  DOWN,
  CONNECTING,
  /** Not connected on purpose: nobody has wanted to talk for a while. */
  RESTING,
  /** The first session.created has arrived. */
  READY,
  /** Refused for good; waits for a change of the configuration. */
  PARKED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static @Nullable LinkState named(String word) {
    for (LinkState state : values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    return null;
  }
}
