package earshot.control;

import earshot.config.Reading;
import earshot.doctor.Doctor;
import earshot.doctor.Found;
import earshot.doctor.Part;
import earshot.doctor.Running;
import earshot.doctor.Severity;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the daemon what it knows, has the doctor look at the rest, and tells both. */
@Command(
    description = "Every part checked: what is wrong, and what to try.",
    mixinStandardHelpOptions = true,
    footer =
        "%nWithout a running daemon the microphones and the speaker are opened, and a tone is"
            + " played.%nExit codes: 0 no fault, 1 a fault of the device, 69 of the service only,"
            + " 78 of the configuration.")
final class DoctorCommand implements Callable<Integer> {

  private final Surroundings at;

  @Mixin SourcesOptions from = new SourcesOptions();

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  @Option(names = "--no-tone", description = "Plays no tone.")
  boolean noTone;

  @Option(names = "--no-network", description = "Asks no service.")
  boolean noNetwork;

  @Option(names = "--speak", description = "The running daemon says aloud what was found.")
  boolean speak;

  @Option(
      names = "--health",
      description =
          "Only what the running daemon knows of itself and its devices: for updaters, which go"
              + " back to the former image unless it ends with 0. Network and service do not"
              + " count.")
  boolean health;

  DoctorCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws Exception {
    if (health) return health();
    Reading reading = at.reader().read(from.sources());
    List<Found> found =
        new Examination(at).found(reading, from.config, new Doctor.Wish(!noTone, !noNetwork));
    if (json) {
      at.out().println(Wire.pretty(Examination.document(found)));
    } else {
      print(found);
    }
    if (speak) aloud(found);
    return Examination.exit(found).code();
  }

  private void aloud(List<Found> found) throws InterruptedException {
    try (ControlClient client = ControlClient.connect(at.reader().socket(from.config))) {
      new Aloud(client).read(found);
    } catch (Refusal refusal) {
      at.err().println("earshot: nothing can be said: " + refusal.why());
    }
  }

  private int health() {
    return switch (new Examination(at).running(from.config)) {
      case Running.Absent _ -> unhealthy("no daemon answers", Exit.NOT_RUNNING);
      case Running.Closed _ -> unhealthy("this user may not ask the daemon", Exit.NOT_PERMITTED);
      case Running.Hanging(String why) -> unhealthy(why, Exit.FAILED);
      case Running.Answering(long _, var troubles, var _) -> {
        for (var each : troubles.entrySet()) {
          Found found = Found.of(each.getKey(), each.getValue());
          boolean outside = found.part() == Part.NETWORK || found.part() == Part.SERVICE;
          if (found.severity() == Severity.FAULT && !outside) {
            yield unhealthy(found.sentences(), Exit.FAILED);
          }
        }
        at.out().println("healthy");
        yield Exit.FINE.code();
      }
    };
  }

  private int unhealthy(String why, Exit exit) {
    at.out().println("unhealthy: " + why);
    return exit.code();
  }

  private void print(List<Found> found) {
    for (Part part : Part.values()) {
      List<Found> here = found.stream().filter(each -> each.part() == part).toList();
      if (here.isEmpty()) {
        at.out().printf("%-14s fine%n", part.word());
      }
      for (Found each : here) {
        at.out().printf("%-14s %s: %s%n", part.word(), each.severity().word(), each.sentences());
      }
    }
  }
}
