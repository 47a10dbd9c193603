package earshot.doctor;

import earshot.config.Config;
import earshot.config.Config.EchoName;
import earshot.config.Config.Mode;
import earshot.config.Config.WhileSpeaking;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import earshot.hal.dsp.CleanedMicrophones;
import earshot.hal.dsp.CleanedMicrophones.Work;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.EchoReading;
import earshot.hal.dsp.PlayedSound;
import earshot.memory.KeptLine;
import earshot.memory.VolumeFile;
import earshot.telemetry.Trouble;
import earshot.turn.Duplex;
import earshot.turn.Duplex.Manner;
import earshot.turn.EchoWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether this device may listen while it speaks: plays chirps as loud as an answer, measures what
 * the microphones hear of them and what is left when that is taken out, and has the daemon do what
 * follows. Blocks for some eight seconds.
 */
final class EchoCheck {

  private static final long ROOM_NANOS = 1_500_000_000L;

  /** A canceller learns the room first. */
  private static final long LEARNING_NANOS = 3_000_000_000L;

  private static final long MEASURING_NANOS = 2_500_000_000L;
  private static final long TAIL_NANOS = 300_000_000L;

  private static final int SECONDS = 3;
  private static final double LOWEST_HERTZ = 250;
  private static final double HIGHEST_HERTZ = 6_000;
  private static final int CHIRP = (int) Pcm.samples(180);
  private static final int AMPLITUDE = 14_000;

  /** Irregular, so that no echo is taken for that of the chirp before. */
  private static final int[] PAUSES_MILLIS = {60, 230, 110, 310, 40, 170, 270, 90};

  private final PlayedSound playing = new PlayedSound();
  private final CleanedMicrophones microphones;
  private final Cleaning wishes;
  private final boolean hardware;
  private final Function<Cleaning, Cleaner> cleaners;
  private final Path state;

  private EchoCheck(
      Microphones heard, Config config, Function<Cleaning, Cleaner> cleaners, Path state) {
    microphones = new CleanedMicrophones(heard, playing, () -> {});
    Cleaning other = config.microphones().wishes();
    wishes = new Cleaning(true, other.noise(), other.gain(), other.highPass());
    hardware = config.microphones().echo() == EchoName.HARDWARE;
    this.cleaners = cleaners;
    this.state = state;
  }

  /** Nothing where nobody talks over an answer, or somebody has decided about that. */
  static @Nullable EchoCheck of(
      Microphones heard, Config config, Function<Cleaning, Cleaner> cleaners, Path state) {
    boolean asked =
        config.talk().mode() != Mode.HOLD
            && config.microphones().echo() != EchoName.OFF
            && config.microphones().whileSpeaking() == WhileSpeaking.AUTO;
    return asked ? new EchoCheck(heard, config, cleaners, state) : null;
  }

  Microphones microphones() {
    return microphones;
  }

  Speaker.Feed over(Speaker.Feed feed) {
    return playing.over(feed);
  }

  /**
   * When both are open.
   *
   * @param play has these samples played from now on, again and again; null for silence
   */
  List<Found> measure(Consumer<short @Nullable []> play, Pause pause) throws InterruptedException {
    Cleaner cleaner;
    try {
      cleaner = hardware ? null : cleaners.apply(wishes);
    } catch (HalException e) {
      return List.of(Found.of(Trouble.ECHO_STAYS, Details.reason(e)));
    }
    try {
      microphones.work(new Work(cleaner, false, false, true));
      pause.pass(ROOM_NANOS);
      play.accept(chirps(volume()));
      pause.pass(LEARNING_NANOS);
      var _ = microphones.reading();
      pause.pass(MEASURING_NANOS);
      play.accept(null);
      pause.pass(TAIL_NANOS);
      return microphones.reading().map(this::judged).orElse(List.of());
    } finally {
      microphones.work(Work.NONE);
      if (cleaner != null) cleaner.close();
    }
  }

  private List<Found> judged(EchoReading reading) {
    Duplex duplex = Duplex.decided(reading);
    String detail = EchoWords.sentence(duplex) + " " + EchoWords.measured(reading);
    try {
      new KeptLine(state, "duplex", why -> {}).keepNow(duplex.kept());
    } catch (IOException e) {
      detail += " This could not be kept for the daemon, which will find it out by itself.";
    }
    return List.of(
        Found.of(
            duplex.manner() == Manner.FULL ? Finding.ECHO_MEASURED : Finding.ECHO_STRONG, detail));
  }

  /** As loud as answers are. */
  private int volume() {
    return new VolumeFile(state, why -> {}).found().orElse(100);
  }

  private static short[] chirps(int percent) {
    double amplitude = AMPLITUDE * Math.max(0.1, percent / 100.0 * (percent / 100.0));
    short[] samples = new short[SECONDS * Pcm.RATE];
    double octaves = Math.log(HIGHEST_HERTZ / LOWEST_HERTZ);
    int at = 0;
    for (int number = 0; at + CHIRP < samples.length; number++) {
      for (int i = 0; i < CHIRP; i++) {
        double part = (double) i / CHIRP;
        double turns = LOWEST_HERTZ * CHIRP / Pcm.RATE / octaves * (Math.exp(octaves * part) - 1);
        double window = Math.min(1, 10 * Math.min(part, 1 - part));
        samples[at + i] = (short) (amplitude * window * Math.sin(2 * Math.PI * turns));
      }
      at += CHIRP + (int) Pcm.samples(PAUSES_MILLIS[number % PAUSES_MILLIS.length]);
    }
    return samples;
  }
}
