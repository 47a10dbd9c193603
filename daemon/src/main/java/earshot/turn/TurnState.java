package earshot.turn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the conversation stands.
 *
 * @param phase what the person notices
 * @param ready whether a configured session is there to talk to
 * @param connection counts connections, so that what belongs to an earlier one is known
 * @param active what the service is answering, as far as we know
 * @param cutting silence was asked for, and the speaker has not yet said what was heard
 * @param wanting a response shall be asked for as soon as nothing stands in its way
 * @param muted the microphones are switched off by hand
 * @param spent the budget is used up: nothing more is asked of the service
 * @param full the service's limits leave no room for another response, for some seconds
 * @param efforts what the present request has taken so far
 */
public record TurnState(
    Phase phase,
    boolean ready,
    int connection,
    Active active,
    boolean cutting,
    boolean wanting,
    boolean muted,
    boolean spent,
    boolean full,
    Efforts efforts) {

  public static final TurnState START =
      new TurnState(
          new Idle(), false, 0, new Active.None(), false, false, false, false, false, Efforts.NONE);

  /**
   * What one request has taken.
   *
   * @param rounds how often the model called tools for it
   * @param retries how often the service was asked again after it had failed
   */
  public record Efforts(int rounds, int retries) {
    static final Efforts NONE = new Efforts(0, 0);
  }

  public sealed interface Phase {}

  /**
   * Nobody has the word.
   *
   * @param lingering an answer has just been heard to its end, and the user may say something to it
   */
  public record Idle(boolean lingering) implements Phase {
    public Idle() {
      this(false);
    }
  }

  /**
   * The user has the word.
   *
   * @param service true if the service hears the end, false if the button tells it
   * @param heard the service has heard speech in it
   * @param closing the user has finished; the last of the sound is on its way
   * @param unasked it listens by itself after an answer, and nobody has said anything yet
   */
  public record Listening(
      long sinceNanos, boolean service, boolean heard, boolean closing, boolean unasked)
      implements Phase {

    public Listening(long sinceNanos, boolean service, boolean heard, boolean closing) {
      this(sinceNanos, service, heard, closing, false);
    }
  }

  /** The service has the word, and no sound of its answer has come yet. */
  public record Waiting(Request request, String said) implements Phase {}

  /** The answer is heard, and more of it is to come. */
  public record Speaking(Request request, String said) implements Phase {}

  /**
   * The model has called tools, and waits for what they say. What it said before may still be
   * heard.
   *
   * @param open the ids of the calls that have no answer yet
   */
  public record Working(Request request, String said, List<String> open) implements Phase {}

  /** The answer is complete; the rest of it is being heard. */
  public record Finishing(Request request, String said) implements Phase {}

  /** The service's current response. At most one at a time. */
  public sealed interface Active {

    record None() implements Active {}

    /** Asked for, not confirmed. */
    record Requested(boolean unwanted) implements Active {}

    record Running(String responseId, boolean unwanted) implements Active {}
  }

  /** The state's name for people and scripts. */
  public String name() {
    return switch (phase) {
      case Idle i -> ready ? "idle" : "unavailable";
      case Listening l -> "listening";
      case Waiting w -> "waiting";
      case Speaking s -> "speaking";
      case Working w -> "working";
      case Finishing f -> "finishing";
    };
  }

  /** Whether the service has the word: more of the answer is to come. */
  public boolean answering() {
    return phase instanceof Waiting || phase instanceof Speaking || phase instanceof Working;
  }

  /** Whether somebody asks, or waits for the first of an answer. */
  public boolean asking() {
    return userSpeaks() || phase instanceof Waiting;
  }

  /** Whether a question is being asked or answered. */
  public boolean underWay() {
    return userSpeaks() || answering();
  }

  private boolean userSpeaks() {
    return phase instanceof Listening l && !l.unasked();
  }

  /** Whether nobody speaks and nothing is under way: the time to change the connection. */
  public boolean pausing() {
    return phase instanceof Idle && !cutting && !wanting && active instanceof Active.None;
  }

  /** The response whose sound may be heard now, or null. */
  public @Nullable String admitted() {
    return active instanceof Active.Running r
            && !r.unwanted()
            && (phase instanceof Waiting || phase instanceof Speaking)
        ? r.responseId()
        : null;
  }

  TurnState with(Phase phase) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState with(Active active) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState with(Efforts efforts) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState wanting(boolean wanting) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState cutting(boolean cutting) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState muted(boolean muted) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState full(boolean full) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState spent(boolean spent) {
    return new TurnState(
        phase, ready, connection, active, cutting, wanting, muted, spent, full, efforts);
  }

  TurnState linked(boolean ready, int connection) {
    return new TurnState(
        phase, ready, connection, new Active.None(), cutting, wanting, muted, spent, full, efforts);
  }
}
