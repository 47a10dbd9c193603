package earshot.turn;

import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened, as far as the conversation cares. Past tense. */
public sealed interface TurnEvent {

  /**
   * @param unheardNanos since when no service has heard us; the same where there was no gap
   * @param sees whether it can be shown an image
   */
  record LinkReady(long atNanos, long unheardNanos, boolean sees) implements TurnEvent {
    public LinkReady(long atNanos, long unheardNanos) {
      this(atNanos, unheardNanos, true);
    }

    public LinkReady(long atNanos) {
      this(atNanos, atNanos);
    }
  }

  record LinkLost() implements TurnEvent {}

  /** Debounced; the time is the edge's own. */
  record Pressed(long atNanos) implements TurnEvent {}

  record Released(long atNanos) implements TurnEvent {}

  /**
   * @param image to be looked at, as a data URL
   */
  record Asked(long atNanos, String text, @Nullable String image, @Nullable String askId)
      implements TurnEvent {

    public Asked(long atNanos, String text, @Nullable String askId) {
      this(atNanos, text, null, askId);
    }
  }

  /** Someone wants silence. */
  record Stopped() implements TurnEvent {}

  /** The appliance has come up. */
  record Started(long atNanos) implements TurnEvent {}

  /** Another mode takes over: what is under way ends, and so does an open microphone. */
  record ModeLeft() implements TurnEvent {}

  record MuteSwitched(long atNanos, boolean muted) implements TurnEvent {}

  /** The microphones' source has come to its end. */
  record InputEnded() implements TurnEvent {}

  /** The utterance is on its way whole: so much sound of it went to this session. */
  record UtteranceSent(long sentMillis) implements TurnEvent {}

  record SpeechStarted(long atNanos) implements TurnEvent {}

  /** Somebody has been talking over the answer, surely, and had begun at this moment. */
  record TalkedOver(long atNanos) implements TurnEvent {}

  record InputCommitted(long atNanos) implements TurnEvent {}

  record ResponseCreated(String responseId) implements TurnEvent {}

  @SuppressWarnings("ArrayRecordComponent")
  record AudioArrived(String responseId, String itemId, int contentIndex, short[] samples)
      implements TurnEvent {}

  record WordsArrived(String responseId, String words) implements TurnEvent {}

  /**
   * @param hosted what tools of hosted servers have to do with it
   * @param calls the tools that the model calls in it
   * @param againNanos when it failed: how long until it is worth asking again; 0 for never
   */
  record ResponseEnded(
      String responseId,
      Status status,
      @Nullable String reason,
      @Nullable ServiceError error,
      List<Call> calls,
      Hosted hosted,
      long againNanos)
      implements TurnEvent {

    public ResponseEnded(
        String responseId, Status status, @Nullable String reason, @Nullable ServiceError error) {
      this(responseId, status, reason, error, List.of(), 0);
    }

    public ResponseEnded(
        String responseId,
        Status status,
        @Nullable String reason,
        @Nullable ServiceError error,
        List<Call> calls,
        long againNanos) {
      this(responseId, status, reason, error, calls, Hosted.NONE, againNanos);
    }
  }

  /**
   * Tools that the service calls by itself.
   *
   * @param approvals how the service's questions whether it may are answered
   * @param working whether a call is under way or may be made now; its end is told
   * @param answered whether a call has been made, and nothing was said after it
   */
  record Hosted(List<Approval> approvals, boolean working, boolean answered) {
    public static final Hosted NONE = new Hosted(List.of(), false, false);

    boolean goesOn() {
      return working || answered || !approvals.isEmpty();
    }
  }

  /** What we say to one such question; {@code why} is for the model. */
  record Approval(String requestId, boolean granted, String why) {}

  /** The service has called a hosted tool, whatever came of it. */
  record HostedToolAnswered() implements TurnEvent {}

  /** A tool that the model calls; the arguments are text, and meant to be JSON. */
  record Call(String callId, String name, String arguments) {}

  /** A tool has answered, or failed, or taken too long: in words for the model. */
  record ToolAnswered(String callId, String output) implements TurnEvent {}

  /** The budget is used up, or there is some again. */
  record BudgetChanged(long atNanos, boolean spent) implements TurnEvent {}

  /** Whether the service's limits leave room for another response. */
  record RoomChanged(boolean room) implements TurnEvent {}

  /** The service refused something; {@code about} is the step of ours that it names. */
  record Complained(ServiceError error, @Nullable Step about) implements TurnEvent {}

  /** The speaker is silent, and says what of the cut items was heard. */
  record Silenced(List<Cut> cuts) implements TurnEvent {}

  /** Everything that was accepted has been heard. */
  record PlayedOut() implements TurnEvent {}

  /** The last of an answer has died away in the room. */
  record DiedAway(long atNanos) implements TurnEvent {}

  record TimerFired(Timer timer) implements TurnEvent {}

  enum Timer {
    /** The service's next step is overdue. */
    PATIENCE,
    /** A wake without a word. */
    WAKE,
    /** The speaker has not said what was heard. */
    SILENCE,
    /** The service may be asked again. */
    AGAIN,
    /** The last of an answer dies away in the room: then {@link DiedAway}. */
    LINGER,
    /** The user has spoken for as long as he may. */
    LIMIT
  }

  /** The steps that an error can be about. */
  enum Step {
    CREATE,
    COMMIT,
    CANCEL,
    TRUNCATE,
    ITEM,
    OTHER
  }
}
