package earshot.doctor;

import earshot.config.Config;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import earshot.memory.VolumeFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Three tones again and again, as loud as the device is set, for somebody who listens. Blocks; the
 * speaker's own thread plays.
 */
final class SpeakerTrial {

  private static final int[] HERTZ = {440, 880, 1760};
  private static final int TONE_SAMPLES = Pcm.RATE * 4 / 10;
  private static final int EDGE_SAMPLES = Pcm.RATE / 100;
  private static final int PAUSE_SAMPLES = Pcm.RATE / 10;
  private static final double AMPLITUDE = 14_000;
  private static final long TICK_NANOS = 500_000_000L;
  private static final long OPENING_NANOS = 1_200_000_000L;
  private static final long EBBING_NANOS = 200_000_000L;

  private final Speaker speaker;
  private final int percent;
  private final Pause pause;
  private final Consumer<String> told;

  private SpeakerTrial(Speaker speaker, int percent, Pause pause, Consumer<String> told) {
    this.speaker = speaker;
    this.percent = percent;
    this.pause = pause;
    this.told = told;
  }

  static SpeakerTrial of(Speaker speaker, Config config, Pause pause, Consumer<String> told) {
    int percent =
        new VolumeFile(config.state().directory(), _ -> {}).found().orElse(config.audio().volume());
    return new SpeakerTrial(speaker, percent, pause, told);
  }

  Trial.Outcome run(long nanos) throws InterruptedException {
    AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
    var feed = new HearingCheck.Tone(false, failure);
    speaker.open(feed);
    for (long waited = 0; waited < OPENING_NANOS; waited += TICK_NANOS) {
      if (feed.played() > 0 || failure.get() != null) break;
      pause.pass(TICK_NANOS);
    }
    long before = feed.played();
    if (failure.get() == null) {
      told.accept(
          "%s: three tones, low to high, again and again, at the volume %d: listen"
              .formatted(speaker.describe(), percent));
    }
    feed.play(tones());
    for (long left = nanos; left > 0 && failure.get() == null; left -= TICK_NANOS) {
      pause.pass(Math.min(left, TICK_NANOS));
    }
    feed.play(null);
    long played = feed.played() - before;
    pause.pass(EBBING_NANOS);
    HalException why = failure.get();
    List<Found> found = List.of();
    if (why != null) {
      found = List.of(Found.of(Finding.SPEAKER_DEAD, Details.reason(why), why.remedy()));
    } else if (played == 0) {
      found = List.of(Found.of(Finding.SPEAKER_DEAD, "nothing has left it"));
    }
    return new Trial.Outcome(
        speaker.describe(),
        words(played, found.isEmpty()),
        Map.of("millis", Pcm.millis(played), "volume", (long) percent),
        found);
  }

  private static String words(long played, boolean well) {
    String much = "%.1f s have left the card.".formatted(Pcm.millis(played) / 1000.0);
    return well
        ? much
            + " Nothing heard? Turn it up in alsamixer and with earshot volume, see whether the"
            + " amplifier has power, and its wires."
        : much;
  }

  private short[] tones() {
    double share = percent / 100.0;
    double amplitude = AMPLITUDE * Math.max(0.1, share * share);
    short[] samples = new short[HERTZ.length * (TONE_SAMPLES + PAUSE_SAMPLES)];
    int at = 0;
    for (int hertz : HERTZ) {
      for (int i = 0; i < TONE_SAMPLES; i++) {
        double edge = Math.min(1.0, Math.min(i, TONE_SAMPLES - i) / (double) EDGE_SAMPLES);
        double turns = (double) hertz * i / Pcm.RATE;
        samples[at + i] = (short) (amplitude * edge * Math.sin(2 * Math.PI * (turns % 1)));
      }
      at += TONE_SAMPLES + PAUSE_SAMPLES;
    }
    return samples;
  }
}
