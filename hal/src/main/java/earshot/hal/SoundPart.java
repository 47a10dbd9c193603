package earshot.hal;

/** What microphones and speaker have in common: they can be tried again. */
public interface SoundPart extends AutoCloseable {

  /**
   * Gives up what is open, even a thread that hangs in it, and tries again. Any thread; never
   * blocks; while an attempt is still under way it does nothing.
   *
   * @param afresh looks for the device by its stable name again, rather than opening the same one
   */
  default void reopen(boolean afresh) {}

  /**
   * Whether samples come or go by a clock of the device's own all the time, silence included, and
   * it can be opened again. A pipe does neither. Any thread.
   */
  default boolean hasClock() {
    return true;
  }

  @Override
  void close();
}
