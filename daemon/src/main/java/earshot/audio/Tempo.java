package earshot.audio;

import earshot.hal.Pcm;
import earshot.hal.PcmRing;

/**
 * Takes sound out of the store faster or slower than it was spoken, without changing its pitch: now
 * and then it steps over some periods of the voice, or says them again, where the waveform fits
 * best. Always knows what it has taken. The speaker thread's, but for {@link #speed}; does not
 * allocate. At 1 it copies.
 */
final class Tempo {

  static final double SLOWEST = 0.7;
  static final double FASTEST = 1.3;

  /** So far from its due place a step may land: both ways, more than the period of a low voice. */
  private static final int SEEK = Pcm.RATE / 150;

  /** One waveform becomes the other within 10 ms. */
  private static final int FADE = Pcm.RATE / 100;

  /** Between two steps. */
  private static final int STRIDE = Pcm.RATE / 50;

  /** So far it gets from there until the next step, at most. */
  private static final double ASTRAY = SEEK + STRIDE * 0.3;

  /** What stays in the store behind the place where it reads, to step back to. */
  private static final int KEPT = 4 * SEEK;

  private final PcmRing store;
  private volatile double speed = 1;

  private final short[] around = new short[2 * KEPT];
  private final short[] ending = new short[FADE];

  /** Whether it is between two steps: then the store's own position lags behind. */
  private boolean running;

  /** Where the next sample comes from. */
  private long at;

  /** Where it would come from, were there no waveforms to fit. Never far from {@link #at}. */
  private double due;

  private int untilStep;
  private int faded = FADE;

  Tempo(PcmRing store) {
    this.store = store;
  }

  /** Any thread: from the next step on. */
  void speed(double times) {
    speed = Math.clamp(times, SLOWEST, FASTEST);
  }

  /** The position in the store up to which the sound has been taken, within 13 ms. */
  long taken() {
    return running ? Math.min(Math.round(due), store.written()) : store.read();
  }

  /** How much of the store is still to come. */
  long left() {
    return Math.max(0, store.written() - (running ? at : store.read()));
  }

  /** The store goes on somewhere else. */
  void moved() {
    running = false;
    faded = FADE;
  }

  /**
   * As {@link PcmRing#read}: returns how many samples it gave, which may be more or fewer than it
   * has taken; -1 when the store has lost them. Fewer than {@code count} only when there are no
   * more.
   */
  int read(short[] to, int from, int count) {
    if (!running) {
      if (speed == 1) return store.read(to, from, count);
      if (store.written() == store.read()) return 0;
      running = true;
      at = store.read();
      due = at;
      untilStep = STRIDE;
    }
    int given = 0;
    while (running && given < count) {
      if (untilStep == 0 && !step()) return -1;
      if (!running) {
        int rest = store.read(to, from + given, count - given);
        return rest < 0 ? rest : given + rest;
      }
      int n = go(to, from + given, count - given);
      if (n < 0) return -1;
      given += n;
    }
    return given;
  }

  /** As it was spoken, up to the next step, or to the end of what there is. */
  private int go(short[] to, int from, int count) {
    int most = untilStep == 0 ? count : Math.min(count, untilStep);
    int n = store.peek(at, to, from, most);
    if (n < 0) return n;
    for (int i = 0; i < n && faded < FADE; i++, faded++) {
      double in = 0.5 - 0.5 * Math.cos(Math.PI * (faded + 0.5) / FADE);
      to[from + i] = (short) Math.round(to[from + i] * in + ending[faded] * (1 - in));
    }
    at += n;
    due = Math.clamp(due + n * speed, at - ASTRAY, at + ASTRAY);
    untilStep = Math.max(0, untilStep - n);
    if (at >= store.written()) {
      // The end, or a pause: what comes then begins anew.
      store.seek(at);
      moved();
    } else {
      store.seek(Math.max(store.read(), at - KEPT));
    }
    return n;
  }

  /** Goes to where it is due, or to the place near there that fits best. False: it is gone. */
  private boolean step() {
    if (speed == 1) {
      store.seek(at);
      moved();
      return true;
    }
    long place = Math.round(due);
    long oldest = Math.max(store.read(), Math.min(at, place - SEEK));
    long newest = Math.max(at, place + SEEK) + STRIDE;
    // The last few hundredths of a second come as they are.
    if (newest > store.written() || newest - oldest > around.length) return true;
    int length = (int) (newest - oldest);
    if (store.peek(oldest, around, 0, length) != length) return false;
    int here = (int) (at - oldest);
    int best = best(here, (int) (place - oldest));
    untilStep = STRIDE;
    if (best == here) return true;
    System.arraycopy(around, here, ending, 0, FADE);
    faded = 0;
    at = oldest + best;
    return true;
  }

  /** Roughly first, then exactly. As long as it is near enough, it goes on without a step. */
  private int best(int here, int place) {
    if (Math.abs(here - place) <= SEEK) return here;
    int first = Math.max(0, place - SEEK);
    int last = place + SEEK;
    int rough = best(here, first, last, 4, Math.max(first, place));
    return best(here, Math.max(first, rough - 4), Math.min(last, rough + 4), 1, rough);
  }

  private int best(int here, int first, int last, int by, int otherwise) {
    int best = otherwise;
    double most = likeness(here, best, by);
    for (int i = first; i <= last; i += by) {
      double fits = likeness(here, i, by);
      if (fits <= most) continue;
      most = fits;
      best = i;
    }
    return best;
  }

  /** Greater for what goes on more alike, whatever its loudness. */
  private double likeness(int here, int there, int every) {
    double product = 0;
    double power = 1;
    for (int i = 0; i < FADE; i += every) {
      product += around[here + i] * around[there + i];
      power += around[there + i] * around[there + i];
    }
    return product / Math.sqrt(power);
  }
}
