package earshot.hal.sim;

/** What can be wrong with the simulated speaker, from one moment to the next. A value. */
public sealed interface SpeakerFault {

  /** All is well. A device that was lost plays again when it is opened again. */
  record None() implements SpeakerFault {}

  /** It takes nothing, and nobody is told; opening it hangs too, for as long as this lasts. */
  record Blocked() implements SpeakerFault {}

  /** The line hangs, and another one works: once opened again it is well. */
  record Wedged() implements SpeakerFault {}

  /** Plugged out: told at once, and at each attempt to open it. */
  record Lost() implements SpeakerFault {}

  /**
   * Plugged in elsewhere, or numbered anew with the other cards: where it was there is nothing now,
   * and it works once it is looked for by its name.
   */
  record Moved() implements SpeakerFault {}
}
