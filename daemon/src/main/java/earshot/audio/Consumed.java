package earshot.audio;

import earshot.hal.HalException;
import earshot.hal.Speaker;

/**
 * Counts what the speaker takes, silence included, on the way to the feed that it stands before.
 * Everything but the count belongs to the speaker thread.
 */
public final class Consumed implements Speaker.Feed {

  private final Speaker.Feed feed;
  private long position;
  private volatile long samples;

  public Consumed(Speaker.Feed feed) {
    this.feed = feed;
  }

  /** Any thread. Only grows. */
  public long samples() {
    return samples;
  }

  @Override
  public boolean cutting() {
    return feed.cutting();
  }

  @Override
  public void cut(long played) {
    position = played;
    feed.cut(played);
  }

  @Override
  public int fill(short[] period, int count, long at) {
    return feed.fill(period, count, at);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void played(long now) {
    if (now > position) samples += now - position;
    position = now;
    feed.played(now);
  }

  @Override
  public void failed(HalException reason) {
    feed.failed(reason);
  }
}
