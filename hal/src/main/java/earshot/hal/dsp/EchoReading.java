package earshot.hal.dsp;

/**
 * What was measured of the speaker's echo while it played. Levels are medians of 10 ms, in decibels
 * below full scale.
 *
 * @param blocks of 10 ms in which something was played
 * @param playedDb what was handed to the speaker
 * @param echoDb what of it the microphones heard
 * @param restDb what was left of that
 * @param roomDb what they hear when nothing is played
 * @param voiceDb how loud somebody is who speaks to it; {@link #USUAL_VOICE_DB} where nobody has
 * @param delayMillis of the echo, roughly; -1 where it is not known
 */
public record EchoReading(
    int blocks,
    double playedDb,
    double echoDb,
    double restDb,
    double roomDb,
    double voiceDb,
    int delayMillis) {

  /** Of somebody two metres away, at a microphone with a usual gain. */
  public static final double USUAL_VOICE_DB = -38;

  /** How much softer the echo is than what is played. */
  public double lossDb() {
    return playedDb - echoDb;
  }

  /** How much of the echo was taken out. */
  public double reducedDb() {
    return echoDb - restDb;
  }

  /** How far a voice stands out of what is left. */
  public double marginDb() {
    return voiceDb - restDb;
  }

  /** How far what is left stands out of the room's noise. */
  public double audibleDb() {
    return restDb - roomDb;
  }
}
