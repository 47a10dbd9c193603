package earshot.realtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the service said, dialect removed. Past tense; immutable; made on the socket's reader
 * thread.
 */
public sealed interface ServerEvent {

  /** {@code inEffect} is the session as the service has it, whatever we asked for. */
  record SessionCreated(
      String sessionId, @Nullable String model, long expiresAtEpochSeconds, SessionSpec inEffect)
      implements ServerEvent {}

  record SessionUpdated(@Nullable String model, @Nullable String voice, SessionSpec inEffect)
      implements ServerEvent {}

  record ErrorReported(ServiceError error) implements ServerEvent {}

  record SpeechStarted(@Nullable String itemId, long audioStartMillis) implements ServerEvent {}

  record SpeechStopped(@Nullable String itemId, long audioEndMillis) implements ServerEvent {}

  record InputCommitted(String itemId, @Nullable String previousItemId) implements ServerEvent {}

  record InputCleared() implements ServerEvent {}

  /** No one spoke for the configured idle time: the service has committed the silence (GA). */
  record InputTimedOut(@Nullable String itemId, long audioStartMillis, long audioEndMillis)
      implements ServerEvent {}

  record ItemAdded(Item item, @Nullable String previousItemId) implements ServerEvent {}

  record ItemDone(Item item, @Nullable String previousItemId) implements ServerEvent {}

  record ItemRetrieved(Item item) implements ServerEvent {}

  record ItemTruncated(String itemId, int contentIndex, long audioEndMillis)
      implements ServerEvent {}

  record ItemDeleted(String itemId) implements ServerEvent {}

  record InputTranscriptDelta(String itemId, int contentIndex, String delta)
      implements ServerEvent {}

  /**
   * What the user said. It is charged apart from the responses: by tokens, or by the seconds of
   * sound, or without a word on it.
   */
  record InputTranscribed(
      String itemId,
      int contentIndex,
      String transcript,
      @Nullable Usage usage,
      @Nullable Double chargedSeconds)
      implements ServerEvent {}

  record InputTranscriptionFailed(String itemId, int contentIndex, ServiceError error)
      implements ServerEvent {}

  /** {@code metadata} is ours, told back; {@code conversationId} is null out of band. */
  record ResponseCreated(
      String responseId, @Nullable String conversationId, Map<String, String> metadata)
      implements ServerEvent {}

  record OutputItemAdded(String responseId, int outputIndex, Item item) implements ServerEvent {}

  record OutputItemDone(String responseId, int outputIndex, Item item) implements ServerEvent {}

  /** Sound of the answer, in house format. The array is the event's own: nobody changes it. */
  @SuppressWarnings("ArrayRecordComponent")
  record AudioDelta(String responseId, String itemId, int contentIndex, short[] samples)
      implements ServerEvent {}

  record AudioDone(String responseId, String itemId, int contentIndex) implements ServerEvent {}

  record TranscriptDelta(String responseId, String itemId, int contentIndex, String delta)
      implements ServerEvent {}

  record TranscriptDone(String responseId, String itemId, int contentIndex, String transcript)
      implements ServerEvent {}

  record TextDelta(String responseId, String itemId, int contentIndex, String delta)
      implements ServerEvent {}

  record TextDone(String responseId, String itemId, int contentIndex, String text)
      implements ServerEvent {}

  record CallArgumentsDone(
      String responseId, String itemId, String callId, String arguments, @Nullable String name)
      implements ServerEvent {}

  record ResponseDone(
      String responseId,
      Status status,
      @Nullable String reason,
      @Nullable ServiceError error,
      @Nullable Usage usage,
      List<Item> output,
      @Nullable String conversationId,
      Map<String, String> metadata)
      implements ServerEvent {}

  /** A hosted server could not be asked which tools it has (GA). */
  record HostedListFailed(String itemId) implements ServerEvent {}

  /** A tool of a hosted server failed; why is in its item (GA). */
  record HostedToolFailed(String itemId) implements ServerEvent {}

  record RateLimitsUpdated(List<RateLimit> limits) implements ServerEvent {}

  record RateLimit(String name, long limit, long remaining, double resetSeconds) {}

  /**
   * Sound of a translation, in house format. Like its words it belongs to no response.
   *
   * @param elapsedMillis how much of what was sent had been taken in by then, or null
   */
  @SuppressWarnings("ArrayRecordComponent")
  record TranslationSpoken(short[] samples, @Nullable Long elapsedMillis) implements ServerEvent {}

  record TranslationWorded(String delta, @Nullable Long elapsedMillis) implements ServerEvent {}

  /** What the speaker said, in the speaker's own language. */
  record SpeakerWorded(String delta, @Nullable Long elapsedMillis) implements ServerEvent {}

  /**
   * So much more sound was sent to a session that is charged by its length. The service does not
   * say it; whoever sent the sound does.
   */
  record SoundCharged(double seconds) implements ServerEvent {}

  /** A known event that changes nothing here (parts, deltas of arguments, MCP progress). */
  record Noted(String type) implements ServerEvent {}

  /** An event type in none of the dialects: counted, logged once per type. */
  record Unknown(String type) implements ServerEvent {}

  enum Status {
    IN_PROGRESS,
    COMPLETED,
    CANCELLED,
    INCOMPLETE,
    FAILED
  }
}
