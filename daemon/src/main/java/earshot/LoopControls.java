package earshot;

import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.audio.Prompt;
import earshot.audio.Volume;
import earshot.config.Config;
import earshot.config.Config.Act;
import earshot.config.ConfigReader;
import earshot.config.Problem;
import earshot.config.Reading;
import earshot.config.Settings;
import earshot.config.Sources;
import earshot.control.Controls;
import earshot.control.Exit;
import earshot.control.Refusal;
import earshot.control.Status;
import earshot.control.UsageReport;
import earshot.hal.Clock;
import earshot.memory.Budget;
import earshot.telemetry.Health;
import earshot.telemetry.LinkState;
import earshot.telemetry.TalkState;
import earshot.turn.TurnEffect;
import earshot.turn.TurnState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What others may do with a running appliance: each request becomes an act on the loop. Reading a
 * new configuration blocks, so the caller's thread does that, and only the outcome goes to the
 * loop.
 */
final class LoopControls implements Controls {

  private static final long TAP_MILLIS = 120;
  private static final long BETWEEN_TAPS_MILLIS = 150;

  /** The part of a change that blocks and may fail, on the caller's thread. */
  interface Preparation {
    /**
     * The services of the new configuration.
     *
     * @throws IOException if the trust anchor cannot be used
     */
    List<Target> of(Config next) throws IOException;
  }

  private record Waiting(Predicate<Status> wanted, CompletableFuture<Status> future) {}

  private final Clock clock;
  private final Health health;
  private final ConfigReader reader;
  private final Sources sources;
  private final Preparation preparation;
  private final long startedAtMillis;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, CompletableFuture<Answer>> asked = new HashMap<>();
  private long questions;
  private Runnable asking = () -> {};
  private Supplier<Map<String, String>> further = Map::of;
  private volatile Config config;
  private @Nullable Appliance appliance;
  private final Volume volume;

  LoopControls(
      Clock clock,
      Health health,
      Config config,
      Volume volume,
      ConfigReader reader,
      Sources sources,
      Preparation preparation) {
    this.clock = clock;
    this.health = health;
    this.config = config;
    this.reader = reader;
    this.sources = sources;
    this.preparation = preparation;
    this.startedAtMillis = clock.epochMillis();
    this.volume = volume;
  }

  /** Before the loop starts. */
  void attach(Appliance appliance) {
    this.appliance = appliance;
  }

  private Appliance appliance() {
    if (appliance == null) throw new IllegalStateException("controls without an appliance");
    return appliance;
  }

  private <T> CompletableFuture<T> onLoop(Consumer<CompletableFuture<T>> act) {
    var future = new CompletableFuture<T>();
    appliance().inputs().signal(new Input.Act(() -> act.accept(future)));
    return future;
  }

  /** What to run on the loop whenever somebody asks how it is. */
  void onAsked(Runnable refresh) {
    asking = refresh;
  }

  /** What else is told of the process, found out on the asker's thread. */
  void onLook(Supplier<Map<String, String>> facts) {
    further = facts;
  }

  /** On the loop: a state has changed. */
  void changed() {
    if (waiting.isEmpty()) return;
    Status now = now(Map.of());
    waiting.removeIf(w -> w.future.isDone() || w.wanted.test(now) && w.future.complete(now));
  }

  /** On the loop: an answer for somebody who asked. */
  void replied(String askId, TurnEffect.Reply reply) {
    CompletableFuture<Answer> future = asked.remove(askId);
    if (future == null) return;
    if (reply.said().isEmpty() && !reply.whole()) {
      future.completeExceptionally(
          new Refusal(
              Exit.UNAVAILABLE,
              "there was no answer: the link is "
                  + appliance().loop().linkState().name()
                  + ", the conversation "
                  + appliance().loop().turnState().name(),
              "earshot status"));
    } else {
      future.complete(new Answer(reply.said(), reply.whole()));
    }
  }

