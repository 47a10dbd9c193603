package earshot.realtime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What we say to the service, in neither dialect. Imperative; immutable. Sound goes by {@link
 * Dialect#append}.
 */
public sealed interface ClientEvent {

  record UpdateSession(SessionSpec session) implements ClientEvent {}

  record CommitInput() implements ClientEvent {}

  record ClearInput() implements ClientEvent {}

  record CreateItem(Item item, @Nullable String previousItemId) implements ClientEvent {}

  record TruncateItem(String itemId, int contentIndex, long audioEndMillis)
      implements ClientEvent {}

  record DeleteItem(String itemId) implements ClientEvent {}

  record RetrieveItem(String itemId) implements ClientEvent {}

  record CreateResponse(ResponseSpec response) implements ClientEvent {}

  record CancelResponse(@Nullable String responseId) implements ClientEvent {}

  /**
   * What may differ from the session for one response; null leaves the session's word.
   *
   * @param toolChoice as in {@link SessionSpec.Details}
   * @param metadata comes back with the response; at most 16 short texts, empty for none
   */
  record ResponseSpec(
      @Nullable String instructions,
      @Nullable Boolean audio,
      @Nullable String toolChoice,
      @Nullable Integer maxOutputTokens,
      Map<String, String> metadata) {

    public static final ResponseSpec AS_SESSION = new ResponseSpec(null, null, null);

    /** The answer came as text, and is to be heard. */
    public static final ResponseSpec LAST_ANSWER_ALOUD =
        new ResponseSpec(
            "Say your last answer aloud, word for word, and nothing else.", true, "none");

    /** The model has to answer with what it knows. */
    public static final ResponseSpec WITHOUT_TOOLS = new ResponseSpec(null, null, "none");

    public ResponseSpec(
        @Nullable String instructions, @Nullable Boolean audio, @Nullable String toolChoice) {
      this(instructions, audio, toolChoice, null, Map.of());
    }

    /** The same, and no longer than this. */
    public ResponseSpec withAtMost(int tokens) {
      return new ResponseSpec(instructions, audio, toolChoice, tokens, metadata);
    }
  }
}
