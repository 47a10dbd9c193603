package earshot.control;

import earshot.alarm.AlarmBook;
import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.alarm.AlarmStore;
import earshot.alarm.Ringer;
import earshot.config.Problem;
import earshot.hal.sim.SimTime;
import earshot.memory.Budget;
import earshot.memory.Sum;
import earshot.telemetry.Health;
import earshot.telemetry.LinkState;
import earshot.telemetry.TalkState;
import earshot.telemetry.Trouble;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Controls that remember what was asked of them, for tests of the socket and the commands. */
final class PretendControls implements Controls {

  private record Waiting(Predicate<Status> wanted, CompletableFuture<Status> future) {}

  final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final List<Waiting> waiting = new ArrayList<>();
  final SimTime time = new SimTime(0, 1_780_000_000_000L);
  final AlarmClock alarms =
      new AlarmClock(
          time,
          ZoneOffset.UTC,
          AlarmBook.EMPTY,
          AlarmStore.NONE,
          Ringer.NONE,
          AlarmClock.Witness.NONE,
          () -> {});
  private TalkState talk = TalkState.IDLE;
  private int volume = 50;
  List<Problem> problems = List.of();

  synchronized void become(TalkState state) {
    talk = state;
    waiting.removeIf(each -> each.future().isDone());
    for (Waiting each : waiting) {
      if (each.wanted().test(now())) {
        each.future().complete(now());
      }
    }
  }

  synchronized int waiting() {
    waiting.removeIf(each -> each.future().isDone());
    return waiting.size();
  }

  private synchronized Status now() {
    return new Status(
        talk,
        LinkState.READY,
        "sim",
        "openai",
        "m",
        volume,
        false,
        1_234,
        List.of(new Health.Current(Trouble.MUTED, "line 3", 5)),
        Map.of("said", "hello"));
  }

  private CompletableFuture<@Nullable Void> did(String what) {
    asked.add(what);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Status> status() {
    return CompletableFuture.completedFuture(now());
  }

  @Override
  public CompletableFuture<UsageReport> usage() {
    var sum = new Sum(1_000_000, 2_500_000_000_000L, 0, 0, 1000, 400, 20, 3);
    var limit = new Budget.Limit(Budget.Span.DAY, 5_000_000_000_000L);
    return CompletableFuture.completedFuture(
        new UsageReport(Map.of("day", sum), List.of(new Budget.Standing(limit, sum.pico()))));
  }

  @Override
  public CompletableFuture<AlarmClock.Answer> alarms(AlarmEvent.Wish wish) {
    return alarms.wish(wish);
  }

  @Override
  public synchronized CompletableFuture<Status> when(Predicate<Status> wanted) {
    if (wanted.test(now())) {
      return status();
    }
    CompletableFuture<Status> future = new CompletableFuture<>();
    waiting.add(new Waiting(wanted, future));
    return future;
  }

  @Override
  public CompletableFuture<@Nullable Void> press() {
    return did("press");
  }

  @Override
  public CompletableFuture<@Nullable Void> release() {
    return did("release");
  }

  @Override
  public CompletableFuture<@Nullable Void> tap() {
    return did("tap");
  }

  @Override
  public CompletableFuture<@Nullable Void> doubleTap() {
    return did("double");
  }

  @Override
  public CompletableFuture<@Nullable Void> hold(long millis) {
    return did("hold " + millis);
  }

  @Override
  public CompletableFuture<Answer> ask(String text) {
    asked.add("ask " + text);
    return switch (text) {
      case "offline" ->
          CompletableFuture.failedFuture(
              new Refusal(Exit.UNAVAILABLE, "there is no session", "earshot status"));
      case "bug" -> CompletableFuture.failedFuture(new IllegalStateException("secret inside"));
      case "short" -> CompletableFuture.completedFuture(new Answer("Well", false));
      default -> CompletableFuture.completedFuture(new Answer("You said " + text, true));
    };
  }

  @Override
  public CompletableFuture<Boolean> stop() {
    asked.add("stop");
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletableFuture<@Nullable Void> mute(boolean on) {
    asked.add(on ? "mute" : "unmute");
    return on
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new Refusal(Exit.FAILED, "the switch is on", "move the switch back"));
  }

  @Override
  public synchronized CompletableFuture<Integer> volume(@Nullable VolumeChange change) {
    switch (change) {
      case VolumeTo(int percent) -> volume = percent;
      case VolumeBy(int percent) -> volume = Math.clamp(volume + percent, 0, 100);
      case null -> {}
    }
    return CompletableFuture.completedFuture(volume);
  }

  @Override
  public CompletableFuture<List<Problem>> reload() {
    return CompletableFuture.completedFuture(problems);
  }
}
