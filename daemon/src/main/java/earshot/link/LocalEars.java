package earshot.link;

import earshot.hal.Pcm;

/**
 * Tells speech from silence by its loudness over the quietest of the last seconds, for services
 * that do not listen themselves. Owned by one session; understands nothing.
 */
final class LocalEars {

  enum Heard {
    NOTHING_NEW,
    SPEECH,
    SILENCE
  }

  private static final int FRAME_MILLIS = 20;

  /** A click is not speech: so many loud frames in a row are. */
  static final int LOUD_FRAMES = 3;

  /** Speech is that much louder than the room. */
  private static final double OVER_ROOM_DB = 9;

  private static final double QUIETEST_ROOM_DB = -60;
  private static final double LOUDEST_ROOM_DB = -30;

  /** The room's own loudness is followed down at once, and up so fast. */
  private static final double RISE_DB_A_FRAME = 0.05;

  private final double leastDb;
  private final int pauseFrames;
  private double roomDb = -50;
  private boolean speech;
  private int loud;
  private int quiet;

  /**
   * @param threshold from 0 to 1, as services have it: 0.5 hears a voice in a room
   * @param pauseMillis a silence of this length ends the speech
   */
  LocalEars(double threshold, int pauseMillis) {
    leastDb = -60 + 40 * threshold;
    pauseFrames = Math.max(1, pauseMillis / FRAME_MILLIS);
  }

  /** The next 20 ms. */
  Heard frame(short[] samples, int at) {
    double db = Pcm.levelDb(samples, at, Pcm.FRAME);
    boolean isLoud = db > Math.max(leastDb, roomDb + OVER_ROOM_DB);
    if (!isLoud || !speech) {
      double next = db < roomDb ? db : roomDb + RISE_DB_A_FRAME;
      roomDb = Math.clamp(next, QUIETEST_ROOM_DB, LOUDEST_ROOM_DB);
    }
    loud = isLoud ? loud + 1 : 0;
    quiet = isLoud ? 0 : quiet + 1;
    if (!speech && loud >= LOUD_FRAMES) {
      speech = true;
      return Heard.SPEECH;
    }
    if (speech && quiet >= pauseFrames) {
      speech = false;
      return Heard.SILENCE;
    }
    return Heard.NOTHING_NEW;
  }

  boolean hearsSpeech() {
    return speech;
  }

  void forget() {
    speech = false;
    loud = 0;
    quiet = 0;
  }
}
