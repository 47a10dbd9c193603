package earshot;

import earshot.audio.Volume;
import earshot.config.Config;
import earshot.config.Config.BoardConfig;
import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Secrets;
import earshot.config.Sources;
import earshot.control.Programs.BenchOptions;
import earshot.control.Programs.Figure;
import earshot.hal.BoardSettings;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.link.LinkState;
import earshot.link.MessageRoute;
import earshot.link.NvTransport;
import earshot.link.WayOut;
import earshot.memory.Bill;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.simulator.wire.SimulatorServer;
import earshot.telemetry.Trouble;
import earshot.turn.TurnState;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns of the real appliance on a board, over a socket to the simulated service in this process:
 * how long each way takes, and what all of it costs. The calling thread is the finger on the
 * button; takes some seconds.
 */
final class TurnBench {

  /** What runs for the first time is loaded first. */
  private static final int WARMING = 2;

  private static final long PRESS_NANOS = 300_000_000L;
  private static final long LISTEN_NANOS = 250_000_000L;
  private static final long LOOK_NANOS = 500_000L;
  private static final long LIMIT_NANOS = 10_000_000_000L;
  private static final long CONNECT_MILLIS = 5_000;
  private static final int ROOM = 512;

  private final Clock clock;
  private final ConfigReader reader;
  private final @Nullable BoardConfig board;
  private final int turns;
  private final ProcessCost process = new ProcessCost();

  /**
   * @param options its board is null for the one of pipes, with ends that keep time
   */
  TurnBench(Clock clock, ConfigReader reader, BenchOptions options) {
    this.clock = clock;
    this.reader = reader;
    this.board = options.board();
    this.turns = options.turns();
  }

  /**
   * Throws {@link IllegalStateException} when a turn does not come to its end, and {@link
   * earshot.hal.HalException} when a part of the board does not work.
   */
  List<Figure> figures() throws IOException {
    List<Figure> figures = new ArrayList<>();
    roundTrip(figures);
    run("turn with pre-roll/", 300, figures);
    run("turn without pre-roll/", 0, figures);
    return figures;
  }

  private void roundTrip(List<Figure> figures) {
    var pipes = new BenchPipes(clock);
    String path = "speaker to microphone";
    try (var card = board(usual(List.of()), pipes)) {
      // A pipe's ends lie in two processes.
      List<Long> trips = card.isCard() ? new RoundTrip(clock).nanos(card) : List.of();
      if (trips.isEmpty()) figures.add(Figure.without(path + "/half within", "ms", "not heard"));
      else spread(path, trips, figures);
    } finally {
      pipes.close();
    }
  }

  private BenchBoard board(Config config, BenchPipes pipes) {
    BoardConfig wanted = board == null ? config.board() : board;
    var settings =
        new BoardSettings(
            wanted.name(), wanted.options(), clock, pipes.new Microphone(), pipes.new Ear());
    return new BenchBoard(Boards.named(wanted.parts()).parts().apply(settings), clock);
  }

  private void run(String path, int prerollMillis, List<Figure> figures) throws IOException {
    Script script = Script.answering(Answer.sound(3));
    try (var server =
            SimulatorServer.listen(
                "127.0.0.1", 0, false, script.with(script.delivery().withPace(4).withThought(10)));
        var device = new Device(config(server.url(), prerollMillis))) {
      device.await("the link", () -> device.ready && device.state.equals("idle"));
      for (int turn = 0; turn < WARMING; turn++) device.turn(turn > 0);
      device.forget();
      long begunAt = clock.nanos();
      ProcessCost.Sample before = process.sample();
      for (int turn = 0; turn < turns; turn++) device.turn(true);
      ProcessCost.Sample cost = process.sample().since(before);
      double seconds = (clock.nanos() - begunAt) / 1e9;
      spread(path + "button to wire", device.toWire, figures);
      spread(path + "sample to wire", device.frames, figures);
      spread(path + "delta to sample", device.toSound, figures);
      spread(path + "button to silence", device.toSilence, figures);
      String heard = path + "button to silence in the microphone";
      if (device.toQuiet.size() == device.toSilence.size()) spread(heard, device.toQuiet, figures);
      else figures.add(Figure.without(heard + "/half within", "ms", "not heard"));
      figures.add(new Figure(path + "cost/processor", cost.cpuNanos() / 1e7 / seconds, "%"));
      figures.add(new Figure(path + "cost/allocated", cost.bytes() / 1024.0 / seconds, "kB/s"));
      figures.add(new Figure(path + "cost/pauses", cost.pauseMillis() / seconds, "ms/s"));
      figures.add(new Figure(path + "cost/memory", process.usedBytes() / 1048576.0, "MB"));
    }
  }

  private static void spread(String path, List<Long> nanos, List<Figure> figures) {
    if (nanos.isEmpty()) throw new IllegalStateException("nothing was measured of " + path);
    Collections.sort(nanos);
    figures.add(new Figure(path + "/half within", nanos.get(nanos.size() / 2) / 1e6, "ms"));
    if (nanos.size() >= 100) {
      long most = nanos.get(nanos.size() * 99 / 100 - 1);
      figures.add(new Figure(path + "/99 % within", most / 1e6, "ms"));
    }
    figures.add(new Figure(path + "/all within", nanos.getLast() / 1e6, "ms"));
  }

