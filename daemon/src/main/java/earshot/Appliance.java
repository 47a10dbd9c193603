package earshot;

import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmEvent;
import earshot.audio.Cues;
import earshot.audio.Playout;
import earshot.audio.Prompts;
import earshot.audio.Recall;
import earshot.audio.Uplink;
import earshot.audio.Volume;
import earshot.config.Config;
import earshot.config.Config.BudgetConfig;
import earshot.config.Config.LinkConfig;
import earshot.config.Config.MicrophonesConfig;
import earshot.config.Config.Mode;
import earshot.config.Config.TalkConfig;
import earshot.control.UsageReport;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Microphones;
import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import earshot.hal.Speaker;
import earshot.link.Backoff;
import earshot.link.Link;
import earshot.memory.Bill;
import earshot.memory.Budget;
import earshot.memory.Conversation;
import earshot.memory.Sum;
import earshot.realtime.Kind;
import earshot.realtime.SessionSpec;
import earshot.turn.Manners;
import earshot.turn.Turn;
import earshot.turn.TurnEffect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The whole appliance, wired: read {@link #Appliance} from top to bottom to know what stands where.
 * Threads and time are the caller's: the loop thread of a daemon, or virtual time.
 */
public final class Appliance implements AutoCloseable {

  /** How much of a conversation the next session is told; each response is charged for it. */
  private static final int TURNS_KEPT = 12;

  private static final int CHARACTERS_KEPT = 12_000;

  /**
   * What an appliance is made from.
   *
   * @param targets the services that may be used, in the order in which they are wanted
   * @param volume how loud it is
   * @param prompts what the device says itself; null for nothing
   * @param time tells the time in words; null for nobody
   * @param making runs what would hold the loop up, and may take some time
   * @param alarms what rings; null for nothing
   * @param mixing what is laid over the sound of the answers
   * @param messageRoom how many messages of the service may wait for the loop
   * @param wake makes whoever runs the loop call {@link Loop#run} soon
   * @param replies told the answers to questions asked with an id
   * @param restartable somebody starts the process again when it ends
   * @param seed for the jitter of reconnects
   */
  public record Plan(
      Config config,
      Hal hal,
      Clock clock,
      List<Target> targets,
      ToolCalls tools,
      Purse purse,
      Volume volume,
      @Nullable Prompts prompts,
      @Nullable TimeTeller time,
      Executor making,
      @Nullable AlarmClock alarms,
      UnaryOperator<Speaker.Feed> mixing,
      Witness witness,
      int messageRoom,
      Runnable wake,
      BiConsumer<String, TurnEffect.Reply> replies,
      boolean restartable,
      long seed) {}

  private final Hal hal;
  private final Inputs inputs;
  private final PcmRing microphoneRing;
  private final Uplink uplink;
  private final Playout playout;
  private final Performer performer;
  private final Volume volume;
  private final LocalActs local;
  private final Cues cues = new Cues();
  private final Cueing cueing;
  private final HearingAid aid;
  private final MicrophonesConfig microphones;
  private final Mode mode;
  private final Loop loop;
  private final Purse purse;
  private final Witness witness;
  private final UnaryOperator<Speaker.Feed> mixing;
  private final @Nullable AlarmClock alarms;
  private final Runnable wake;

  public Appliance(Plan plan) {
    Config config = plan.config();
    hal = plan.hal();
    microphones = config.microphones();
    mode = config.talk().mode();
    wake = plan.wake();
    mixing = plan.mixing();
    alarms = plan.alarms();
    purse = plan.purse();
    witness = plan.witness();
    witness.configured(config);
    inputs = new Inputs(plan.messageRoom(), wake);
    // Twice, because the ring vouches for its newer half only.
    microphoneRing = new PcmRing(2 * config.audio().utteranceSeconds() * Pcm.RATE);
    playout =
        new Playout(
            config.audio().replySeconds(),
            plan.clock(),
            hal.speaker().hasClock(),
            hal.speaker()::latencySamples,
            wake,
            reason -> failed(Input.Device.SPEAKER, reason));
    playout.speed(config.audio().speed());
    volume = plan.volume();
    volume.heardBy(playout::volume);
    var recall = new Recall(config.audio().replySeconds());
    uplink = new Uplink(microphoneRing);
    var timers = new Timers();
    aid =
        new HearingAid(
            hal.microphones(),
            playout,
            plan.making(),
            wake,
            why -> inputs.signal(new Input.Act(() -> witness.uncleaned(why))));
    volume.heardBy(cues::volume);
    cueing =
        new Cueing(
            plan.clock(),
            timers,
            hal.microphones().hearsTheSpeaker(),
            cue -> {
              cues.sound(cue);
              hal.speaker().nudge();
            });
    cueing.configure(config.audio().cues(), config.talk().mode());
    performer =
        new Performer(
            new Performer.Parts(
                plan.clock(),
                inputs,
                timers,
                plan.witness(),
                aid.microphones(),
                aid,
                microphoneRing,
                uplink,
                playout,
                recall,
                cueing,
                new Conversation(TURNS_KEPT, CHARACTERS_KEPT),
                hal.speaker(),
                hal.lights(),
                plan.targets(),
                plan.tools(),
                plan.replies()));
    performer.preroll(config.talk().prerollMillis());
    var voice = new LocalVoice(performer, inputs, plan.making());
    var announcing = new Announcing(plan.clock(), timers, voice, plan.prompts());
    local =
        new LocalActs(
            timers,
            new Reciter(voice, recall, plan.prompts(), plan.time()),
            volume,
            config.button());
    loop =
        new Loop(
            plan.clock(),
            inputs,
            performer,
            timers,
            plan.witness(),
            plan.purse(),
            announcing,
            new Nightstand(plan.alarms()),
            local,
            new Senses(
                plan.clock(),
                timers,
                plan.witness(),
                announcing,
                aid.microphones(),
                microphoneRing,
                playout,
                hal.speaker(),
                plan.restartable()),
            config.talk(),
            new Machines(
                plan.clock(),
                performer,
                plan.witness(),
                plan.purse(),
                announcing,
                new Turn(manners(config)),
                link(config.link(), plan.seed())));
    aid.onMeasured(measured -> witness.duplex(measured, aid.overhearing().reading()));
  }

  private static Link link(LinkConfig config, long seed) {
    Backoff backoff = Backoff.withSeed(seed).sharedBy(config.fleet());
    return switch (config.dial()) {
      case AHEAD -> new Link(backoff);
      case ON_PRESS -> Link.onDemand(backoff, config.restMinutes() * 60_000_000_000L);
    };
  }

  /** What the configuration allows to be spent. */
  public static Budget budget(BudgetConfig config) {
    List<Budget.Limit> limits = new ArrayList<>();
    limit(limits, Budget.Span.SESSION, config.session());
    limit(limits, Budget.Span.HOUR, config.hour());
    limit(limits, Budget.Span.DAY, config.day());
    limit(limits, Budget.Span.MONTH, config.month());
    return new Budget(limits);
  }

  private static void limit(List<Budget.Limit> limits, Budget.Span span, @Nullable Double dollars) {
    if (dollars != null) limits.add(new Budget.Limit(span, Math.round(dollars * 1e6) * 1_000_000));
  }

  static Manners manners(Config config) {
    // An interpreter is not asked, and so takes no end of the question from us.
    boolean limited = !(config.service().kind() instanceof Kind.Translation);
    TalkConfig talk = config.talk();
    Manners manners =
        manners(talk)
            .within(
                talk.followUpMillis() * 1_000_000L,
                limited ? talk.limitSeconds() * 1_000_000_000L : 0);
    boolean silent =
        config.service().session().text() || config.service().kind() instanceof Kind.Transcription;
    return silent ? manners.written() : manners;
  }

  private static Manners manners(TalkConfig talk) {
    Manners.Mode mode = Manners.Mode.valueOf(talk.mode().name());
    long tooShortNanos = talk.tooShortMillis() * 1_000_000L;
    return switch (talk.detection()) {
      case SessionSpec.ByRelease d -> Manners.of(mode, false, false, tooShortNanos);
      case SessionSpec.ByServer d ->
          Manners.of(mode, d.createResponse(), d.interruptResponse(), tooShortNanos);
      case SessionSpec.BySemantics d ->
          Manners.of(mode, d.createResponse(), d.interruptResponse(), tooShortNanos);
    };
  }

  /**
   * On the loop: starts every part and starts to connect. Sound that is not there is looked for
   * again and again; a button that is not there throws {@link HalException}, and then nothing is
   * left open.
   */
  public void open() {
    aid.configure(microphones, mode);
    try {
      hal.speaker().open(aid.over(mixing.apply(cues.over(playout))));
      loop.listen();
      aid.microphones().open(microphoneRing, new Ears());
      watch(hal.button(), Input.ButtonEdge::new);
      watch(hal.muteSwitch(), Input.MuteEdge::new);
    } catch (HalException e) {
      hal.close();
      throw e;
    }
    loop.senses().begin();
    inputs.signal(new Input.Act(loop::start));
  }

  private void failed(Input.Device device, HalException reason) {
    inputs.signal(new Input.DeviceFailed(device, reason));
  }

  private interface EdgeInput {
    Input of(boolean down, long atNanos);
  }

  private void watch(@Nullable Button button, EdgeInput input) {
    if (button == null) return;
    button.open(
        new Button.Edges() {
          @Override
          public void edge(boolean down, long atNanos) {
            inputs.signal(input.of(down, atNanos));
          }

          @Override
          public void failed(HalException reason) {
            Appliance.this.failed(Input.Device.BUTTON, reason);
          }
        });
  }

  /** Hears the microphones, on their thread. */
  private final class Ears implements Microphones.Listener {

    @Override
    public void arrived() {
      // While nobody listens, frames only pass by: the loop stays parked.
      if (performer.attentive()) wake.run();
    }

    @Override
    public boolean attentive() {
      return performer.attentive();
    }

    @Override
    public void ended() {
      inputs.signal(new Input.MicrophonesEnded());
    }

    @Override
    public void weak(String what) {
      inputs.signal(new Input.Act(() -> witness.microphonesWeak(what)));
    }

    @Override
    public void failed(HalException reason) {
      Appliance.this.failed(Input.Device.MICROPHONES, reason);
    }
  }

  /** On the loop: the parts of a new configuration that need no new device. */
  public void reconfigure(Config config, List<Target> targets, boolean newSession) {
    witness.configured(config);
    performer.targets(targets);
    playout.speed(config.audio().speed());
    volume.bounds(config.audio().ceiling(), config.audio().alarmFloor());
    local.configure(config.button());
    cueing.configure(config.audio().cues(), config.talk().mode());
    aid.configure(config.microphones(), config.talk().mode());
    loop.budget(config.catalogue(), budget(config.budget()));
    loop.reconfigure(config.talk(), new Turn(manners(config)), newSession);
  }

  public Loop loop() {
    return loop;
  }

  public Inputs inputs() {
    return inputs;
  }

  public Playout playout() {
    return playout;
  }

  /** Any thread: the level at the microphones, in decibels below full scale. */
  public double microphoneDb() {
    short[] now = new short[Pcm.FRAME];
    int n =
        microphoneRing.peek(Math.max(0, microphoneRing.written() - Pcm.FRAME), now, 0, Pcm.FRAME);
    return n <= 0 ? -100 : Pcm.levelDb(now, 0, n);
  }

  /** Any thread. */
  CompletableFuture<AlarmClock.Answer> alarms(AlarmEvent.Wish wish) {
    if (alarms == null) throw new IllegalStateException("an appliance without alarms");
    return alarms.wish(wish);
  }

  /** On the loop: what was charged, and how the budgets stand. */
  UsageReport usage(long atEpochMillis) {
    Bill bill = purse.bill();
    Map<String, Sum> sums = new LinkedHashMap<>();
    sums.put("turn", bill.turn());
    sums.put("session", bill.session());
    for (Bill.Period period : Bill.Period.values()) {
      sums.put(period.name().toLowerCase(Locale.ROOT), bill.of(period, atEpochMillis));
    }
    return new UsageReport(sums, purse.judge().standings());
  }

  /** On the loop: in millionths of a millionth of a dollar. */
  long costToday(long atEpochMillis) {
    return purse.bill().of(Bill.Period.DAY, atEpochMillis).pico();
  }

  HearingAid aid() {
    return aid;
  }

  /** Any thread: how much of what was said waited too long to be sent. */
  long lostSamples() {
    return uplink.lost();
  }

  /** Any thread: how much the microphones have given. */
  long microphoneSamples() {
    return microphoneRing.written();
  }

  @Override
  public void close() {
    hal.close();
    aid.close();
  }
}
