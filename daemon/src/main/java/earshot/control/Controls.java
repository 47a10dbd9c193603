package earshot.control;

import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.audio.Prompt;
import earshot.config.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a running daemon lets others do. The core implements it; the control socket calls it from
 * any thread. No method blocks: each hands its request to the loop, which completes the future
 * (with a {@link Refusal} when the answer is no). Cancelling a future withdraws the request.
 */
public interface Controls {

  CompletableFuture<Status> status();

  CompletableFuture<UsageReport> usage();

  /** Completes when the wanted status is there, at once if it is; looked at after each change. */
  CompletableFuture<Status> when(Predicate<Status> wanted);

  CompletableFuture<@Nullable Void> press();

  CompletableFuture<@Nullable Void> release();

  /** A press of a usual short length; completes after the release. */
  CompletableFuture<@Nullable Void> tap();

  /** Two taps; completes after the second release. */
  CompletableFuture<@Nullable Void> doubleTap();

  /** A press of this length; completes after the release. */
  CompletableFuture<@Nullable Void> hold(long millis);

  /** One text turn; completes when the answer is complete. */
  CompletableFuture<Answer> ask(String text);

  /** The same about a picture, as a data URL. */
  default CompletableFuture<Answer> ask(String text, String image) {
    return CompletableFuture.failedFuture(
        new Refusal(Exit.UNAVAILABLE, "nobody here can be shown a picture", "earshot run"));
  }

  /** Silence now: cancels the answer and what waits. True when there was something to stop. */
  CompletableFuture<Boolean> stop();

  /**
   * Switches the microphones off, or on again unless the device's own switch is on: then the answer
   * is no. Until a restart.
   */
  CompletableFuture<@Nullable Void> mute(boolean on);

  /** Says the last answer again, from what was kept of it. */
  default CompletableFuture<@Nullable Void> repeat() {
    return nothingLocal();
  }

  /** Says the time of day. */
  default CompletableFuture<@Nullable Void> time() {
    return nothingLocal();
  }

  /** Says one of the device's own sentences. */
  default CompletableFuture<@Nullable Void> say(Prompt prompt) {
    return nothingLocal();
  }

  private static <T> CompletableFuture<T> nothingLocal() {
    return CompletableFuture.failedFuture(
        new Refusal(Exit.UNAVAILABLE, "nothing can be said here", "earshot run"));
  }

  /** The volume now, 0 to 100, after the change; asked for without a change when null. */
  CompletableFuture<Integer> volume(@Nullable VolumeChange change);

  /** Alarms and timers: the answer once what is wished is safe on the disk. */
  default CompletableFuture<AlarmClock.Answer> alarms(AlarmEvent.Wish wish) {
    return CompletableFuture.failedFuture(
        new Refusal(Exit.UNAVAILABLE, "nothing can ring here", "earshot run"));
  }

  /** Reads the configuration again: no problems and it is in effect, or the old one stays. */
  CompletableFuture<List<Problem>> reload();

  /** What the model said to a text turn. */
  record Answer(String transcript, boolean complete) {}

  sealed interface VolumeChange {}

  record VolumeTo(int percent) implements VolumeChange {}

  record VolumeBy(int percent) implements VolumeChange {}
}