  private Status now(Map<String, String> facts) {
    Loop loop = appliance().loop();
    TurnState turn = loop.turnState();
    TalkState talk = TalkState.named(turn.name());
    LinkState link = LinkState.named(loop.linkState().name());
    Map<String, String> more = new LinkedHashMap<>();
    more.put("mode", config.talk().mode().name().toLowerCase(java.util.Locale.ROOT));
    more.put("dialect", config.service().dialect().name().toLowerCase(java.util.Locale.ROOT));
    more.put("cost today", "$" + Budget.dollars(appliance().costToday(clock.epochMillis())));
    if (config.talk().mode() != Config.Mode.HOLD) {
      more.put("while speaking", appliance().aid().manner().word());
    }
    if (turn.muted()) more.put("muted by", loop.mutedBy());
    if (turn.full()) more.put("limits", "the service has no room for some seconds");
    more.put("head_start_ms", Long.toString(appliance().playout().headStartMillis()));
    more.put("underruns", Long.toString(appliance().playout().underruns()));
    more.putAll(facts);
    boolean resting = link == LinkState.RESTING && talk == TalkState.UNAVAILABLE;
    return new Status(
        talk == null ? TalkState.UNAVAILABLE : resting ? TalkState.IDLE : talk,
        link == null ? LinkState.DOWN : link,
        config.board().name(),
        Sessions.describe(config.service()),
        config.service().model(),
        volume.percent(),
        turn.muted(),
        clock.epochMillis() - startedAtMillis,
        health.troubles(),
        more);
  }

  @Override
  public CompletableFuture<Status> status() {
    Map<String, String> facts = further.get();
    return onLoop(
        future -> {
          asking.run();
          future.complete(now(facts));
        });
  }

  @Override
  public CompletableFuture<AlarmClock.Answer> alarms(AlarmEvent.Wish wish) {
    return appliance().alarms(wish);
  }

  @Override
  public CompletableFuture<UsageReport> usage() {
    return onLoop(future -> future.complete(appliance().usage(clock.epochMillis())));
  }

