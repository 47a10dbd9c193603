package earshot.alarm;

/** Makes an alarm heard until it is stopped. On the loop; does not block. */
public interface Ringer {

  /** Nobody hears it. */
  Ringer NONE =
      new Ringer() {
        @Override
        public void start(String label) {}

        @Override
        public void stop() {}
      };

  /** Rings from now on. {@code label} may be empty. */
  void start(String label);

  void stop();

  /** Whether somebody talks with the device now: that is to be heard, and the alarm as well. */
  default void dialog(boolean goesOn) {}
}
