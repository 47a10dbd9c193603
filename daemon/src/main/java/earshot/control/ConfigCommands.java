package earshot.control;

import earshot.config.ConfigPrinter;
import earshot.config.Reading;
import earshot.config.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looking at the configuration without running it. */
final class ConfigCommands {

  private ConfigCommands() {}

  @Command(
      description = "The configuration: check it, show it, describe it.",
      synopsisSubcommandLabel = "check|show|schema",
      mixinStandardHelpOptions = true)
  static final class Config implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      throw new ParameterException(spec.commandLine(), "check, show or schema is missing");
    }
  }

  @Command(description = "Tells every mistake at once.", mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    private final Surroundings at;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "FILE",
        description = "Instead of /etc/earshot/earshot.toml.")
    @Nullable Path file;

    Check(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      return switch (at.reader().read(new Sources(file, null, List.of()))) {
        case Reading.Bad(var problems) -> at.bad(problems);
        case Reading.Good good -> {
          at.notes(good.settings().notes());
          at.out().println("no mistakes");
          yield Exit.FINE.code();
        }
      };
    }
  }

  @Command(
      description = "What is set, and where; of secrets only where they are.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    private final Surroundings at;

    @Option(names = "--effective", description = "With what is not set, too.")
    boolean effective;

    @Mixin FileOption from = new FileOption();

    Show(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      return switch (at.reader().read(new Sources(from.config, null, List.of()))) {
        case Reading.Bad(var problems) -> at.bad(problems);
        case Reading.Good(_, var settings) -> {
          at.out().print(ConfigPrinter.toml(settings, effective));
          at.out().flush();
          yield Exit.FINE.code();
        }
      };
    }
  }

  @Command(description = "A JSON Schema, for editors.", mixinStandardHelpOptions = true)
  static final class Schema implements Callable<Integer> {
    private final Surroundings at;

    Schema(Surroundings at) {
      this.at = at;
    }

    @Override
    public Integer call() {
      at.out().println(Wire.pretty(ConfigPrinter.schema(at.reader().boards())));
      return Exit.FINE.code();
    }
  }
}
