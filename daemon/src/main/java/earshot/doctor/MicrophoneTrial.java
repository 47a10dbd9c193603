package earshot.doctor;

import earshot.audio.Levels;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.telemetry.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A level meter for the microphones, with words. Blocks; their own thread writes the ring. */
final class MicrophoneTrial {

  private static final long TICK_NANOS = 500_000_000L;

  /** The first opening of a card can take a second; what it gives first is its own clicks. */
  private static final long OPENING_NANOS = 2_000_000_000L;

  private static final long STEP_NANOS = 100_000_000L;
  private static final long SETTLING_NANOS = 300_000_000L;

  private static final int BAR = 30;
  private static final int QUIETEST_DB = -90;
  private static final double QUIET_DB = -55;
  private static final double LOUD_DB = -12;

  private final Microphones microphones;
  private final Pause pause;
  private final Consumer<String> told;
  private final PcmRing ring = new PcmRing(4 * Pcm.RATE);
  private final AtomicReference<@Nullable HalException> failure = new AtomicReference<>();
  private volatile String weak = "";

  private int peak;
  private double loudestDb = -100;
  private long samples;
  private double clipped;
  private double offset;

  MicrophoneTrial(Microphones microphones, Pause pause, Consumer<String> told) {
    this.microphones = microphones;
    this.pause = pause;
    this.told = told;
  }

  Trial.Outcome run(long nanos) throws InterruptedException {
    microphones.open(ring, new HearingCheck.Listener(failure, what -> weak = what));
    for (long waited = 0; waited < OPENING_NANOS && silentSoFar(); waited += STEP_NANOS) {
      pause.pass(STEP_NANOS);
    }
    pause.pass(SETTLING_NANOS);
    if (failure.get() == null) {
      told.accept(microphones.describe() + ": speak, and be quiet for a moment");
    }
    for (long left = nanos; left > 0 && failure.get() == null; left -= TICK_NANOS) {
      tick(Math.min(left, TICK_NANOS));
    }
    Map<String, Long> measured =
        Map.of(
            "millis", Pcm.millis(samples),
            "peak", (long) peak,
            "decibels", Math.round(loudestDb),
            "clipped_permille", Math.round(1000 * share(clipped)),
            "offset_permille", Math.round(1000 * share(offset)));
    return new Trial.Outcome(microphones.describe(), words(), measured, found());
  }

  private boolean silentSoFar() {
    return ring.written() == 0 && failure.get() == null;
  }

  private void tick(long nanos) throws InterruptedException {
    long from = ring.written();
    pause.pass(nanos);
    short[] heard = new short[(int) (ring.written() - from)];
    if (heard.length == 0 || ring.peek(from, heard, 0, heard.length) != heard.length) {
      told.accept(bar(QUIETEST_DB) + "  nothing comes");
      return;
    }
    Levels levels = Levels.of(heard, 0, heard.length);
    peak = Math.max(peak, levels.peak());
    loudestDb = Math.max(loudestDb, levels.db());
    samples += heard.length;
    clipped += levels.clippedShare() * heard.length;
    offset += levels.offset() * heard.length;
    told.accept("%s %4.0f dB  %s".formatted(bar(levels.db()), levels.db(), word(levels)));
  }

  private static String bar(double db) {
    int share = Math.clamp(Math.round((db - QUIETEST_DB) * BAR / -QUIETEST_DB), 0, BAR);
    return "[" + "#".repeat(share) + " ".repeat(BAR - share) + "]";
  }

  /** What is wrong in the doctor's eyes comes before how loud it is. */
  private static String word(Levels levels) {
    List<Found> found = HearingCheck.of(levels);
    if (levels.peak() == 0) return "nothing but zeros";
    if (has(found, Finding.MICROPHONE_CLIPS)) return "too loud: cut off at the top";
    if (has(found, Finding.MICROPHONE_OFFSET)) return "does not lie around zero";
    if (has(found, Finding.MICROPHONE_FAINT)) return "hardly any sound";
    if (levels.db() < QUIET_DB) return "quiet";
    return levels.db() < LOUD_DB ? "sound" : "loud";
  }

  private static boolean has(List<Found> found, Finding finding) {
    return found.stream().anyMatch(each -> each.id().equals(finding.id()));
  }

  private double share(double sum) {
    return samples == 0 ? 0 : sum / samples;
  }

  private String words() {
    if (samples == 0) return "Nothing was heard.";
    return "%.1f s were heard, at %.0f dB below full scale where it was loudest."
        .formatted(Pcm.millis(samples) / 1000.0, -loudestDb);
  }

  private List<Found> found() {
    HalException why = failure.get();
    if (why != null) {
      return List.of(Found.of(Finding.MICROPHONE_DEAF, Details.reason(why), why.remedy()));
    }
    if (samples == 0) return List.of(Found.of(Finding.MICROPHONE_DEAF));
    List<Found> found =
        new ArrayList<>(
            HearingCheck.of(new Levels(peak, loudestDb, share(offset), share(clipped))));
    if (!weak.isEmpty()) found.add(Found.of(Trouble.MICROPHONE_WEAK, weak));
    return found;
  }
}
