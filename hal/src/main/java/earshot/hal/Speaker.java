package earshot.hal;

/**
 * The speaker, in house format. It owns the thread that blocks in the device, and pulls fixed
 * periods from the feed.
 */
public interface Speaker extends SoundPart {

  /**
   * Starts the device and its thread. A device that is not there, now or later, is told to the
   * feed. Called once, by the thread that wires the appliance.
   */
  void open(Feed feed);

  /**
   * Makes the speaker thread look at its feed now rather than at the next period. Any thread; never
   * blocks.
   */
  void nudge();

  /**
   * How much the card holds between the feed and the listener's ear when full, in samples. Any
   * thread.
   */
  long latencySamples();

  /** What this is, for people. Any thread. */
  String describe();

  /**
   * Silences and releases the device and ends its thread; at once, from any thread, any number of
   * times.
   */
  @Override
  void close();

  /**
   * What the speaker plays. Called on the speaker thread only; must neither block nor allocate.
   * Positions count house samples handed to the card since it was opened, less those that a cut
   * took back: so a position is also the count of samples a listener will have heard when the card
   * gets there.
   */
  interface Feed {

    /**
     * Whether what the card still holds must not be heard. Asked before each period and at each
     * nudge.
     */
    boolean cutting();

    /**
     * The card has thrown away what it held after {@code played} samples, or it holds so little
     * that this many are heard: nothing after them. The next {@link #fill} is at this position.
     */
    void cut(long played);

    /**
     * Fills one period, silence included. Returns how many samples at its start are wanted by the
     * listener; 0 says that there is nothing to play, so that a card without a clock of its own (a
     * pipe) may wait for a nudge and drop the period.
     */
    int fill(short[] period, int samples, long position);

    /** This many samples have left the card. Called at least once a period. */
    void played(long position);

    /** The device failed, or is not there; its thread has ended. */
    void failed(HalException reason);

    /**
     * Another line than before plays from here on: of what the last one held, nothing after {@code
     * played} was heard. The next {@link #fill} is at this position.
     */
    default void reopened(long played) {}

    /** A feed that nobody cuts off and that does not ask how far the card is. */
    interface Uncut extends Feed {

      @Override
      default boolean cutting() {
        return false;
      }

      @Override
      default void cut(long played) {}

      @Override
      default void played(long position) {}
    }

    /** A feed that lies over another and passes on to it whatever it does not take for itself. */
    interface Over extends Feed {

      Feed under();

      @Override
      default boolean cutting() {
        return under().cutting();
      }

      @Override
      default void cut(long played) {
        under().cut(played);
      }

      @Override
      default void played(long position) {
        under().played(position);
      }

      @Override
      default void failed(HalException reason) {
        under().failed(reason);
      }

      @Override
      default void reopened(long played) {
        under().reopened(played);
      }
    }
  }

  /** A speaker that passes on to another whatever it does not take for itself. */
  interface Over extends Speaker {

    Speaker under();

    @Override
    default void nudge() {
      under().nudge();
    }

    @Override
    default boolean hasClock() {
      return under().hasClock();
    }

    @Override
    default void reopen(boolean afresh) {
      under().reopen(afresh);
    }

    @Override
    default long latencySamples() {
      return under().latencySamples();
    }

    @Override
    default String describe() {
      return under().describe();
    }

    @Override
    default void close() {
      under().close();
    }
  }
}
