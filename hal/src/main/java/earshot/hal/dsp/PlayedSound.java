package earshot.hal.dsp;

import earshot.hal.Pcm;
import earshot.hal.Speaker;
import java.util.Arrays;

/**
 * What the speaker plays, for whoever has to know its echo. The speaker thread hands each period
 * through it to the card; the microphone thread takes 10 ms for each 10 ms it hears, from where the
 * card's count of played samples says it is. What a cut took back was never played.
 */
public final class PlayedSound {

  private static final int KEPT = 1 << 16;

  /** The echo must never come before its cause, however roughly the card counts. */
  private static final int AHEAD = (int) Pcm.samples(40);

  /** By so many blocks what is taken is early. */
  static final int AHEAD_BLOCKS = AHEAD / Cleaner.BLOCK;

  /** By so much the count may go by fits and starts before its place is taken anew. */
  private static final int SLACK = (int) Pcm.samples(50);

  private final short[] kept = new short[KEPT];

  // Published by the speaker thread.
  private volatile long given;
  private volatile long played;

  // The microphone thread's.
  private long next = -1;
  private volatile long jumps;

  /** The feed that the speaker shall have in the other one's place. */
  public Speaker.Feed over(Speaker.Feed feed) {
    return new Tap(feed);
  }

  /** Microphone thread: the next 10 ms; silence where nothing is played. */
  public void take(short[] block) {
    long left = played;
    long end = given;
    if (end <= left) {
      Arrays.fill(block, (short) 0);
      next = -1;
      return;
    }
    long wanted = Math.min(left + AHEAD, end - block.length);
    if (next < 0 || Math.abs(next - wanted) > SLACK) {
      if (next >= 0) jumps++;
      next = wanted;
    }
    for (int i = 0; i < block.length; i++, next++) {
      block[i] = next >= 0 && next < end ? kept[(int) (next & KEPT - 1)] : 0;
    }
  }

  /** Any thread: how often the place had to be taken anew while something played. */
  public long jumps() {
    return jumps;
  }

  private final class Tap implements Speaker.Feed.Over {
    private final Speaker.Feed feed;

    Tap(Speaker.Feed feed) {
      this.feed = feed;
    }

    @Override
    public Speaker.Feed under() {
      return feed;
    }

    @Override
    public void cut(long at) {
      feed.cut(at);
      back(at);
    }

    @Override
    public int fill(short[] period, int samples, long position) {
      int wanted = feed.fill(period, samples, position);
      for (int i = 0; i < samples; i++) kept[(int) (position + i & KEPT - 1)] = period[i];
      given = position + samples;
      return wanted;
    }

    @Override
    public void played(long position) {
      feed.played(position);
      played = position;
    }

    @Override
    public void reopened(long at) {
      feed.reopened(at);
      back(at);
    }

    private void back(long at) {
      given = at;
      played = at;
    }
  }
}
