package earshot.hal;

/** The microphones, as one house-format stream. They own the thread that blocks in the device. */
public interface Microphones extends SoundPart {

  /**
   * Starts the device and its thread, which writes frames to the ring and then tells the listener.
   * A device that is not there, now or later, is told to the listener. Called once, by the thread
   * that wires the appliance.
   */
  void open(PcmRing ring, Listener listener);

  /** Whether nothing but zeros cannot be a quiet room: a real converter has some noise. */
  default boolean zerosAreOdd() {
    return false;
  }

  /**
   * Whether what the speaker plays is heard in them, as with a card of its own in the same room. A
   * device that takes its own echo out says no. Any thread.
   */
  default boolean hearsTheSpeaker() {
    return false;
  }

  /**
   * How far behind the sound in the room the newest sample in the ring is, in samples. Any thread;
   * does not block.
   */
  long latencySamples();

  /** What this is, for people: "hw:Mic, 2 channels, 48000 Hz, 16 bit". Any thread. */
  String describe();

  /** Releases the device and ends its thread; at once, from any thread, any number of times. */
  @Override
  void close();

  /** Called on the microphone thread. Must neither block nor allocate. */
  interface Listener {

    /** These samples are about to enter the ring; they may be changed in place. */
    default void heard(short[] samples, int count) {}

    /**
     * The same, from a card that has a channel of what its speaker plays.
     *
     * @param played sample by sample what was played when these were heard; not to be changed
     */
    default void heard(short[] samples, short[] played, int count) {
      heard(samples, count);
    }

    /** New samples are in the ring. */
    void arrived();

    /**
     * Whether the ring's reader wants every sample: a source without a clock of its own waits for
     * room while it does.
     */
    boolean attentive();

    /** The source has ended (a pipe was closed): nothing more will come. */
    void ended();

    /**
     * Single microphones of several hear badly and are left out, while the others go on.
     *
     * @param what is wrong, for people; empty when all are well again
     */
    default void weak(String what) {}

    /**
     * The device failed, or is not there; its thread has ended. It stays so until {@link
     * Microphones#reopen}.
     */
    void failed(HalException reason);

    /** Somebody to whom it is all the same. */
    Listener NOBODY =
        new Listener() {
          @Override
          public void arrived() {}

          @Override
          public boolean attentive() {
            return false;
          }

          @Override
          public void ended() {}

          @Override
          public void failed(HalException reason) {}
        };

    /** A listener before another, who is told whatever this one does not take for itself. */
    interface Over extends Listener {

      Listener under();

      @Override
      default void heard(short[] samples, int count) {
        under().heard(samples, count);
      }

      @Override
      default void heard(short[] samples, short[] played, int count) {
        under().heard(samples, played, count);
      }

      @Override
      default void arrived() {
        under().arrived();
      }

      @Override
      default boolean attentive() {
        return under().attentive();
      }

      @Override
      default void ended() {
        under().ended();
      }

      @Override
      default void weak(String what) {
        under().weak(what);
      }

      @Override
      default void failed(HalException reason) {
        under().failed(reason);
      }
    }
  }

  /** Microphones that pass on to others whatever they do not take for themselves. */
  interface Over extends Microphones {

    Microphones under();

    @Override
    default boolean zerosAreOdd() {
      return under().zerosAreOdd();
    }

    @Override
    default boolean hearsTheSpeaker() {
      return under().hearsTheSpeaker();
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
