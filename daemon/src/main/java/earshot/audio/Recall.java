package earshot.audio;

import earshot.hal.Pcm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last answer, as it was meant to be said: what came of it, whether it was heard, cut off, or
 * outlived by its connection. Bounded; owned by the loop. It plays nothing.
 */
public final class Recall {

  /** Of a longer answer the beginning is kept. */
  private static final int MOST_SECONDS = 120;

  private final long most;
  private List<short[]> sound = new ArrayList<>();
  private long samples;
  private boolean asked;

  /**
   * @param storeSeconds what the reply store holds: no more can be said at once
   */
  public Recall(int storeSeconds) {
    most = (long) Math.min(MOST_SECONDS, storeSeconds) * Pcm.RATE;
  }

  /** Somebody asks: the next sound is another answer's. Until it comes the old one stays. */
  public void asked() {
    asked = true;
  }

  /** Some more of the answer. The samples are not copied: nobody may change them any more. */
  public void said(short[] more) {
    if (asked) {
      sound = new ArrayList<>();
      samples = 0;
      asked = false;
    }
    int n = (int) Math.min(more.length, most - samples);
    if (n <= 0) return;
    sound.add(n == more.length ? more : Arrays.copyOf(more, n));
    samples += n;
  }

  /** All of it, in pieces, in order; empty when nothing was ever said. */
  public List<short[]> sound() {
    return List.copyOf(sound);
  }
}
