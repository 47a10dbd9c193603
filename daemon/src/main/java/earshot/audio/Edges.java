package earshot.audio;

/**
 * The soft ends of sound that stops where it was not meant to: 5 ms after the last sample of it,
 * and 5 ms before the next. They are made of what is played anyway and stand beside it, so that no
 * sample of an answer is changed. Remembers what the card was given. The speaker thread's.
 */
final class Edges {

  /** 5 ms. */
  static final int FADE = 120;

  /** 2.7 s: far more than any card holds. */
  private static final int KEPT = 1 << 16;

  private final short[] given = new short[KEPT];
  private long end;

  private final short[] ending = new short[FADE];
  private int endingAt;
  private int endingLength;

  /** The card is given this at this position. */
  void given(short[] period, int samples, long position) {
    int start = (int) (position & KEPT - 1);
    int first = Math.min(samples, KEPT - start);
    System.arraycopy(period, 0, given, start, first);
    System.arraycopy(period, first, given, 0, samples - first);
    end = position + samples;
  }

  private short at(long position) {
    return position < 0 ? 0 : given[(int) (position & KEPT - 1)];
  }

  /**
   * The card has thrown away what comes after this position: as if it were turned down there. If
   * that is nothing, all of it is heard, and fades backwards as in a pause.
   */
  void cut(long position) {
    int count = Math.clamp(end - position, 0, FADE);
    if (count == 0) {
      for (int i = 0; i < FADE; i++) ending[i] = at(position - 1 - i);
      ends(FADE);
      return;
    }
    for (int i = 0; i < count; i++) ending[i] = at(position + i);
    end = position;
    ends(count);
  }

  /** These were to come next, and are turned down instead. */
  void cut(short[] samples, int count) {
    System.arraycopy(samples, 0, ending, 0, count);
    ends(count);
  }

  private void ends(int count) {
    boolean audible = false;
    for (int i = 0; i < count; i++) {
      ending[i] = (short) (ending[i] * (count - i) / count);
      audible |= ending[i] != 0;
    }
    endingAt = 0;
    endingLength = audible ? count : 0;
  }

  /**
   * Nothing comes after so many samples of the period that is being made for this position. What
   * was heard last goes backwards while it fades: nothing else goes on from there without a jump.
   */
  void pause(short[] period, int count, long position) {
    for (int i = 0; i < FADE; i++) {
      int before = count - 1 - i;
      ending[i] = before >= 0 ? period[before] : at(position + before);
    }
    ends(FADE);
  }

  /** Puts what has to follow there, as far as there is room. Returns how much that was. */
  int follow(short[] period, int at, int samples) {
    int count = Math.min(endingLength - endingAt, samples - at);
    System.arraycopy(ending, endingAt, period, at, count);
    endingAt += count;
    return count;
  }

  /** Nothing has to follow any more. */
  void forget(long position) {
    endingLength = 0;
    endingAt = 0;
    end = position;
  }

  /**
   * Puts before the end of the period what leads to these samples, which the next one begins with:
   * themselves, backwards and ever louder. Returns how much that was.
   */
  static int lead(short[] period, int samples, short[] coming, int count) {
    for (int i = 0; i < count; i++) {
      period[samples - 1 - i] = (short) (coming[i] * (count - i) / count);
    }
    return count;
  }
}
