package earshot;

import earshot.config.Config;
import earshot.hal.dsp.EchoReading;
import earshot.link.LinkState;
import earshot.memory.Budget;
import earshot.realtime.Kind;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServiceError;
import earshot.realtime.Usage;
import earshot.telemetry.Health;
import earshot.telemetry.Journal;
import earshot.telemetry.Journal.Level;
import earshot.telemetry.Kinds;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import earshot.telemetry.Trouble;
import earshot.turn.Cut;
import earshot.turn.Duplex;
import earshot.turn.EchoWords;
import earshot.turn.Request;
import earshot.turn.TurnEffect.Notice;
import earshot.turn.TurnState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells journal, health and metrics what the loop did. On the loop. What people said is not written
 * down: only that they did; where their words are what sessions are for, they are told.
 */
final class Reporter implements Witness {

  private static final int KINDS_IGNORED = 32;

  private final Journal journal;
  private final Health health;
  private final Metrics metrics;
  private final Kinds ignored = new Kinds(KINDS_IGNORED);
  private Runnable changed = () -> {};
  private Kind kind = Kind.CONVERSATION;

  Reporter(Journal journal, Health health, Metrics metrics) {
    this.journal = journal;
    this.health = health;
    this.metrics = metrics;
  }

  /** What to run after each change of a state, on the loop. */
  void onChange(Runnable changed) {
    this.changed = changed;
  }

  /** From now on sessions are of this kind. */
  void kind(Kind next) {
    kind = next;
  }

  @Override
  public void userSaid(String text) {
    if (!kind.equals(Kind.CONVERSATION)) journal.tell("heard", text.strip());
    journal.whisper("user", text.strip());
  }

  @Override
  public void assistantSaid(String text, boolean whole) {
    if (kind instanceof Kind.Translation) journal.tell("translated", text.strip());
    journal.whisper("assistant", text.strip());
  }

  @Override
  public void configured(Config config) {
    kind(config.service().kind());
  }

  @Override
  public void turned(TurnState before, TurnState after) {
    if (!before.name().equals(after.name())) {
      journal.write(Level.DEBUG, "state", after.name());
      switch (after.phase()) {
        case TurnState.Waiting w ->
            metrics.increment(
                w.request() instanceof Request.Spoken ? Metric.TURNS : Metric.TEXT_TURNS);
        case TurnState.Finishing f -> metrics.increment(Metric.ANSWERS);
        default -> {}
      }
    }
    if (before.muted() != after.muted()) {
      if (after.muted()) health.raise(Trouble.MUTED, "");
      else health.clear(Trouble.MUTED);
    }
    changed.run();
  }

  @Override
  public void pressed() {
    metrics.increment(Metric.PRESSES);
  }

  @Override
  public void linked(LinkState before, LinkState after, Trouble trouble) {
    switch (after) {
      case LinkState.Ready r -> {
        metrics.increment(Metric.CONNECTS);
        metrics.set(Metric.LINK_READY, 1);
        if (r.target() == 0) Verdicts.OF_THE_LINK.forEach(health::clear);
        else trouble(Trouble.ON_FALLBACK, trouble.sentence() + " " + r.targets().reason());
        journal.write(
            Level.INFO,
            "link",
            before instanceof LinkState.Ready
                ? "Another session took over in a pause."
                : "Connected, and the session is configured.");
      }
      case LinkState.Pausing p -> {
        lost(before);
        trouble(trouble, p.reason());
      }
      case LinkState.Parked p -> {
        lost(before);
        trouble(trouble, p.reason());
      }
      case LinkState.Dozing d -> {
        metrics.set(Metric.LINK_READY, 0);
        Verdicts.OF_THE_LINK.forEach(health::clear);
        journal.write(Level.INFO, "link", "Not connected until somebody wants to talk.");
      }
      default -> {}
    }
    changed.run();
  }

  /** One trouble of the link at a time: the newest. */
  private void trouble(Trouble trouble, String reason) {
    for (Trouble other : Verdicts.OF_THE_LINK) {
      if (other != trouble) health.clear(other);
    }
    health.raise(trouble, reason);
  }

  private void lost(LinkState before) {
    metrics.set(Metric.LINK_READY, 0);
    metrics.increment(
        before instanceof LinkState.Ready ? Metric.DISCONNECTS : Metric.CONNECT_FAILURES);
  }

