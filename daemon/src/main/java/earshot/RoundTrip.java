package earshot;

import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Plays chirps on a board, finds them in what its microphones hear, and tells how long they were
 * under way: through the room, a cable, or a sound server's monitor. Opens the board by itself; on
 * the calling thread, for some seconds.
 */
final class RoundTrip {

  private static final int CHIRPS = 10;
  private static final int LENGTH = Pcm.RATE / 10;
  private static final int APART = Pcm.RATE / 2;

  /** The first sound of a card is late, or is not heard at all. */
  private static final int FIRST = Pcm.RATE;

  private static final double LOUDNESS = 8_000;
  private static final double FROM_HERTZ = 500;
  private static final double TO_HERTZ = 6_000;

  /** Of pure noise it is 0.2 at the most, in as many places as are looked at. */
  private static final double ALIKE = 0.35;

  private static final long LOOK_NANOS = 5_000_000L;
  private static final long LIMIT_NANOS = 15_000_000_000L;

  private final Clock clock;
  private final short[] chirp = chirp();

  RoundTrip(Clock clock) {
    this.clock = clock;
  }

  private static short[] chirp() {
    short[] chirp = new short[LENGTH];
    double phase = 0;
    for (int i = 0; i < LENGTH; i++) {
      double part = (double) i / LENGTH;
      phase += 2 * Math.PI * (FROM_HERTZ + (TO_HERTZ - FROM_HERTZ) * part) / Pcm.RATE;
      double window = Math.sin(Math.PI * part);
      chirp[i] = (short) (LOUDNESS * window * window * Math.sin(phase));
    }
    return chirp;
  }

  /** Of those that were heard, in nanoseconds; leaves the board open. */
  List<Long> nanos(BenchBoard board) {
    var feed = new Chirps();
    board.microphones().open(new PcmRing(2 * Pcm.RATE), Microphones.Listener.NOBODY);
    board.speaker().open(feed);
    long limit = clock.nanos() + LIMIT_NANOS;
    while (!feed.done()) {
      board.check();
      if (clock.nanos() > limit) {
        throw new IllegalStateException("the speaker does not play what it is given");
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    List<Long> trips = new ArrayList<>();
    for (int i = 0; i < CHIRPS; i++) {
      long handed = feed.handedAtNanos[i];
      long from = board.heard().positionAt(handed);
      int found = find(board.heard().from(from, APART + LENGTH));
      if (found >= 0) trips.add(board.heard().nanosOf(from + found) - handed);
    }
    return trips;
  }

  /** Where the chirp begins, or -1. */
  int find(short[] heard) {
    double own = 0;
    for (short each : chirp) own += (double) each * each;
    double best = 0;
    int at = -1;
    double power = 0;
    for (int i = 0; i + LENGTH <= heard.length; i++) {
      if (i == 0) for (int k = 0; k < LENGTH; k++) power += (double) heard[k] * heard[k];
      double sum = 0;
      for (int k = 0; k < LENGTH; k++) sum += (double) chirp[k] * heard[i + k];
      double alike = power <= 0 ? 0 : Math.abs(sum) / Math.sqrt(own * power);
      if (alike > best) {
        best = alike;
        at = i;
      }
      if (i + LENGTH < heard.length) {
        power += (double) heard[i + LENGTH] * heard[i + LENGTH] - (double) heard[i] * heard[i];
      }
    }
    return best >= ALIKE ? at : -1;
  }

  /** Chirps in silence, each with the moment at which the card was given its first sample. */
  private final class Chirps implements Speaker.Feed.Uncut {
    private final long[] handedAtNanos = new long[CHIRPS];
    private volatile long left;

    boolean done() {
      return left > FIRST + (long) CHIRPS * APART;
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      for (int i = 0; i < samples; i++) {
        long into = position + i - FIRST;
        int number = (int) (into / APART);
        int at = (int) (into % APART);
        boolean sounds = into >= 0 && number < CHIRPS && at < LENGTH;
        period[i] = sounds ? chirp[at] : 0;
        // As if the whole of the period had been given one sample after the other.
        if (sounds && at == 0) {
          handedAtNanos[number] = clock.nanos() + i * 1_000_000_000L / Pcm.RATE;
        }
      }
      return samples;
    }

    @Override
    public void played(long position) {
      left = position;
    }

    @Override
    public void failed(HalException reason) {}
  }
}
