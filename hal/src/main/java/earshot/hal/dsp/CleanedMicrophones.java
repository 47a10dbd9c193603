package earshot.hal.dsp;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Microphones whose sound is cleaned on its way into the ring, on their own thread. They can be
 * made deaf while the speaker plays, and say whether somebody talks over it. With nothing to do,
 * every sample passes as it is and at once.
 */
public final class CleanedMicrophones implements Microphones.Over {

  /** What is played is heard for so long after it, from the card's buffer and the walls. */
  private static final int TAIL_BLOCKS = 30;

  private static final double AUDIBLE_DB = -60;

  /**
   * What to do from now on.
   *
   * @param cleaner takes blocks; null for none
   * @param deafWhilePlaying what comes while the speaker plays is made silence
   * @param listensForVoice whether {@link #voice} is told; who surely speaks is heard all the same
   * @param measures whether what is left of the echo is measured
   */
  public record Work(
      @Nullable Cleaner cleaner,
      boolean deafWhilePlaying,
      boolean listensForVoice,
      boolean measures) {
    public static final Work NONE = new Work(null, false, false);

    public Work(@Nullable Cleaner cleaner, boolean deafWhilePlaying, boolean listensForVoice) {
      this(cleaner, deafWhilePlaying, listensForVoice, false);
    }

    boolean nothing() {
      return equals(NONE);
    }
  }

  private final Microphones microphones;
  private final PlayedSound playing;
  private final Runnable voiceChanged;
  private volatile Work work = Work.NONE;
  private volatile Voice voice = Voice.NONE;

  // The microphone thread's: a block is taken apart by whatever pieces the device gives.
  private final short[] block = new short[Cleaner.BLOCK];
  private final short[] done = new short[Cleaner.BLOCK];
  private final short[] played = new short[Cleaner.BLOCK];
  private final short[] carried = new short[Cleaner.BLOCK];
  private final PlayedChannel channel = new PlayedChannel();
  private final EchoMeter meter = new EchoMeter();
  private int filled;
  private Work last = Work.NONE;
  private int sincePlayed = TAIL_BLOCKS;
  private VoiceActivity activity = new VoiceActivity();

  /**
   * @param voiceChanged run on the microphone thread when {@link #voice} is another
   */
  public CleanedMicrophones(Microphones microphones, PlayedSound playing, Runnable voiceChanged) {
    this.microphones = microphones;
    this.playing = playing;
    this.voiceChanged = voiceChanged;
  }

  /** Any thread: from the next block on. */
  public void work(Work next) {
    work = next;
  }

  /** Any thread. */
  public Voice voice() {
    return voice;
  }

  /** Any thread: what was measured since the last time, if that was enough. */
  public Optional<EchoReading> reading() {
    return meter.take();
  }

  @Override
  public void open(PcmRing ring, Listener listener) {
    microphones.open(ring, new Ear(listener));
  }

  private void clean(short[] samples, short @Nullable [] alongside, int count) {
    Work now = work;
    if (now != last) begin(now);
    if (now.nothing()) return;
    for (int at = 0; at < count; ) {
      int n = Math.min(count - at, Cleaner.BLOCK - filled);
      System.arraycopy(samples, at, block, filled, n);
      System.arraycopy(done, filled, samples, at, n);
      if (alongside != null) System.arraycopy(alongside, at, carried, filled, n);
      filled += n;
      at += n;
      if (filled == Cleaner.BLOCK) {
        filled = 0;
        turn(now, alongside != null);
      }
    }
  }

  private void begin(Work next) {
    if (last.nothing()) {
      Arrays.fill(done, (short) 0);
      filled = 0;
    }
    if (last.cleaner() != next.cleaner()) activity = new VoiceActivity();
    last = next;
    if (!next.listensForVoice()) tell(Voice.NONE);
  }

  private void turn(Work now, boolean alongside) {
    playing.take(played);
    boolean channelled = alongside && channel.carries(carried, played);
    short[] far = channelled ? carried : played;
    double rawDb = now.measures() ? Pcm.levelDb(block, 0, Cleaner.BLOCK) : 0;
    Cleaner cleaner = now.cleaner();
    if (cleaner != null) cleaner.clean(block, far);
    Voice heard = Voice.NONE;
    if (now.listensForVoice() || now.measures()) heard = activity.hear(block, far);
    if (now.listensForVoice()) tell(heard);
    if (now.measures()) {
      int early = channelled ? 0 : PlayedSound.AHEAD_BLOCKS;
      double restDb = Pcm.levelDb(block, 0, Cleaner.BLOCK);
      double farDb = Pcm.levelDb(far, 0, Cleaner.BLOCK);
      meter.hear(farDb, rawDb, restDb, heard == Voice.SURE, early);
    }
    boolean talkedOver = now.listensForVoice() && voice == Voice.SURE;
    if (now.deafWhilePlaying()) {
      boolean audible = Pcm.levelDb(played, 0, Cleaner.BLOCK) > AUDIBLE_DB;
      sincePlayed = audible ? 0 : sincePlayed + 1;
      if (sincePlayed < TAIL_BLOCKS && !talkedOver) Arrays.fill(block, (short) 0);
    }
    System.arraycopy(block, 0, done, 0, Cleaner.BLOCK);
  }

  private void tell(Voice heard) {
    if (heard == voice) return;
    voice = heard;
    voiceChanged.run();
  }

  @Override
  public Microphones under() {
    return microphones;
  }

  @Override
  public long latencySamples() {
    Work now = work;
    if (now.nothing()) return microphones.latencySamples();
    Cleaner cleaner = now.cleaner();
    long cleaning = cleaner == null ? 0 : cleaner.latencySamples();
    return microphones.latencySamples() + Cleaner.BLOCK + cleaning;
  }

  @Override
  public boolean zerosAreOdd() {
    // Deaf on purpose is not odd.
    return microphones.zerosAreOdd() && !work.deafWhilePlaying();
  }

  private final class Ear implements Listener.Over {
    private final Listener listener;

    Ear(Listener listener) {
      this.listener = listener;
    }

    @Override
    public Listener under() {
      return listener;
    }

    @Override
    public void heard(short[] samples, int count) {
      clean(samples, null, count);
    }

    @Override
    public void heard(short[] samples, short[] played, int count) {
      clean(samples, played, count);
    }

    @Override
    public void ended() {
      tell(Voice.NONE);
      listener.ended();
    }

    @Override
    public void failed(HalException reason) {
      // Who hears nothing hears nobody talk over the next answer.
      tell(Voice.NONE);
      listener.failed(reason);
    }
  }
}
