package earshot.control;

import earshot.config.ConfigPrinter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

  private Commands() {}

  /** Runs the command that these words say; the exit code. */
  public static int execute(Surroundings at, String... words) {
    return line(at).execute(words);
  }

  static CommandLine line(Surroundings at) {
    CommandLine line = new CommandLine(new Earshot());
    line.getCommandSpec().version("earshot " + at.version());

    line.addSubcommand("run", new ProgramCommands.Run(at));
    line.addSubcommand("demo", new ProgramCommands.Demo(at));
    line.addSubcommand("simulator", new ProgramCommands.Simulator(at));

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
    line.addSubcommand("config", config);

    line.addSubcommand("status", new WatchCommands.StatusOf(at));
    line.addSubcommand("watch", new WatchCommand(at));
    line.addSubcommand("usage", new UsageCommand(at));
    line.addSubcommand("wait", new WatchCommands.Wait(at));
    line.addSubcommand("press", new TalkCommands.Press(at));
    line.addSubcommand("release", new TalkCommands.Release(at));
    line.addSubcommand("tap", new TalkCommands.Tap(at));
    line.addSubcommand("double", new TalkCommands.DoubleTap(at));
    line.addSubcommand("hold", new TalkCommands.Hold(at));
    line.addSubcommand("ask", new TalkCommands.Ask(at));
    line.addSubcommand("stop", new TalkCommands.Stop(at));
    line.addSubcommand("repeat", new TalkCommands.Repeat(at));
    line.addSubcommand("time", new TalkCommands.Time(at));
    line.addSubcommand("say", new TalkCommands.Say(at));
    line.addSubcommand("mute", new TalkCommands.Mute(at));
    line.addSubcommand("unmute", new TalkCommands.Unmute(at));
    line.addSubcommand("volume", new TalkCommands.Volume(at));
    line.addSubcommand("alarms", AlarmCommands.line(at));
    line.addSubcommand("events", new WatchCommands.Events(at));
    line.addSubcommand("metrics", new WatchCommands.MetricsOf(at));
    line.addSubcommand("reload", new TalkCommands.Reload(at));
    line.addSubcommand("doctor", new DoctorCommand(at));
    line.addSubcommand("setup", new SetupCommand(at, System.in));
    line.addSubcommand("report", new ReportCommand(at));
    line.addSubcommand("try", new TryCommand(at));
    line.addSubcommand("devices", new ProgramCommands.Devices(at));
    line.addSubcommand("bench", new BenchCommand(at));

    line.addSubcommand("version", new ProgramCommands.Version(at));
    line.addSubcommand("completion", new ProgramCommands.Completion(at));
    line.addSubcommand("help", new CommandLine.HelpCommand());
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
