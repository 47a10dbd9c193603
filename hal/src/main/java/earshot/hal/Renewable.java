package earshot.hal;

import org.jspecify.annotations.Nullable;

/** A device that may go and come back. Without these words it is one that does not. */
public interface Renewable {

  /**
   * Whether its samples come or go by a clock of its own, so that their number tells whether it
   * works. Any thread.
   */
  default boolean steady() {
    return false;
  }

  /**
   * Has the device closed and opened again, by its name and as often as it takes. Any thread; does
   * not wait for it.
   */
  default void reopen() {}

  /** Why it could not be opened again, as far as that is known now. Any thread. */
  default @Nullable HalException trouble() {
    return null;
  }
}