  @Override
  public CompletableFuture<Status> when(Predicate<Status> wanted) {
    return onLoop(
        future -> {
          waiting.add(new Waiting(wanted, future));
          changed();
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> press() {
    return onLoop(
        future -> {
          appliance().loop().press(true);
          future.complete(null);
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> release() {
    return onLoop(
        future -> {
          appliance().loop().press(false);
          future.complete(null);
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> tap() {
    return hold(TAP_MILLIS);
  }

  @Override
  public CompletableFuture<@Nullable Void> doubleTap() {
    return onLoop(
        future ->
            hold(
                TAP_MILLIS,
                () ->
                    later(
                        BETWEEN_TAPS_MILLIS, () -> hold(TAP_MILLIS, () -> future.complete(null)))));
  }

  @Override
  public CompletableFuture<@Nullable Void> hold(long millis) {
    return onLoop(future -> hold(millis, () -> future.complete(null)));
  }

  private void hold(long millis, Runnable then) {
    appliance().loop().press(true);
    later(
        millis,
        () -> {
          appliance().loop().press(false);
          then.run();
        });
  }

  private void later(long millis, Runnable act) {
    appliance().loop().later(millis * 1_000_000L, act);
  }

  @Override
  public CompletableFuture<Answer> ask(String text) {
    return asked(text, null);
  }

  @Override
  public CompletableFuture<Answer> ask(String text, String image) {
    return asked(text, image);
  }

  private CompletableFuture<Answer> asked(String text, @Nullable String image) {
    return onLoop(
        future -> {
          if (appliance().loop().linkState() instanceof earshot.link.LinkState.Parked parked) {
            future.completeExceptionally(
                new Refusal(
                    Exit.UNAVAILABLE,
                    "the service has refused us: " + parked.reason(),
                    "earshot status; mend it, then earshot reload"));
            return;
          }
          var link = appliance().loop().linkState();
          Refusal blind =
              image == null ? null : Sight.refusal(config, link.targetOf(link.number()));
          if (blind != null) {
            future.completeExceptionally(blind);
            return;
          }
          String id = "ask-" + ++questions;
          asked.put(id, future);
          appliance().loop().ask(text, image, id);
        });
  }

  @Override
  public CompletableFuture<Boolean> stop() {
    return onLoop(
        future -> {
          boolean something = appliance().loop().stopAlarm();
          something |= !(appliance().loop().turnState().phase() instanceof TurnState.Idle);
          appliance().loop().hush();
          future.complete(something);
        });
  }

  @Override
  public CompletableFuture<Integer> volume(@Nullable VolumeChange change) {
    return onLoop(
        future ->
            future.complete(
                switch (change) {
                  case VolumeTo to -> volume.set(to.percent());
                  case VolumeBy by -> volume.change(by.percent());
                  case null -> volume.percent();
                }));
  }

  @Override
  public CompletableFuture<@Nullable Void> mute(boolean on) {
    return onLoop(
        future -> {
          if (appliance().loop().mute(on)) {
            future.complete(null);
          } else {
            future.completeExceptionally(
                new Refusal(
                    Exit.FAILED,
                    "the mute switch of the device is on, and no command overrules it",
                    "move the switch back"));
          }
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> repeat() {
    return act(Act.REPEAT, "there is no answer to say again yet", "earshot ask");
  }

  @Override
  public CompletableFuture<@Nullable Void> time() {
    return act(Act.TIME, "there are no words for the time", "prompts.language");
  }

  @Override
  public CompletableFuture<@Nullable Void> say(Prompt prompt) {
    return local(loop -> loop.say(prompt), "there are no words for it", "prompts.language");
  }

  private CompletableFuture<@Nullable Void> act(Act act, String whyNot, String remedy) {
    return local(loop -> loop.act(act), whyNot, remedy);
  }

  private CompletableFuture<@Nullable Void> local(
      Predicate<Loop> act, String whyNot, String remedy) {
    return onLoop(
        future -> {
          if (appliance().loop().heldToSpeak()) {
            future.completeExceptionally(
                new Refusal(Exit.FAILED, "someone is speaking", "earshot wait idle"));
          } else if (act.test(appliance().loop())) {
            future.complete(null);
          } else {
            future.completeExceptionally(new Refusal(Exit.FAILED, whyNot, remedy));
          }
        });
  }

  @Override
  public CompletableFuture<List<Problem>> reload() {
    return switch (reader.read(sources)) {
      case Reading.Bad bad -> CompletableFuture.completedFuture(bad.problems());
      case Reading.Good good -> {
        List<Problem> fixed = fixed(good.config());
        if (!fixed.isEmpty()) yield CompletableFuture.completedFuture(fixed);
        List<Target> targets;
        try {
          targets = preparation.of(good.config());
        } catch (IOException e) {
          yield CompletableFuture.completedFuture(List.of(trustAnchor(good.settings(), e)));
        }
        yield onLoop(
            future -> {
              Config before = config;
              config = good.config();
              if (before.audio().volume() != config.audio().volume()) {
                volume.set(config.audio().volume());
              }
              appliance().reconfigure(config, targets, sessionDiffers(before, config));
              future.complete(List.of());
            });
      }
    };
  }

  private static boolean sessionDiffers(Config before, Config after) {
    return !after.service().equals(before.service())
        || !after.fallbacks().equals(before.fallbacks())
        || !after.tools().equals(before.tools())
        || !Objects.equals(after.budget().response(), before.budget().response())
        || !after.talk().equals(before.talk());
  }

  private static Problem trustAnchor(Settings settings, IOException why) {
    Settings.Setting at = settings.at("service.ca");
    return new Problem(
        at == null ? "the system's trust anchors" : at.file(),
        at == null ? 0 : at.line(),
        "service.ca",
        String.valueOf(why.getMessage()),
        "a PEM file with a certificate in it");
  }

  /** What a running process cannot change: its devices and its socket. */
  private List<Problem> fixed(Config next) {
    List<Problem> problems = new ArrayList<>();
    if (!next.prompts().equals(config.prompts())) problems.add(restart("prompts"));
    if (!next.link().equals(config.link())) problems.add(restart("link"));
    if (!next.state().equals(config.state())) problems.add(restart("state"));
    if (!next.board().equals(config.board())) problems.add(restart("board"));
    if (!next.control().equals(config.control())) problems.add(restart("control"));
    if (next.audio().replySeconds() != config.audio().replySeconds()) {
      problems.add(restart("audio.reply_seconds"));
    }
    if (next.audio().utteranceSeconds() != config.audio().utteranceSeconds()) {
      problems.add(restart("audio.utterance_seconds"));
    }
    return problems;
  }

  private static Problem restart(String key) {
    return new Problem(
        "the running daemon",
        0,
        key,
        "takes effect at a restart only, so nothing was changed",
        "systemctl restart earshot");
  }
}
