package earshot.hal.sim;

/** What can be wrong with the simulated microphones, from one moment to the next. A value. */
public sealed interface MicrophoneFault {

  /** All is well. A device that was lost gives sound again when it is opened again. */
  record None() implements MicrophoneFault {}

  /** Only this share of the frames comes, 0 to 1, however often it is opened. */
  record Share(double share) implements MicrophoneFault {}

  /** Every frame comes, and holds nothing but zeros. */
  record Zeros() implements MicrophoneFault {}

  /** Nothing comes, and nobody is told; opening it hangs too, for as long as this lasts. */
  record Blocked() implements MicrophoneFault {}

  /** The line hangs, and another one works: once opened again it is well. */
  record Wedged() implements MicrophoneFault {}

  /** Plugged out: told at once, and at each attempt to open it. */
  record Lost() implements MicrophoneFault {}

  /**
   * Plugged in elsewhere, or numbered anew with the other cards: where it was there is nothing now,
   * and it works once it is looked for by its name.
   */
  record Moved() implements MicrophoneFault {}
}