  /** The usual configuration, whatever stands on this machine. */
  private Config config(String url, int prerollMillis) {
    return usual(List.of("service.url=" + url, "talk.preroll_ms=" + prerollMillis));
  }

  private Config usual(List<String> more) {
    var bare = new ConfigReader(reader.boards(), name -> null);
    List<String> sets = new ArrayList<>(List.of("service.provider=simulator", "audio.cues=off"));
    sets.addAll(more);
    var sources = new Sources(null, "pipe", sets);
    return switch (bare.read(sources)) {
      case Reading.Good(var config, var settings) -> config;
      case Reading.Bad(var problems) -> throw new IllegalStateException(problems.toString());
    };
  }

  /** An appliance with its loop, and a button that is pressed here. */
  private final class Device implements AutoCloseable, Witness {
    private final BenchPipes pipes = new BenchPipes(clock);
    private final BenchWire wire;
    private final BenchBoard card;
    private final Appliance appliance;
    private final Thread loop;
    private final List<Long> toWire = new ArrayList<>();
    private final List<Long> frames = new ArrayList<>();
    private final List<Long> toSound = new ArrayList<>();
    private final List<Long> toSilence = new ArrayList<>();
    private final List<Long> toQuiet = new ArrayList<>();
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile String state = "";

    Device(Config config) throws IOException {
      wire =
          new BenchWire(
              new NvTransport(clock, null, CONNECT_MILLIS, WayOut.straight(clock)), clock);
      card = board(config, pipes);
      var sessions =
          new Sessions(config.service(), config.talk(), List.of(), null, new Secrets(name -> null));
      appliance =
          new Appliance(
              new Appliance.Plan(
                  config,
                  card,
                  clock,
                  List.of(new Target("simulated", new MessageRoute(wire), sessions)),
                  ToolCalls.NONE,
                  new Purse(
                      clock,
                      new Bill(ZoneOffset.UTC),
                      config.catalogue(),
                      Appliance.budget(config.budget()),
                      charge -> {}),
                  new Volume(
                      config.audio().volume(),
                      config.audio().ceiling(),
                      config.audio().alarmFloor(),
                      kept -> {}),
                  null,
                  null,
                  Runnable::run,
                  null,
                  feed -> feed,
                  this,
                  ROOM,
                  this::wake,
                  (id, reply) -> {},
                  false,
                  1));
      loop = Thread.ofPlatform().name("loop").daemon().unstarted(this::loop);
      appliance.open();
      loop.start();
    }

    private void wake() {
      LockSupport.unpark(loop);
    }

    private void loop() {
      while (!closed) {
        long next = appliance.loop().run();
        if (next == Timers.NEVER) LockSupport.park(this);
        else LockSupport.parkNanos(this, Math.max(0, next - clock.nanos()));
      }
    }

    @Override
    public void turned(TurnState before, TurnState after) {
      state = after.name();
    }

    @Override
    public void linked(LinkState before, LinkState after, Trouble trouble) {
      ready = after.name().equals("ready");
    }

    /** Asks, hears the answer begin, and leaves it to the next press to silence it. */
    void turn(boolean interrupts) {
      long sent = wire.sent();
      long pressedAt = clock.nanos();
      card.press(true, pressedAt);
      await("sound on the wire", () -> wire.sent() > sent);
      toWire.add(wire.sentAtNanos() - pressedAt);
      follow(pressedAt + PRESS_NANOS);
      if (interrupts) {
        toSilence.add(Math.max(0, card.soundUntilNanos() - pressedAt));
        long quietAt = Quiet.since(card.heard(), pressedAt, pressedAt + PRESS_NANOS);
        if (quietAt != Quiet.UNKNOWN) toQuiet.add(Math.max(0, quietAt - pressedAt));
      }
      // By now nothing of the answer before is on its way any more.
      wire.listenAfresh();
      card.listenAfresh();
      card.press(false, clock.nanos());
      await("an answer", card::sounded);
      toSound.add(card.soundSinceNanos() - wire.answeredAtNanos());
      long listenedAt = clock.nanos() + LISTEN_NANOS;
      await("some of the answer", () -> clock.nanos() >= listenedAt);
    }

    void forget() {
      List.of(toWire, frames, toSound, toSilence, toQuiet).forEach(List::clear);
    }

    /** Each message with sound carries the frame that has just come. */
    private void follow(long untilNanos) {
      long last = wire.sent();
      while (clock.nanos() < untilNanos) {
        LockSupport.parkNanos(this, LOOK_NANOS);
        long sent = wire.sent();
        long took = wire.sentAtNanos() - card.frameAtNanos();
        // A frame may have come between the two looks; its own message is still on the way.
        if (sent > last && took >= 0) frames.add(took);
        last = sent;
      }
    }

    void await(String what, BooleanSupplier done) {
      long limit = clock.nanos() + LIMIT_NANOS;
      while (!done.getAsBoolean()) {
        card.check();
        if (clock.nanos() > limit) {
          throw new IllegalStateException(
              "waited " + LIMIT_NANOS / 1_000_000_000 + " s for " + what + ", in state " + state);
        }
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }

    @Override
    public void close() {
      closed = true;
      pipes.close();
      wake();
      try {
        loop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      appliance.close();
    }
  }
}
