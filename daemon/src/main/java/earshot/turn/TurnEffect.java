package earshot.turn;

import earshot.realtime.ClientEvent;
import org.jspecify.annotations.Nullable;

/** What shall be done. Imperative; performed in order by the loop. */
public sealed interface TurnEffect {

  /** Start sending what the microphones hear from this moment on, and a little before it. */
  record OpenUplink(long atNanos, boolean preroll) implements TurnEffect {}

  /** Send what was heard up to this moment, then tell {@link TurnEvent.UtteranceSent}. */
  record EndUplink(long atNanos) implements TurnEffect {}

  /**
   * The microphones have ended: send all that they gave, then tell {@link TurnEvent.UtteranceSent}.
   */
  record FinishUplink() implements TurnEffect {}

  /** Send nothing more. */
  record DropUplink() implements TurnEffect {}

  /** This session has heard nothing yet: send the utterance again from its beginning. */
  record ReplayUplink() implements TurnEffect {}

  record Send(ClientEvent event) implements TurnEffect {}

  @SuppressWarnings("ArrayRecordComponent")
  record Play(int connection, String itemId, int contentIndex, short[] samples)
      implements TurnEffect {}

  /** Whatever is being played must not be heard any more. */
  record Silence() implements TurnEffect {}

  /** Run it, then tell {@link TurnEvent.ToolAnswered}. */
  record CallTool(TurnEvent.Call call) implements TurnEffect {}

  record SetTimer(TurnEvent.Timer timer, long afterNanos) implements TurnEffect {}

  record CancelTimer(TurnEvent.Timer timer) implements TurnEffect {}

  /** The answer to whoever asked with this id. */
  record Reply(String askId, boolean whole, String said) implements TurnEffect {}

  /** A thing worth telling people: the journal's, the demonstration's and the lamp's business. */
  record Note(Notice notice, @Nullable String detail) implements TurnEffect {}

  enum Notice {
    /** A request cannot be served: no session in time. */
    DECLINED,
    /** The press was too short to say anything. */
    TOO_SHORT,
    /** The answer was interrupted. */
    INTERRUPTED,
    /** The service failed to answer. */
    FAILED,
    /** The service took too long for its next step. */
    OVERDUE,
    /** A press while the microphones are switched off by hand. */
    MUTED,
    /** The service wants us to wait before it answers. */
    AGAIN_LATER,
    /** The budget is used up: the request is not passed on. */
    SPENT
  }
}
