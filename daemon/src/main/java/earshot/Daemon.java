package earshot;

import earshot.alarm.AlarmBook;
import earshot.alarm.AlarmClock;
import earshot.alarm.AlarmFile;
import earshot.alarm.Bell;
import earshot.audio.Prompts;
import earshot.audio.Volume;
import earshot.config.Config;
import earshot.config.Mask;
import earshot.config.Problem;
import earshot.config.Secrets;
import earshot.control.ControlServer;
import earshot.control.Exit;
import earshot.control.Programs.RunOptions;
import earshot.control.Refusal;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Urgency;
import earshot.hal.webrtc.WebRtcCleaner;
import earshot.memory.Bill;
import earshot.memory.CrashFile;
import earshot.memory.KeptLine;
import earshot.memory.Ledger;
import earshot.memory.VolumeFile;
import earshot.realtime.Catalogue;
import earshot.realtime.SessionSpec;
import earshot.telemetry.Health;
import earshot.telemetry.Journal;
import earshot.telemetry.Journal.Level;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import earshot.telemetry.SignsOfLife;
import earshot.telemetry.Trouble;
import earshot.tool.ToolRunner;
import earshot.tool.Tools;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The daemon as a process: parts, signals, control socket, and the loop until it is told to end.
 * The thread that makes it is the loop's.
 */
final class Daemon {

  /** How many messages may wait for the loop before the socket is read no further. */
  private static final int MESSAGE_ROOM = 512;

  private static final int JOURNAL_ENTRIES = 1000;

  /** How long a goodbye to the service may take; the whole end has two seconds. */
  private static final long GOODBYE_NANOS = 700_000_000L;

  private static final long CLOSE_MILLIS = 800;

  /** An answer that has to wait longer for a tool is given without it. */
  private static final long TOOL_MILLIS = 5_000;

  /** Where a package or a neighbour may put further languages. */
  private static final Path SHARED_PROMPTS = Path.of("/usr/share/earshot/prompts");

  /** A loop that is busy for longer lets a frame wait. */
  private static final long STALL_NANOS = 20_000_000L;

  private final Clock clock = Clock.system();
  private final Thread loopThread = Thread.currentThread();
  private final Mask mask = new Mask();
  private final Secrets secrets = new Secrets(System::getenv, mask);
  private final Journal journal = new Journal(clock, JOURNAL_ENTRIES, mask::over);
  private final Health health = new Health(journal);
  private final Metrics metrics = new Metrics();
  private final SignsOfLife serviceManager = new SignsOfLife(System::getenv, clock);

  /** There is a loop that can be told something. */
  private volatile boolean running;

  private final ZoneId zone = ZoneId.systemDefault();
  private final Map<String, String> stateTroubles = new ConcurrentHashMap<>();
  private @Nullable AlarmFile alarmFile;
  private final VolumeFile volumeFile;
  private final KeptLine duplexFile;
  private final CrashFile crashes;
  private final Volume volume;
  private final Bell bell = new Bell(clock);
  private final AlarmClock alarms;
  private final ToolRunner tools;
  private final Bill bill = new Bill(zone);
  private @Nullable Ledger ledger;
  private final Config config;
  private final Appliance appliance;
  private final LoopControls controls;
  private final Steward steward = new Steward(serviceManager, clock, health);
  private Exit exit = Exit.FINE;

