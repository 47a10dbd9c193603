package earshot.stage;

import earshot.Appliance;
import earshot.Input;
import earshot.Purse;
import earshot.Target;
import earshot.TimeTeller;
import earshot.ToolCalls;
import earshot.Witness;
import earshot.alarm.AlarmBook;
import earshot.alarm.AlarmClock;
import earshot.alarm.Bell;
import earshot.audio.Prompts;
import earshot.audio.Volume;
import earshot.config.Config;
import earshot.config.Config.AudioConfig;
import earshot.hal.sim.SimBoard;
import earshot.hal.sim.SimSpeaker;
import earshot.hal.sim.SimTime;
import earshot.link.MessageRoute;
import earshot.link.Route;
import earshot.link.TurnsRoute;
import earshot.memory.Bill;
import earshot.realtime.Session;
import earshot.simulator.Script;
import earshot.simulator.SimulatedService;
import earshot.turn.TurnEffect;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One appliance and its services on one virtual time, joined through real bytes. Whoever runs
 * {@link #time} runs everything; nothing here has a thread.
 */
public final class Stage implements AutoCloseable {

  private static final short[] NOTHING = {};

  private final SimTime time;
  private final Config config;
  private final List<Target> targets = new ArrayList<>();
  private final List<SimulatedService> services = new ArrayList<>();
  private final List<SimWire> wires = new ArrayList<>();
  private final SimBoard board;
  private final Bill bill = new Bill(ZoneOffset.UTC);
  private final SimDisk disk = new SimDisk();
  private final AlarmClock alarms;
  private final Appliance appliance;
  private final Map<String, TurnEffect.Reply> replies = new HashMap<>();
  private boolean runQueued;
  private long runAtNanos = Long.MAX_VALUE;

  /**
   * A service that may be used, and what the daemon's session with it is made of.
   *
   * @param turns whether it is asked turn by turn
   */
  public record Place(Script script, Supplier<Session> sessions, boolean turns) {
    public Place(Script script, Supplier<Session> sessions) {
      this(script, sessions, false);
    }
  }

  /**
   * @param places the services that may be used, in the order in which they are wanted
   * @param oneWayNanos the network's delay in each direction
   * @param fastPpm how much faster than the house clock the sound card runs
   */
  public record Setting(
      Config config,
      List<Place> places,
      ToolCalls tools,
      @Nullable Prompts prompts,
      Witness witness,
      SimSpeaker.Ear ear,
      long oneWayNanos,
      double fastPpm,
      long seed) {}

  public Stage(SimTime time, Setting setting) {
    this.time = time;
    this.config = setting.config();
    for (Place place : setting.places()) {
      var service = new SimulatedService(place.script(), time, setting.seed());
      var wire = new SimWire(service, time, setting.oneWayNanos());
      services.add(service);
      wires.add(wire);
      targets.add(
          new Target(
              "service " + services.size(),
              route(place, service, wire, setting.oneWayNanos()),
              place.sessions()));
    }
    board = new SimBoard(time, NOTHING, 4, setting.fastPpm(), setting.seed(), setting.ear());
    var bell = new Bell(time);
    alarms =
        new AlarmClock(
            time, ZoneOffset.UTC, AlarmBook.EMPTY, disk, bell, AlarmClock.Witness.NONE, this::wake);
    appliance =
        new Appliance(
            new Appliance.Plan(
                setting.config(),
                board,
                time,
                targets,
                setting.tools(),
                new Purse(
                    time,
                    bill,
                    setting.config().catalogue(),
                    Appliance.budget(setting.config().budget()),
                    disk::keep),
                volume(setting.config().audio(), bell, disk),
                setting.prompts(),
                setting.prompts() == null
                    ? null
                    : new TimeTeller(time, ZoneOffset.UTC, setting.prompts(), LocalDate.EPOCH),
                Runnable::run,
                alarms,
                bell::over,
                setting.witness(),
                Integer.MAX_VALUE,
                this::wake,
                replies::put,
                false,
                setting.seed()));
    appliance.open();
  }

  private static Volume volume(AudioConfig audio, Bell bell, SimDisk disk) {
    var volume = new Volume(audio.volume(), audio.ceiling(), audio.alarmFloor(), disk::keepVolume);
    volume.rungBy(bell::volume);
    return volume;
  }

  private Route route(Place place, SimulatedService service, SimWire wire, long oneWayNanos) {
    if (!place.turns()) return new MessageRoute(wire, time::after);
    var web = new SimWeb(service, time, oneWayNanos, wire::plugged);
    return new TurnsRoute(web, time, SimWeb.tellers(time));
  }

  private void wake() {
    if (runQueued) return;
    runQueued = true;
    time.after(0, this::run);
  }

  private void run() {
    runQueued = false;
    long next = appliance.loop().run();
    if (next < runAtNanos) {
      runAtNanos = next;
      time.at(next, () -> due(next));
    }
  }

  private void due(long at) {
    // A deadline that was moved meanwhile finds nothing to do, which is cheap.
    if (runAtNanos == at) runAtNanos = Long.MAX_VALUE;
    run();
  }

  public SimTime time() {
    return time;
  }

  /** The service that is wanted most. */
  public SimulatedService service() {
    return service(0);
  }

  public SimulatedService service(int place) {
    return services.get(place);
  }

  public SimWire wire() {
    return wire(0);
  }

  public SimWire wire(int place) {
    return wires.get(place);
  }

  public SimBoard board() {
    return board;
  }

  public Appliance appliance() {
    return appliance;
  }

  /** Where is kept what has to survive a restart. */
  public SimDisk disk() {
    return disk;
  }

  /** What rings here. */
  public AlarmClock alarms() {
    return alarms;
  }

  /** What the talk has cost. */
  public Bill bill() {
    return bill;
  }

  /** A text turn; its answer can be had by {@link #reply}. */
  public void ask(String text, String askId) {
    appliance.inputs().signal(new Input.Act(() -> appliance.loop().ask(text, askId)));
  }

  public TurnEffect.@Nullable Reply reply(String askId) {
    return replies.get(askId);
  }

  /** Somebody has mended the configuration. */
  public void reload() {
    appliance.inputs().signal(new Input.Act(() -> appliance.reconfigure(config, targets, true)));
  }

  /** Runs until the turn is in this state; false if it is not within the limit. */
  public boolean runUntil(String state, long withinNanos) {
    long limit = time.nanos() + withinNanos;
    while (!appliance.loop().turnState().name().equals(state)) {
      if (!time.runNext(limit)) return false;
    }
    return true;
  }

  @Override
  public void close() {
    appliance.close();
  }
}
