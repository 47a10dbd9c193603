package earshot.room;

import earshot.hal.Microphones;
import earshot.hal.PcmRing;
import org.jspecify.annotations.Nullable;

/** Microphones that hear what a test gives them, beside the loudspeaker. */
public final class HandFed implements Microphones {

  private @Nullable Listener listener;

  @Override
  public void open(PcmRing ring, Listener listener) {
    this.listener = listener;
  }

  /**
   * @param played what a channel of its own carries of what the card plays; null for a card without
   */
  public void give(short[] samples, short @Nullable [] played) {
    if (listener == null) throw new AssertionError("not open");
    if (played == null) listener.heard(samples, samples.length);
    else listener.heard(samples, played, samples.length);
  }

  @Override
  public boolean hearsTheSpeaker() {
    return true;
  }

  @Override
  public long latencySamples() {
    return 0;
  }

  @Override
  public String describe() {
    return "a test's hand";
  }

  @Override
  public void close() {}
}
