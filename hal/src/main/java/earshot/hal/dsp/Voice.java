package earshot.hal.dsp;

/** How sure it is that somebody speaks into the microphones while the speaker plays. */
public enum Voice {
  NONE,
  /** First evidence, which may be wrong. */
  HINT,
  /** It has gone on for long enough. */
  SURE
}
