package earshot.hal.dsp;

/**
 * What is to be made of the sound of the microphones. Nothing of it leaves every sample as it was.
 *
 * @param echo takes out what the speaker plays
 * @param gain brings a near and a far voice to about the same loudness
 * @param highPass takes out rumble and hum, which an echo canceller does by itself
 */
public record Cleaning(boolean echo, Noise noise, boolean gain, boolean highPass) {

  public static final Cleaning OFF = new Cleaning(false, Noise.OFF, false, false);

  /** How much of a steady noise is taken out: 6, 12, 18 or 21 dB at most. */
  public enum Noise {
    OFF,
    LOW,
    MODERATE,
    HIGH,
    VERY_HIGH
  }

  public boolean nothing() {
    return equals(OFF);
  }
}