  @Override
  public void cut(Cut cut) {
    metrics.increment(Metric.INTERRUPTIONS);
    journal.write(
        Level.INFO,
        "cut",
        "The answer was interrupted.",
        Map.of(
            "heard_ms", Long.toString(cut.heardMillis()),
            "of_ms", Long.toString(cut.acceptedMillis())));
  }

  @Override
  public void noted(Notice notice, @Nullable String detail) {
    String why = detail == null ? "" : detail;
    switch (notice) {
      case TOO_SHORT -> metrics.increment(Metric.TOO_SHORT);
      case INTERRUPTED -> {}
      case MUTED -> journal.write(Level.INFO, "muted", "A press while the microphones are off.");
      case DECLINED ->
          journal.write(Level.WARN, "declined", "A question could not be taken. " + why);
      // Over as soon as it is told, so it is no trouble to stand in the status.
      case FAILED ->
          journal.write(
              Level.WARN,
              Trouble.ANSWER_FAILED.id(),
              Trouble.ANSWER_FAILED.sentence(),
              Map.of("detail", why, "try", Trouble.ANSWER_FAILED.remedy()));
      case AGAIN_LATER -> {
        metrics.increment(Metric.RATE_LIMITED);
        journal.write(
            Level.WARN,
            "again-later",
            "The service wants us to wait before it answers.",
            Map.of("detail", why));
      }
      case SPENT ->
          journal.write(
              Level.WARN, "spent", "A question was not passed on: the budget is used up.");
      case OVERDUE -> journal.write(Level.WARN, "overdue", "The service took too long to answer.");
    }
  }

  @Override
  public void used(String model, Usage usage) {
    metrics.add(Metric.TOKENS_IN, usage.input());
    metrics.add(Metric.TOKENS_OUT, usage.output());
    metrics.add(
        Metric.TOKENS_CACHED, usage.cachedText() + usage.cachedAudio() + usage.cachedImage());
  }

  @Override
  public void limited(List<ServerEvent.RateLimit> limits) {
    for (ServerEvent.RateLimit limit : limits) {
      switch (limit.name()) {
        case "requests" -> metrics.set(Metric.REQUESTS_LEFT, limit.remaining());
        case "tokens" -> metrics.set(Metric.TOKENS_LEFT, limit.remaining());
        default -> {}
      }
    }
  }

  @Override
  public void budgeted(Purse.Verdict verdict) {
    report(Trouble.BUDGET_SPENT, verdict, Budget.Standing::spent);
    report(Trouble.BUDGET_NEARLY_SPENT, verdict, Budget.Standing::nearlySpent);
    changed.run();
  }

  private void report(
      Trouble trouble, Purse.Verdict verdict, Predicate<Budget.Standing> concerned) {
    // Without the figure that grows with each answer: it is told once, not each time.
    String limits =
        verdict.standings().stream()
            .filter(concerned)
            .map(standing -> standing.limit().toString())
            .collect(Collectors.joining(", "));
    if (limits.isEmpty()) health.clear(trouble);
    else health.raise(trouble, limits);
  }

  @Override
  public void complained(ServiceError error) {
    metrics.increment(Metric.ERRORS_IN);
    String code = error.code() == null ? "no code" : error.code().toLowerCase(Locale.ROOT);
    journal.write(Level.WARN, "service-error", error.message(), Map.of("code", code));
  }

  @Override
  public void hosted(String what, boolean failed) {
    if (failed) metrics.increment(Metric.HOSTED_TOOLS_FAILED);
    journal.write(failed ? Level.WARN : Level.INFO, "hosted-tool", what);
  }

  @Override
  public void ignored(String what) {
    metrics.increment(Metric.EVENTS_UNKNOWN);
    switch (ignored.count(what)) {
      case FIRST ->
          journal.write(Level.WARN, "ignored", what + " (the first of its kind; more are counted)");
      case FIRST_TOO_MANY ->
          journal.write(
              Level.WARN,
              "ignored",
              "there are too many kinds of messages to be ignored: the rest is only counted");
      case AGAIN -> {}
    }
  }

  @Override
  public void deviceFailed(Input.Device device, String message) {
    health.raise(troubleOf(device), message);
    changed.run();
  }

  @Override
  public void microphonesWeak(String what) {
    if (what.isEmpty()) health.clear(Trouble.MICROPHONE_WEAK);
    else health.raise(Trouble.MICROPHONE_WEAK, what);
    changed.run();
  }

  @Override
  public void deviceBack(Input.Device device) {
    health.clear(troubleOf(device));
    changed.run();
  }

