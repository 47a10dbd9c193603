package earshot.audio;

import earshot.telemetry.Trouble;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The table of what the device can say by itself, and which trouble is said how. Each needs a line
 * in every language's {@code words.tsv}, and the sound that {@code provisioning/prompts} makes.
 */
public enum Prompt {
  STARTING,
  UPDATING,
  GOODBYE,
  MUTED,
  NO_NETWORK,
  NO_INTERNET,
  CAPTIVE_PORTAL,
  NOT_SECURE,
  SERVICE_DOWN,
  SERVICE_BUSY,
  KEY_REFUSED,
  QUOTA_SPENT,
  BUDGET_SPENT,
  MODEL_NOT_FOUND,
  SETTINGS_REFUSED,
  CLOCK_WRONG,
  MICROPHONE_FAULT,
  BUTTON_FAULT,
  ANSWER_FAILED,
  ANSWER_TOO_LATE,
  TIMER,
  ALARM,
  SPEAKER_TEST;

  /** The name of its file, without the ending. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The prompt of this id, or null. */
  public static @Nullable Prompt named(String id) {
    for (Prompt prompt : values()) if (prompt.id().equals(id)) return prompt;
    return null;
  }

  /** What is said of a trouble; null when it cannot be said, or is nobody's business. */
  public static @Nullable Prompt of(Trouble trouble) {
    return switch (trouble) {
      case NO_NETWORK -> NO_NETWORK;
      case NO_NAME, PROXY_FAILED -> NO_INTERNET;
      case CAPTIVE_PORTAL -> CAPTIVE_PORTAL;
      case CLOCK_WRONG -> CLOCK_WRONG;
      case TLS_FAILED -> NOT_SECURE;
      case SERVICE_DOWN, UNREACHABLE -> SERVICE_DOWN;
      case SERVICE_BUSY -> SERVICE_BUSY;
      case NO_KEY, KEY_REFUSED -> KEY_REFUSED;
      case MODEL_NOT_FOUND -> MODEL_NOT_FOUND;
      case QUOTA_EXCEEDED -> QUOTA_SPENT;
      case SETTINGS_REFUSED, DIALECT_REFUSED, PROXY_REFUSED -> SETTINGS_REFUSED;
      case ANSWER_FAILED -> ANSWER_FAILED;
      case MICROPHONE_FAILED, MICROPHONE_SILENT -> MICROPHONE_FAULT;
      case BUTTON_FAILED -> BUTTON_FAULT;
      case BUDGET_SPENT -> BUDGET_SPENT;
      case MUTED -> MUTED;
      case BUG,
          SESSION_LIMIT,
          SPEAKER_FAILED,
          MICROPHONE_WEAK,
          BAD_RELOAD,
          ECHO_STAYS,
          HEARS_ITSELF,
          ON_FALLBACK,
          BUDGET_NEARLY_SPENT,
          STATE_NOT_KEPT ->
          null;
    };
  }
}