  Daemon(RunOptions options) {
    config = options.config();
    alarms = new AlarmClock(clock, zone, bell, new Ringing(), this::wakeLoop);
    volumeFile = new VolumeFile(config.state().directory(), why -> stateTrouble("volume", why));
    duplexFile =
        new KeptLine(
            config.state().directory(), "duplex", why -> stateTrouble("while speaking", why));
    crashes = new CrashFile(config.state().directory(), "canceller", Main.version(), clock);
    volume =
        new Volume(
            volumeFile.found().orElse(config.audio().volume()),
            config.audio().ceiling(),
            config.audio().alarmFloor(),
            volumeFile::keep);
    volume.rungBy(bell::volume);
    tools =
        new ToolRunner(
            Tools.of(List.of(Tools.values()), new Tools.Parts(clock, zone, alarms, volume)),
            task -> Thread.ofVirtual().name("tool").start(task),
            TOOL_MILLIS);
    List<Target> targets;
    try {
      targets = targets(config);
    } catch (IOException e) {
      throw new Refusal(
          Exit.BAD_CONFIGURATION,
          String.valueOf(e.getMessage()),
          "service.ca = a PEM file with a certificate in it");
    }
    controls =
        new LoopControls(
            clock, health, config, volume, options.reader(), options.sources(), this::targets);
    var prompts =
        new Prompts(
            config.prompts().language(),
            List.of(config.prompts().directory(), SHARED_PROMPTS),
            journal);
    var reporter = new Reporter(journal, health, metrics);
    appliance =
        new Appliance(
            new Appliance.Plan(
                config,
                board(config),
                clock,
                targets,
                tools::call,
                new Purse(
                    clock, bill, config.catalogue(), Appliance.budget(config.budget()), this::keep),
                volume,
                prompts,
                new TimeTeller(clock, zone, prompts, Catalogue.BUILT_IN.date()),
                task -> Thread.ofVirtual().name("voice").start(task),
                alarms,
                bell::over,
                reporter,
                MESSAGE_ROOM,
                this::wakeLoop,
                controls::replied,
                serviceManager.present(),
                clock.nanos()));
    hear(appliance.aid());
    controls.attach(appliance);
    controls.onAsked(() -> reporter.collect(appliance));
    controls.onLook(new Granted(metrics)::look);
    reporter.onChange(
        () -> {
          reporter.collect(appliance);
          controls.changed();
        });
  }

  /** What its ears keep over a restart, and that what ends the process is left alone. */
  private void hear(HearingAid aid) {
    aid.overhearing().remember(duplexFile.found().orElse(null), duplexFile::keep);
    aid.madeBy(
        wishes -> {
          if (!crashes.begin()) throw HearingAid.leftAlone();
          try {
            return new WebRtcCleaner(wishes);
          } catch (HalException e) {
            crashes.end();
            throw e;
          }
        });
  }

  /** The services that may be used, in their order. */
  private List<Target> targets(Config config) throws IOException {
    return new Services(clock, secrets, mask).targets(config, offered(config));
  }

  /** On the loop. */
  private void keep(Ledger.Line line) {
    if (ledger != null) ledger.add(line);
  }

  /** On the ledger's thread, or while it is opened. */
  private void stateTrouble(String what, @Nullable String why) {
    if (why == null) stateTroubles.remove(what);
    else stateTroubles.put(what, why);
    if (Thread.currentThread() == loopThread) tellStateTroubles();
    else if (running) appliance.inputs().signal(new Input.Act(this::tellStateTroubles));
  }

  private void tellStateTroubles() {
    if (stateTroubles.isEmpty()) health.clear(Trouble.STATE_NOT_KEPT);
    else health.raise(Trouble.STATE_NOT_KEPT, stateTroubles.toString());
  }

  /** What the alarms have to say, on the loop. */
  private final class Ringing implements AlarmClock.Witness {

    @Override
    public void rings(AlarmBook.Ringing ringing) {
      journal.write(Level.INFO, "rings", "An alarm rings.");
    }

    @Override
    public void missed(AlarmBook.Missed missed) {
      journal.write(
          Level.WARN, "missed", "An alarm came due while nothing ran, too long ago to ring now.");
    }
  }

  private void wakeLoop() {
    LockSupport.unpark(loopThread);
  }

  /** What of the tools is offered to the model. */
  private List<SessionSpec.Tool> offered(Config config) {
    return tools.tools().stream()
        .filter(tool -> config.tools().enabled().contains(tool.name()))
        .map(tool -> new SessionSpec.Tool(tool.name(), tool.description(), tool.parametersJson()))
        .toList();
  }

  private Hal board(Config config) {
    // Not System.out, which hides that nobody reads any more.
    return Program.board(config, clock, System.in, new FileOutputStream(FileDescriptor.out));
  }

