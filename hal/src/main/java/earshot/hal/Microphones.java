package earshot.hal;

/** The microphones, as one house-format stream. They own the thread that blocks in the device. */
public interface Microphones extends Renewable, AutoCloseable {

  /**
   * Opens the device and starts its thread, which writes frames to the ring and then tells the
   * listener. Blocks until the device is open, or, where it may come later, until it is known not
   * to be there. Called once, by the thread that wires the appliance; throws {@link HalException}.
   */
  void open(PcmRing ring, Listener listener);

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

    /** New samples are in the ring. */
    void arrived();

    /**
     * Whether the ring's reader wants every sample: a source without a clock of its own waits for
     * room while it does.
     */
    boolean attentive();

    /** The source has ended (a pipe was closed): nothing more will come. */
    void ended();

    /** The device failed for good; its thread has ended. */
    void failed(HalException reason);
  }
}