  private static Trouble troubleOf(Input.Device device) {
    return switch (device) {
      case MICROPHONES -> Trouble.MICROPHONE_FAILED;
      case SPEAKER -> Trouble.SPEAKER_FAILED;
      case BUTTON -> Trouble.BUTTON_FAILED;
    };
  }

  @Override
  public void deviceSilent(boolean silent) {
    if (silent) health.raise(Trouble.MICROPHONE_SILENT, "");
    else health.clear(Trouble.MICROPHONE_SILENT);
    changed.run();
  }

  @Override
  public void uncleaned(@Nullable String why) {
    if (why == null) health.clear(Trouble.ECHO_STAYS);
    else health.raise(Trouble.ECHO_STAYS, why);
    changed.run();
  }

  @Override
  public void duplex(@Nullable Duplex duplex, @Nullable EchoReading reading) {
    if (duplex == null || duplex.manner() == Duplex.Manner.FULL) health.clear(Trouble.HEARS_ITSELF);
    else if (duplex.why() != Duplex.Why.UNMEASURED) {
      health.raise(Trouble.HEARS_ITSELF, EchoWords.why(duplex, reading));
    }
    if (duplex != null) {
      journal.write(Level.INFO, "while-speaking", EchoWords.sentence(duplex));
    }
    changed.run();
  }

  @Override
  public void stalled(long millis) {
    journal.write(
        Level.WARN,
        "stalled",
        "The program did not get to run in time.",
        Map.of("late_ms", Long.toString(millis)));
  }

  /** On the loop: what is counted elsewhere, copied here when somebody asks. */
  void collect(Appliance appliance) {
    metrics.set(Metric.HEARD_SAMPLES, appliance.playout().heard());
    metrics.set(Metric.REPLY_SAMPLES, appliance.playout().accepted());
    metrics.set(
        Metric.REPLY_STORE_SAMPLES,
        Math.max(0, appliance.playout().accepted() - appliance.playout().heard()));
    metrics.set(Metric.UNDERRUNS, appliance.playout().underruns());
    metrics.set(Metric.HEAD_START_MILLIS, appliance.playout().headStartMillis());
    metrics.set(Metric.UNDERRUN_SAMPLES, appliance.playout().underrunSamples());
    metrics.set(Metric.QUEUE_FULL, appliance.inputs().dropped());
    metrics.set(Metric.MIC_LOST, appliance.lostSamples());
    metrics.set(Metric.MIC_SAMPLES, appliance.microphoneSamples());
    Senses senses = appliance.loop().senses();
    metrics.set(Metric.MIC_PERCENT, senses.heardPercent());
    metrics.set(Metric.MIC_DECIBELS, Math.round(senses.levels().db()));
    metrics.set(Metric.MIC_PEAK, senses.levels().peak());
    metrics.set(Metric.MIC_OFFSET_PERMILLE, Math.round(1000 * senses.levels().offset()));
    metrics.set(Metric.MIC_CLIPPED_PERMILLE, Math.round(1000 * senses.levels().clippedShare()));
    metrics.set(Metric.MIC_REOPENED, senses.reopened(Input.Device.MICROPHONES));
    metrics.set(Metric.SPEAKER_PERCENT, senses.playedPercent());
    metrics.set(Metric.SPEAKER_REOPENED, senses.reopened(Input.Device.SPEAKER));
    metrics.set(Metric.VOICE_DUCKS, appliance.aid().ducks());
    metrics.set(Metric.VOICE_CUTS, appliance.aid().cuts());
    Overhearing overhearing = appliance.aid().overhearing();
    metrics.set(Metric.WHILE_SPEAKING, appliance.aid().manner().ordinal());
    metrics.set(Metric.OWN_INTERRUPTIONS, overhearing.ownInterruptions());
    EchoReading reading = overhearing.reading();
    if (reading != null) {
      metrics.set(Metric.ECHO_LOSS_DECIBELS, Math.round(reading.lossDb()));
      metrics.set(Metric.ECHO_REDUCED_DECIBELS, Math.round(reading.reducedDb()));
      metrics.set(Metric.ECHO_MARGIN_DECIBELS, Math.round(reading.marginDb()));
      metrics.set(Metric.ECHO_DELAY_MILLIS, reading.delayMillis());
    }
    metrics.set(Metric.LOOP_LATEST_MICROS, senses.longestStallMicros());
  }
}
