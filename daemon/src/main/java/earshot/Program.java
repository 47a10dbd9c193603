package earshot;

import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Mask;
import earshot.config.Reading;
import earshot.config.Secrets;
import earshot.config.Sources;
import earshot.control.Exit;
import earshot.control.Programs;
import earshot.control.Refusal;
import earshot.doctor.Doctor;
import earshot.doctor.Found;
import earshot.doctor.Trial;
import earshot.hal.BoardSettings;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.pi.gpio.GpioChips;
import earshot.hal.pi.gpio.LineInfo;
import earshot.hal.sound.SoundCards;
import earshot.simulator.wire.SimulatorServer;
import earshot.stage.Demo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** What the command line starts: the daemon, the demonstration, the simulated service. */
final class Program implements Programs {

  private final ConfigReader reader;
  private final PrintStream out;

  Program(ConfigReader reader, PrintStream out) {
    this.reader = reader;
    this.out = out;
  }

  @Override
  public int run(RunOptions options) throws Exception {
    // A thread of its own, because the one of the launcher keeps the launcher's name for others.
    var daemon = new FutureTask<>(() -> new Daemon(options).run());
    Thread.ofPlatform().name("loop").start(daemon);
    try {
      return daemon.get();
    } catch (ExecutionException e) {
      // A device that is not there is no bug of ours; it says itself what to try.
      if (e.getCause() instanceof HalException gone) {
        throw new Refusal(Exit.FAILED, String.valueOf(gone.getMessage()), "");
      }
      if (e.getCause() instanceof Exception cause) throw cause;
      throw e;
    }
  }

  @Override
  public int demo(DemoOptions options) throws IOException, InterruptedException {
    Config config = demoConfig();
    var sessions =
        new Sessions(config.service(), config.talk(), List.of(), null, new Secrets(name -> null));
    boolean terminal = !options.json() && System.console() != null && System.console().isTerminal();
    PrintStream stage = options.json() ? new PrintStream(PrintStream.nullOutputStream()) : out;
    var demo = new Demo(config, sessions, options.wav(), stage, terminal);
    boolean good = demo.play(options.speed());
    out.println(
        options.json() ? demo.json(options.wav()).toPrettyString() : demo.summary(options.wav()));
    return good ? Exit.FINE.code() : Exit.FAILED.code();
  }

  /**
   * The usual configuration, whatever stands on this machine, with the simulated board and service.
   */
  private Config demoConfig() {
    var bare = new ConfigReader(reader.boards(), name -> null);
    var sources =
        new Sources(
            null,
            "sim",
            List.of(
                "service.provider=simulator",
                "service.transcription.model=gpt-4o-mini-transcribe",
                "audio.utterance_seconds=40"));
    return switch (bare.read(sources)) {
      case Reading.Good(var config, var settings) -> config;
      case Reading.Bad(var problems) -> throw new IllegalStateException(problems.toString());
    };
  }

  @Override
  public int simulator(SimulatorOptions o) throws InterruptedException {
    var options =
        new SimulatorServer.Options(
            o.host(), o.port(), o.tls(), o.scenario(), o.pace(), o.record(), o.caOut());
    try (SimulatorServer server = SimulatorServer.listen(options)) {
      // A signal to end is the way to end it, so it ends well.
      Signals.on("TERM", server::close);
      Signals.on("INT", server::close);
      out.println(server.url());
      out.flush();
      server.await();
      return Exit.FINE.code();
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal(
          Exit.FAILED, String.valueOf(e.getMessage()), "another --listen, or mend the scenario");
    }
  }

  /** The configured board's parts, not opened yet; its name may be that of a profile. */
  static Hal board(Config config, Clock clock, InputStream in, OutputStream out) {
    return Boards.named(config.board().parts())
        .parts()
        .apply(new BoardSettings(config.board().name(), config.board().options(), clock, in, out));
  }

  @Override
  public List<Found> doctor(DoctorOptions o) throws InterruptedException {
    Clock clock = Clock.system();
    var mask = new Mask();
    var services = new Services(clock, new Secrets(System::getenv, mask), mask);
    Doctor.Opening opening =
        config ->
            board(config, clock, InputStream.nullInputStream(), OutputStream.nullOutputStream());
    return Doctor.here(
            clock,
            SoundCards::all,
            new GpioChips()::list,
            opening,
            new ServiceVisit(services, mask))
        .examine(o.reading(), o.filed(), reader.boards(), o.running(), o.wish());
  }

  @Override
  public Trial.Outcome attempt(TryOptions o, Consumer<String> told) throws InterruptedException {
    Clock clock = Clock.system();
    try (Hal board =
        board(o.config(), clock, InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
      return Trial.on(clock, told).of(o.part(), board, o.config(), o.seconds());
    } catch (HalException e) {
      throw new Refusal(Exit.FAILED, String.valueOf(e.getMessage()), "");
    }
  }

  @Override
  public List<Figure> bench(BenchOptions options) throws IOException {
    Clock clock = Clock.system();
    try {
      List<Figure> figures = new ArrayList<>(new TurnBench(clock, reader, options).figures());
      // What the way of the samples costs is the same on each board of this machine.
      if (options.board() != null) return figures;
      figures.addAll(new ProcessorBench(clock).figures());
      figures.addAll(new SoundBench(clock, reader.profiles()).figures());
      return figures;
    } catch (HalException e) {
      throw new Refusal(Exit.FAILED, String.valueOf(e.getMessage()), "earshot doctor");
    }
  }

  @Override
  public List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    for (SoundCards.Card card : SoundCards.all()) {
      String does =
          card.captures() && card.plays() ? "both ways" : card.captures() ? "captures" : "plays";
      devices.add(new Device("sound card", card.name(), does + ": " + card.detail()));
    }
    try {
      devices.addAll(lines(new GpioChips().list()));
    } catch (HalException e) {
      devices.add(new Device("gpio chip", "none", String.valueOf(e.getMessage())));
    }
    return devices;
  }

  /** As the configuration takes them: chips by label, lines by name, or by number without one. */
  static List<Device> lines(List<GpioChips.Listing> chips) {
    List<Device> devices = new ArrayList<>();
    for (GpioChips.Listing each : chips) {
      HalException problem = each.problem();
      String detail =
          problem == null ? each.chip().lines() + " lines" : String.valueOf(problem.getMessage());
      String label = each.chip().label().isEmpty() ? each.chip().name() : each.chip().label();
      devices.add(new Device("gpio chip", label, each.chip().path() + ": " + detail));
      for (LineInfo line : each.lines()) {
        String number = Integer.toString(line.offset());
        String held = line.consumer().isEmpty() ? "the kernel" : line.consumer();
        devices.add(
            new Device(
                "gpio line",
                line.name().isEmpty() ? number : line.name(),
                "line " + number + " of " + label + (line.used() ? ", held by " + held : "")));
      }
    }
    return devices;
  }
}
