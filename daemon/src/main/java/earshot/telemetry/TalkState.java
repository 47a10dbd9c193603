package earshot.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the conversation is doing, in the one word that status, wait, log and docs use. */
public enum TalkState {
  /** There is no session to talk to. */
  UNAVAILABLE,
  IDLE,
  LISTENING,
  /** The user has finished; no answer is heard yet. */
  WAITING,
  SPEAKING,
  /** The answer is complete and plays out. */
  FINISHING,
  /** A tool runs for the answer. */
  WORKING;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static @Nullable TalkState named(String word) {
    for (TalkState state : values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    return null;
  }
}
