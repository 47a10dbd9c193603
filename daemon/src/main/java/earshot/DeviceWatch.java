package earshot;

import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.Speaker;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the microphones and the speaker work, by counting, and has them opened again when
 * they do not. Owned by the loop; the devices do the opening on their own threads.
 */
final class DeviceWatch {

  /** Who is told when a device begins to ail, and when it is well again. */
  interface Patient {
    /**
     * @param why null when it is well again
     */
    void changed(Input.Device device, @Nullable String why);
  }

  private final Microphones microphones;
  private final Speaker speaker;
  private final LongSupplier captured;
  private final LongSupplier played;
  private @Nullable Pulse ears;
  private @Nullable Pulse mouth;

  /**
   * @param captured how many samples the microphones have given; any thread
   * @param played how many the speaker has taken; any thread
   */
  DeviceWatch(
      Microphones microphones, Speaker speaker, LongSupplier captured, LongSupplier played) {
    this.microphones = microphones;
    this.speaker = speaker;
    this.captured = captured;
    this.played = played;
  }

  /** Whether there is anything to look at. */
  boolean looks() {
    return microphones.steady() || speaker.steady();
  }

  boolean deaf() {
    return ears != null && ears.ailing();
  }

  boolean dumb() {
    return mouth != null && mouth.ailing();
  }

  void look(long nowNanos, Patient patient) {
    if (microphones.steady()) {
      Pulse before = ears;
      ears = next(before, nowNanos, captured.getAsLong());
      if (opens(before, ears)) microphones.reopen();
      tell(before, ears, Input.Device.MICROPHONES, microphones.trouble(), patient);
    }
    if (speaker.steady()) {
      Pulse before = mouth;
      mouth = next(before, nowNanos, played.getAsLong());
      if (opens(before, mouth)) speaker.reopen();
      tell(before, mouth, Input.Device.SPEAKER, speaker.trouble(), patient);
    }
  }

  private static Pulse next(@Nullable Pulse before, long nowNanos, long samples) {
    return before == null ? Pulse.from(nowNanos, samples) : before.look(nowNanos, samples);
  }

  private static boolean opens(@Nullable Pulse before, Pulse now) {
    return now.ailing() && (before == null || before.reopenAtNanos() != now.reopenAtNanos());
  }

  private static void tell(
      @Nullable Pulse before,
      Pulse now,
      Input.Device device,
      @Nullable HalException trouble,
      Patient patient) {
    if (before == null || before.ailing() == now.ailing()) return;
    patient.changed(device, now.ailing() ? why(now, trouble) : null);
  }

  private static String why(Pulse now, @Nullable HalException trouble) {
    if (trouble != null) return String.valueOf(trouble.getMessage());
    return now.percent() == 0
        ? "it gives no sign of life"
        : "only %d %% of its %d samples a second come".formatted(now.percent(), Pcm.RATE);
  }
}
