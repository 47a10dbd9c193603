package earshot.room;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.hal.dsp.CleanedMicrophones;
import earshot.hal.dsp.CleanedMicrophones.Work;
import earshot.hal.dsp.PlayedSound;
import org.jspecify.annotations.Nullable;

/**
 * A card whose speaker and microphones stand in the same room: plays a stretch period by period and
 * gives what was heard, through everything that a device does with it on its way to the ring.
 */
final class Played {

  /** Of the card, by which it plays later than it is given. */
  private static final int BUFFER = 4 * Pcm.FRAME;

  private final PlayedSound playing = new PlayedSound();
  private final HandFed card = new HandFed();
  final CleanedMicrophones microphones = new CleanedMicrophones(card, playing, () -> {});
  private final Answers answers = new Answers();
  private final Speaker.Feed feed = playing.over(answers);
  private final short[] period = new short[Pcm.FRAME];
  private final short[] heard = new short[Pcm.FRAME];
  private final short[] carried = new short[Pcm.FRAME];
  private long position;

  Played() {
    microphones.open(new PcmRing(16), Microphones.Listener.NOBODY);
  }

  void work(Work work) {
    microphones.work(work);
  }

  /**
   * Returns what came out, so much later as the card plays.
   *
   * @param channel what the card's own channel of what it plays carries; null for a card without
   * @param countOff by so many samples the card counts wrongly what it has played
   */
  float[] run(float[] played, float[] mic, float @Nullable [] channel, int countOff) {
    float[] out = new float[played.length];
    answers.played = played;
    answers.from = position;
    for (int at = 0; at + Pcm.FRAME <= played.length; at += Pcm.FRAME) {
      feed.fill(period, Pcm.FRAME, position);
      feed.played(Math.max(0, position - BUFFER - countOff));
      position += Pcm.FRAME;
      for (int i = 0; i < Pcm.FRAME; i++) {
        int then = at + i - BUFFER;
        heard[i] = then < 0 ? 0 : sample(mic[then]);
        carried[i] = channel == null || then < 0 ? 0 : sample(channel[then]);
      }
      card.give(heard, channel == null ? null : carried);
      for (int i = 0; i < Pcm.FRAME; i++) out[at + i] = heard[i] / 32_768f;
    }
    return out;
  }

  private static short sample(float value) {
    return (short) Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
  }

  private static final class Answers implements Speaker.Feed.Uncut {
    private float[] played = new float[0];
    private long from;

    @Override
    public int fill(short[] period, int samples, long position) {
      for (int i = 0; i < samples; i++) period[i] = sample(played[(int) (position - from) + i]);
      return samples;
    }

    @Override
    public void failed(HalException reason) {}
  }
}