  /** Runs until a signal, or until the pipe that it listens to has been answered to its end. */
  int run() throws IOException {
    Signals.on("TERM", this::end);
    Signals.on("INT", this::end);
    Signals.on("HUP", this::reload);
    try (var _ =
        ControlServer.open(
            config.control().socket(),
            controls,
            journal,
            metrics,
            Main.version(),
            ControlServer.Bounds.USUAL.with(
                config.control().readers(), config.control().metricsPort()))) {
      // Not before we know that we are the only one: two would overwrite each other's.
      ledger =
          Ledger.open(config.state().directory(), zone, bill, why -> stateTrouble("bill", why));
      alarmFile = AlarmFile.open(config.state().directory(), why -> stateTrouble("alarms", why));
      alarms.open(alarmFile.found(), alarmFile);
      appliance.open();
      String swappable = Urgency.lockMemory();
      if (swappable != null) {
        journal.write(Level.DEBUG, "memory", "It may be swapped out: " + swappable + ".");
      }
      running = true;
      tellStateTroubles();
      steward.ready();
      journal.write(
          Level.INFO,
          "start",
          "Earshot " + Main.version() + " listens on the board " + config.board().name() + ".");
      if (!loop()) {
        journal.write(
            Level.ERROR,
            "end",
            "A device is gone. A fresh start may find it: the service manager's task.");
        steward.stopping();
        return Exit.FAILED.code();
      }
      journal.write(Level.INFO, "end", "Goodbye.");
    } catch (HalException e) {
      journal.write(Level.ERROR, "board", String.valueOf(e.getMessage()));
      return Exit.FAILED.code();
    } catch (Refusal e) {
      journal.write(Level.ERROR, "start", e.why() + ". Try: " + e.remedy());
      return e.exit().code();
    } finally {
      crashes.end();
      closeDevices();
      if (ledger != null) ledger.close();
      if (alarmFile != null) alarmFile.close();
      volumeFile.close();
      duplexFile.close();
    }
    return Exit.FINE.code();
  }

  /**
   * A sound server that hangs holds whoever closes its lines: what is not closed in time ends with
   * the process.
   */
  private void closeDevices() {
    Thread closing = Thread.ofPlatform().name("closing").daemon().start(appliance::close);
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the loop until it is told to end; false if it cannot go on without a device. */
  private boolean loop() {
    Loop loop = appliance.loop();
    long goodbyeUntil = Timers.NEVER;
    while (true) {
      long next = Math.min(measured(loop), steward.run(loop));
      if (loop.senses().lost()) return false;
      if (goodbyeUntil == Timers.NEVER) {
        if (loop.overToTheEnd()) {
          exit = loop.unanswered() ? Exit.UNAVAILABLE : Exit.FINE;
          loop.stop();
        }
        if (loop.stopped()) {
          goodbyeUntil = clock.nanos() + GOODBYE_NANOS;
          steward.stopping();
        }
      }
      if (loop.stopped() && (loop.hungUp() || clock.nanos() >= goodbyeUntil)) return true;
      park(Math.min(next, goodbyeUntil));
    }
  }

  private long measured(Loop loop) {
    long before = clock.nanos();
    long next = loop.run();
    long busy = clock.nanos() - before;
    metrics.raise(Metric.LOOP_LONGEST_MICROS, busy / 1000);
    if (busy > STALL_NANOS) metrics.increment(Metric.LOOP_STALLS);
    return next;
  }

  private void park(long untilNanos) {
    if (untilNanos == Timers.NEVER) {
      LockSupport.park(this);
    } else {
      long nanos = untilNanos - clock.nanos();
      if (nanos > 0) LockSupport.parkNanos(this, nanos);
    }
  }

  private void end() {
    appliance.inputs().signal(new Input.Act(appliance.loop()::stop));
  }

  private void reload() {
    steward.reloading();
    controls
        .reload()
        .thenAccept(problems -> appliance.inputs().signal(new Input.Act(() -> reloaded(problems))));
  }

  private void reloaded(List<Problem> problems) {
    steward.reloaded();
    if (problems.isEmpty()) {
      health.clear(Trouble.BAD_RELOAD);
      journal.write(Level.INFO, "reload", "The new configuration is in effect.");
    } else {
      health.raise(Trouble.BAD_RELOAD, problems.getFirst().toString());
    }
  }
}
