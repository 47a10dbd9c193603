package earshot.turn;

/**
 * Times and policies of the conversation, in one place.
 *
 * @param mode who opens and closes an utterance
 * @param serviceAnswers whether the service starts a response by itself after a turn that it
 *     detected
 * @param serviceInterrupts whether the service cancels its response by itself when it hears speech
 * @param tooShortNanos a press shorter than this says nothing
 * @param wakeNanos how long a wake waits for the first word
 * @param patienceNanos how long the service may take for its next step
 * @param keepNanos how long a request outlives the loss of the connection
 * @param silenceNanos how long the speaker may take to say what was heard
 * @param spoken whether an answer is meant to be heard, not only read
 * @param followUpNanos how long a tap's answer is followed by listening again; 0 for not at all
 * @param limitNanos how long the user speaks at most before it is taken for all; 0 for no limit
 */
public record Manners(
    Mode mode,
    boolean serviceAnswers,
    boolean serviceInterrupts,
    long tooShortNanos,
    long wakeNanos,
    long patienceNanos,
    long keepNanos,
    long silenceNanos,
    boolean spoken,
    long followUpNanos,
    long limitNanos) {

  /** So long a room, and the microphones' own buffer, still ring with the last of an answer. */
  static final long LINGER_NANOS = 300_000_000L;

  public enum Mode {
    /** Push-to-talk: the user speaks while the button is held. */
    HOLD,
    /** A press wakes; the service hears the end of speech. */
    TAP,
    /** Always listening. */
    OPEN
  }

  private static final long SECOND = 1_000_000_000L;

  /** The same for answers that are only read. */
  public Manners written() {
    return new Manners(
        mode,
        serviceAnswers,
        serviceInterrupts,
        tooShortNanos,
        wakeNanos,
        patienceNanos,
        keepNanos,
        silenceNanos,
        false,
        followUpNanos,
        limitNanos);
  }

  /** The same with a window after an answer, and a limit to what is said. */
  public Manners within(long newFollowUpNanos, long newLimitNanos) {
    return new Manners(
        mode,
        serviceAnswers,
        serviceInterrupts,
        tooShortNanos,
        wakeNanos,
        patienceNanos,
        keepNanos,
        silenceNanos,
        spoken,
        newFollowUpNanos,
        newLimitNanos);
  }

  public static Manners of(
      Mode mode, boolean serviceAnswers, boolean serviceInterrupts, long tooShortNanos) {
    return new Manners(
        mode,
        serviceAnswers,
        serviceInterrupts,
        tooShortNanos,
        8 * SECOND,
        20 * SECOND,
        30 * SECOND,
        SECOND / 5,
        true,
        0,
        120 * SECOND);
  }
}
