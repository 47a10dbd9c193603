package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Config;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs.TryOptions;
import earshot.doctor.Found;
import earshot.doctor.Running;
import earshot.doctor.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One part of the configured board, opened from a shell and told of while it works. */
@Command(
    description = "One real part, from a shell: what it gives, or does.",
    mixinStandardHelpOptions = true,
    footer =
        "%nmic is a level meter, speaker plays tones, button prints each edge, lights shows each"
            + " look. A running daemon has the parts: stop it first.%nExit codes: 0 it works, as far"
            + " as can be told from here, 1 it does not, 78 bad configuration.")
final class TryCommand implements Callable<Integer> {

  enum Subject {
    mic,
    speaker,
    button,
    lights;

    Trial.Subject of() {
      return Trial.Subject.valueOf(name().toUpperCase(Locale.ROOT));
    }
  }

  private static final int MOST_SECONDS = 600;

  private final Surroundings at;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}")
  Subject part = Subject.mic;

  @Mixin SourcesOptions from = new SourcesOptions();

  @Option(names = "--seconds", paramLabel = "N", description = "How long; 1 to 600.")
  @Nullable Integer seconds;

  @Option(names = "--json", description = "One JSON document at the end and nothing else.")
  boolean json;

  TryCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws InterruptedException {
    int most = seconds == null ? part.of().seconds() : seconds;
    if (most < 1 || most > MOST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--seconds must be from 1 to " + MOST_SECONDS);
    }
    return switch (read(from.sources())) {
      case Reading.Bad(var problems) -> at.bad(problems);
      case Reading.Good(var config, var _) -> attempt(config, most);
    };
  }

  /** The parts can be tried before there is a key, or whatever else the service still lacks. */
  private Reading read(Sources sources) {
    Reading reading = at.reader().read(sources);
    boolean ofService =
        reading instanceof Reading.Bad(var problems)
            && problems.stream().allMatch(each -> each.key().startsWith("service."));
    if (!ofService) return reading;
    List<String> sets = new ArrayList<>(sources.sets());
    sets.add("service.provider=simulator");
    Reading without = at.reader().read(new Sources(sources.file(), sources.board(), sets));
    return without instanceof Reading.Good ? without : reading;
  }

  private int attempt(Config config, int most) throws InterruptedException {
    try {
      free(config);
      Consumer<String> told = json ? _ -> {} : at.out()::println;
      var options = new TryOptions(config, part.of(), most);
      return tell(at.programs().attempt(options, told), most);
    } catch (Refusal refusal) {
      if (!json) throw refusal;
      at.out().println(Wire.pretty(Wire.refused(refusal)));
      return refusal.exit().code();
    }
  }

  /** Simulated parts are nobody's. */
  private void free(Config config) {
    boolean simulated = config.board().parts().equals("sim");
    if (simulated || new Examination(at).running(from.config) instanceof Running.Absent) return;
    throw new Refusal(
        Exit.FAILED,
        "the daemon runs and has the " + part.of().word(),
        "systemctl stop earshot, and start it again afterwards; or earshot doctor, which asks it");
  }

  private int tell(Trial.Outcome outcome, int most) {
    if (json) {
      ObjectNode document = Examination.document(outcome.found());
      document.put("part", part.of().word()).put("device", outcome.device()).put("seconds", most);
      ObjectNode measured = document.putObject("measured");
      outcome.measured().forEach(measured::put);
      at.out().println(Wire.pretty(document));
    } else {
      at.out().println(outcome.words());
      for (Found each : outcome.found()) {
        at.out().println(each.severity().word() + ": " + each.sentences());
      }
    }
    return (outcome.good() ? Exit.FINE : Exit.FAILED).code();
  }
}
