package earshot.audio;

import earshot.hal.Pcm;
import earshot.hal.PcmRing;

/**
 * The microphone ring's reader: what of it goes to the service, from where to where, and how far it
 * has got. Owned by the loop. While nobody speaks it keeps nothing but a position, so the ring
 * itself is the pre-roll and the memory of an utterance.
 */
public final class Uplink {

  /** The most that one message carries when the link was slow. */
  public static final int MOST = 10 * Pcm.FRAME;

  /** Where the loop puts encoded sound. */
  public interface Sink {

    /** Whether the connection would take more now. */
    boolean open();

    void append(short[] samples, int at, int count);
  }

  private final PcmRing ring;
  private final short[] chunk = new short[MOST];
  private boolean running;
  private boolean replayable;
  private boolean ended;
  private long forgotten;
  private long start;
  private long next;
  private long end;
  private long sent;
  private volatile long lost;

  public Uplink(PcmRing ring) {
    this.ring = ring;
  }

  /** No utterance begins before this position from now on. */
  public void forget(long position) {
    forgotten = position;
  }

  /** Begins at this position, or at the oldest that is still there and may be sent. */
  public void open(long position) {
    running = true;
    replayable = true;
    ended = false;
    end = Long.MAX_VALUE;
    start = Math.max(Math.max(position, forgotten), ring.oldest());
    restart();
  }

  /** The session is a new one: from the beginning, as far as it is still there. */
  public void replay() {
    if (!replayable) return;
    running = true;
    restart();
  }

  private void restart() {
    sent = 0;
    seek(start);
  }

  private void seek(long position) {
    long oldest = ring.oldest();
    if (position < oldest) lost += oldest - position;
    next = Math.max(position, oldest);
    ring.seek(next);
  }

  /** Nothing after this position belongs to the utterance. */
  public void end(long position) {
    ended = true;
    end = Math.max(position, start);
  }

  /** Sends nothing more, and forgets the utterance. */
  public void drop() {
    running = false;
    replayable = false;
    ended = false;
  }

  /** Whether frames that arrive matter now. */
  public boolean running() {
    return running;
  }

  /** Nothing that has come and is wanted is still to be sent. */
  public boolean caughtUp() {
    return !running || next >= Math.min(ring.written(), end);
  }

  /** Samples that this session was given. */
  public long sent() {
    return sent;
  }

  /** Any thread: samples of utterances that the ring no longer held, in all. */
  public long lost() {
    return lost;
  }

  /**
   * Sends whole frames, several in one message when they have waited, and the odd rest at the end.
   * Returns true once, when the utterance has been sent to its end; it stays replayable until
   * {@link #drop} or the next {@link #open}.
   */
  public boolean pump(Sink sink, boolean flush) {
    while (running && sink.open()) {
      long limit = Math.min(ring.written(), end);
      boolean last = ended && limit == end || flush;
      long there = limit - next;
      if (there <= 0) {
        if (ended && next >= end) {
          running = false;
          return true;
        }
        return false;
      }
      int count = (int) Math.min(there, MOST);
      if (!last || count == MOST) count -= count % Pcm.FRAME;
      if (count == 0) return false;
      int n = ring.peek(next, chunk, 0, count);
      if (n < 0) {
        seek(next);
        continue;
      }
      sink.append(chunk, 0, n);
      next += n;
      sent += n;
      ring.seek(next);
    }
    return false;
  }
}
