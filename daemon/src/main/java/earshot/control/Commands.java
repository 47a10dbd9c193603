package earshot.control;

import earshot.config.ConfigPrinter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The table of commands, and how they end. On the main thread. */
public final class Commands {

  private static final Set<String> MAY_BEGIN_WITH_MINUS = Set.of("volume", "ask");

  /** In the order in which the help has them. */
  private static final List<String> NAMES =
      List.of(
          """
          run demo simulator config status watch usage wait press release tap double hold
          ask stop repeat time say mute unmute volume alarms events metrics reload doctor
          setup report try devices bench version completion help
          """
              .split("\\s+"));

  /** These tell of the others. */
  private static final Set<String> OF_ALL = Set.of("help", "completion");

  private Commands() {}

  /** Runs the command that these words say; the exit code. */
  public static int execute(Surroundings at, String... words) {
    // To make them all takes most of the time of a short command.
    boolean one = words.length > 0 && NAMES.contains(words[0]) && !OF_ALL.contains(words[0]);
    return line(at, one ? List.of(words[0]) : NAMES).execute(words);
  }

  static CommandLine line(Surroundings at) {
    return line(at, NAMES);
  }

  // Not a table of lambdas: with one, the virtual machine fell over when it made the start cache.
  private static Object command(Surroundings at, String name) {
    return switch (name) {
      case "run" -> new ProgramCommands.Run(at);
      case "demo" -> new ProgramCommands.Demo(at);
      case "simulator" -> new ProgramCommands.Simulator(at);
      case "config" -> config(at);
      case "status" -> new WatchCommands.StatusOf(at);
      case "watch" -> new WatchCommand(at);
      case "usage" -> new UsageCommand(at);
      case "wait" -> new WatchCommands.Wait(at);
      case "press" -> new TalkCommands.Press(at);
      case "release" -> new TalkCommands.Release(at);
      case "tap" -> new TalkCommands.Tap(at);
      case "double" -> new TalkCommands.DoubleTap(at);
      case "hold" -> new TalkCommands.Hold(at);
      case "ask" -> new TalkCommands.Ask(at);
      case "stop" -> new TalkCommands.Stop(at);
      case "repeat" -> new TalkCommands.Repeat(at);
      case "time" -> new TalkCommands.Time(at);
      case "say" -> new TalkCommands.Say(at);
      case "mute" -> new TalkCommands.Mute(at);
      case "unmute" -> new TalkCommands.Unmute(at);
      case "volume" -> new TalkCommands.Volume(at);
      case "alarms" -> AlarmCommands.line(at);
      case "events" -> new WatchCommands.Events(at);
      case "metrics" -> new WatchCommands.MetricsOf(at);
      case "reload" -> new TalkCommands.Reload(at);
      case "doctor" -> new DoctorCommand(at);
      case "setup" -> new SetupCommand(at, System.in);
      case "report" -> new ReportCommand(at);
      case "try" -> new TryCommand(at);
      case "devices" -> new ProgramCommands.Devices(at);
      case "bench" -> new BenchCommand(at);
      case "version" -> new ProgramCommands.Version(at);
      case "completion" -> new ProgramCommands.Completion(at);
      case "help" -> new CommandLine.HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static CommandLine config(Surroundings at) {
    CommandLine config = new CommandLine(new ConfigCommands.Config());
    config.addSubcommand("check", new ConfigCommands.Check(at));
    config.addSubcommand("show", new ConfigCommands.Show(at));
    config.addSubcommand("schema", new ConfigCommands.Schema(at));
    // Not before somebody asks: it reads the files of all boards.
    config
        .getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            _ -> "\nKeys:\n\n" + ConfigPrinter.help(at.reader().boards()));
    return config;
  }

  private static CommandLine line(Surroundings at, List<String> names) {
    CommandLine line = new CommandLine(new Earshot());
    line.getCommandSpec().version("earshot " + at.version());
    for (String name : names) line.addSubcommand(name, command(at, name));
    // What may begin with a minus: "volume -5", and a question.
    line.getSubcommands()
        .forEach(
            (name, command) ->
                command.setUnmatchedOptionsArePositionalParams(
                    MAY_BEGIN_WITH_MINUS.contains(name)));

    line.setOut(new PrintWriter(at.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(at.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, _) -> wrongUsage(at, e));
    line.setExecutionExceptionHandler((e, _, _) -> failed(at, e));
    return line;
  }

  private static int wrongUsage(Surroundings at, ParameterException e) {
    CommandLine command = e.getCommandLine();
    at.err().println("earshot: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    at.err()
        .println(
            "Usage: "
                + command
                    .getUsageMessage(CommandLine.Help.Ansi.OFF)
                    .lines()
                    .findFirst()
                    .orElse("earshot help")
                    .replaceFirst("^Usage: ", ""));
    at.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return Exit.USAGE.code();
  }

  static int failed(Surroundings at, Exception e) {
    if (e instanceof Refusal refusal) {
      at.err().println("earshot: " + refusal.why());
      if (!refusal.remedy().isEmpty()) {
        at.err().println("Try: " + refusal.remedy());
      }
      return refusal.exit().code();
    }
    at.err().println("earshot: something in the program is wrong");
    e.printStackTrace(at.err());
    return Exit.BUG.code();
  }

  @Command(
      name = "earshot",
      mixinStandardHelpOptions = true,
      description = "A voice appliance: press, ask, listen.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Exit codes: 0 fine, 1 failed, 2 wrong usage, 64 daemon not running, 69 service"
            + " unavailable, 70 a bug, 77 not permitted, 78 bad configuration."
      })
  static final class Earshot implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
