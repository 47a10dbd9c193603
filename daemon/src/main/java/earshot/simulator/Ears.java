package earshot.simulator;

/**
 * Tells speech from silence by loudness, 20 ms after 20 ms. Pure but for what it has heard so far.
 * Understands nothing.
 */
final class Ears {

  enum Heard {
    NOTHING_NEW,
    SPEECH,
    SILENCE
  }

  /** A click is not speech: so many loud frames in a row are. */
  private static final int LOUD_FRAMES = 3;

  private static final int FRAME_MILLIS = 20;

  private final Hearing hearing;
  private boolean speech;
  private int loud;
  private int quiet;

  Ears(Hearing hearing) {
    this.hearing = hearing;
  }

  boolean hearSpeech() {
    return speech;
  }

  Heard frame(double levelDb) {
    if (levelDb > hearing.speechDb()) {
      loud++;
      quiet = 0;
    } else {
      loud = 0;
      quiet++;
    }
    if (!speech && loud >= LOUD_FRAMES) {
      speech = true;
      return Heard.SPEECH;
    }
    if (speech && quiet * FRAME_MILLIS >= hearing.pauseMillis()) {
      forget();
      return Heard.SILENCE;
    }
    return Heard.NOTHING_NEW;
  }

  /** How many frames ago the speech began that was just heard. */
  int framesSinceOnset() {
    return LOUD_FRAMES;
  }

  void forget() {
    speech = false;
    loud = 0;
    quiet = 0;
  }
}
