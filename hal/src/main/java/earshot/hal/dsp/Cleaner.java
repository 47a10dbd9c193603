package earshot.hal.dsp;

import earshot.hal.Pcm;

/** Makes the sound of the microphones cleaner, 10 ms at a time. The microphone thread's. */
public interface Cleaner extends AutoCloseable {

  /** Samples in 10 ms. */
  int BLOCK = Pcm.RATE / 100;

  /**
   * Cleans one block in place. Must neither block nor allocate.
   *
   * @param played what left the speaker about then, or a little earlier
   */
  void clean(short[] block, short[] played);

  /** By how much what comes out is late. */
  long latencySamples();

  /** Any thread, any number of times. */
  @Override
  void close();
}
