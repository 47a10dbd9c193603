package earshot.control;

import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs.DemoOptions;
import earshot.control.Programs.Device;
import earshot.control.Programs.RunOptions;
import earshot.control.Programs.SimulatorOptions;
import earshot.hal.Board;
import earshot.hal.Clock;
import earshot.telemetry.Logging;
import earshot.telemetry.SignsOfLife;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that need no running daemon. */
final class ProgramCommands {

  private ProgramCommands() {}

  @Command(
      description = "The daemon, in the foreground; its log is on standard error.",
      mixinStandardHelpOptions = true)
  static final class Run implements Callable<Integer> {
    private final Surroundings at;

    @Mixin SourcesOptions from = new SourcesOptions();

    @Option(
        names = "--wait",
        description = "With mistakes in the configuration, wait until they are mended.")
    boolean waits;

    Run(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() throws Exception {
      Sources sources = from.sources();
      return switch (waits ? awaited(sources) : at.reader().read(sources)) {
        case Reading.Bad(var problems) -> at.bad(problems);
        case Reading.Good(var good, var settings) -> {
          at.notes(settings.notes());
          Logging.level(good.log().level());
          yield at.programs().run(new RunOptions(good, at.reader(), sources));
        }
      };
    }

    private Reading awaited(Sources sources) {
      var manager = new SignsOfLife(System::getenv, Clock.system());
      return new AwaitedConfiguration(at, sources, manager).read();
    }
  }

  @Command(
      description = "A scripted day on embedded parts: no key, no hardware.",
      mixinStandardHelpOptions = true)
  static final class Demo implements Callable<Integer> {
    private final Surroundings at;

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--speed",
        paramLabel = "N",
        description = "N times as fast as life; ${DEFAULT-VALUE} if not given.")
    double speed = 1.2;

    @Option(
        names = "--wav",
        paramLabel = "FILE",
        description = "Where to write what the listener heard.")
    Path wav = Path.of(System.getProperty("java.io.tmpdir"), "earshot-demo.wav");

    @Option(names = "--json", description = "One JSON document and nothing else.")
    boolean json;

    Demo(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() throws Exception {
      if (!(speed > 0 && speed <= 1_000)) {
        throw new ParameterException(spec.commandLine(), "--speed must be above 0, at most 1000");
      }
      return at.programs().demo(new DemoOptions(speed, wav, json));
    }
  }

  @Command(
      description = "The simulated Realtime service; prints its URL.",
      mixinStandardHelpOptions = true)
  static final class Simulator implements Callable<Integer> {
    private final Surroundings at;

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--listen",
        required = true,
        paramLabel = "HOST:PORT",
        description = "Where; port 0 takes a free one.")
    String listen = "";

    @Option(names = "--tls", description = "With a certificate made for the occasion.")
    boolean tls;

    @Option(
        names = "--scenario",
        paramLabel = "FILE",
        description = "What it does, and its faults.")
    @Nullable Path scenario;

    @Option(
        names = "--pace",
        paramLabel = "N",
        description = "Sends sound N times as fast as it is spoken; overrides the scenario.")
    @Nullable Double pace;

    @Option(
        names = "--record",
        paramLabel = "DIR",
        description = "Writes what was heard there, one raw file for each item.")
    @Nullable Path record;

    @Option(
        names = "--ca-out",
        paramLabel = "FILE",
        description = "With --tls: writes the certificate to trust there.")
    @Nullable Path caOut;

    Simulator(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() throws Exception {
      int colon = listen.lastIndexOf(':');
      int port = colon <= 0 ? -1 : port(listen.substring(colon + 1));
      if (port < 0) {
        throw new ParameterException(
            spec.commandLine(), "--listen must be HOST:PORT, such as 127.0.0.1:9000");
      }
      if (scenario != null && !Files.isReadable(scenario)) {
        throw new ParameterException(spec.commandLine(), "--scenario: there is no such file");
      }
      String host = listen.substring(0, colon).replaceAll("^\\[|\\]$", "");
      return at.programs()
          .simulator(new SimulatorOptions(host, port, tls, scenario, pace, record, caOut));
    }

    private static int port(String text) {
      return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535
          ? Integer.parseInt(text)
          : -1;
    }
  }

  @Command(
      description = "Boards, sound cards by stable name, GPIO chips and lines.",
      mixinStandardHelpOptions = true)
  static final class Devices implements Callable<Integer> {
    private final Surroundings at;

    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "BOARD",
        description = "Only this board: what is known of it and set for it.")
    @Nullable String only;

    Devices(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      if (only != null) {
        String text = at.reader().profile(only);
        if (text == null) {
          throw new ParameterException(
              spec.commandLine(),
              "there is no file for a board " + only + "; see: earshot devices");
        }
        at.out().print(text);
        at.out().flush();
        return Exit.FINE.code();
      }
      for (Board board : at.reader().boards()) {
        at.out().printf("%-12s %-24s %s%n", "board", board.name(), board.summary());
      }
      for (Device device : at.programs().devices()) {
        at.out().printf("%-12s %-24s %s%n", device.kind(), device.name(), device.detail());
      }
      return Exit.FINE.code();
    }
  }

  @Command(description = "The version.", mixinStandardHelpOptions = true)
  static final class Version implements Callable<Integer> {
    private final Surroundings at;

    Version(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      at.out().println("earshot " + at.version());
      return Exit.FINE.code();
    }
  }

  enum Shell {
    bash,
    zsh
  }

  @Command(
      description = "Completion for a shell: source <(earshot completion bash)",
      mixinStandardHelpOptions = true)
  static final class Completion implements Callable<Integer> {
    private final Surroundings at;

    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    Shell shell = Shell.bash;

    Completion(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      String script = AutoComplete.bash("earshot", spec.root().commandLine());
      at.out()
          .print(
              switch (shell) {
                case bash -> script;
                case zsh -> "#compdef earshot\nautoload -U +X compinit && compinit\n" + script;
              });
      at.out().flush();
      return Exit.FINE.code();
    }
  }
}
