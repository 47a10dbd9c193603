package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs.DoctorOptions;
import earshot.doctor.Doctor;
import earshot.doctor.Found;
import earshot.doctor.Part;
import earshot.doctor.Running;
import earshot.doctor.Severity;
import earshot.telemetry.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the daemon what it knows, has the doctor look at the rest, and tells both. */
@Command(
    description = "Every part checked: what is wrong, and what to try.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without a running daemon the microphones and the speaker are opened, and a tone is played.",
      "Exit codes: 0 no fault, 1 a fault of the device, 69 of the service only, 78 of the"
          + " configuration."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private final Surroundings at;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Instead of /etc/earshot/earshot.toml.")
  @Nullable Path config;

  @Option(names = "--board", paramLabel = "NAME", description = "A board of: earshot devices.")
  @Nullable String board;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A key of the configuration; see: earshot help config.")
  List<String> sets = new ArrayList<>();

  @Option(names = "--json", description = "One JSON document and nothing else.")
  boolean json;

  @Option(names = "--no-tone", description = "Plays no tone.")
  boolean noTone;

  @Option(names = "--no-network", description = "Asks no service.")
  boolean noNetwork;

  DoctorCommand(Surroundings at) {
    this.at = at;
  }

  @Override
  public Integer call() throws Exception {
    Sources sources = new Sources(config, board, List.copyOf(sets));
    Reading reading = at.reader().read(sources);
    List<Found> found =
        at.programs()
            .doctor(
                new DoctorOptions(
                    reading,
                    Files.exists(at.reader().main(config)),
                    running(),
                    new Doctor.Wish(!noTone, !noNetwork)));
    if (json) {
      at.out().println(Wire.pretty(document(found)));
    } else {
      print(found);
    }
    return code(found).code();
  }

  private Running running() {
    try (ControlClient client = ControlClient.connect(at.reader().socket(config))) {
      ObjectNode status = client.call(Wire.object().put("do", "status"), PATIENCE);
      ObjectNode metrics = client.call(Wire.object().put("do", "metrics"), PATIENCE);
      return new Running.Answering(
          status.path("pid").asLong(), troubles(status), numbers(metrics.path("text").asText()));
    } catch (Refusal refusal) {
      return switch (refusal.exit()) {
        case NOT_PERMITTED -> new Running.Closed();
        case NOT_RUNNING -> new Running.Absent();
        default -> new Running.Hanging(refusal.why());
      };
    }
  }

  private static Map<Trouble, String> troubles(ObjectNode status) {
    Map<Trouble, String> troubles = new EnumMap<>(Trouble.class);
    for (JsonNode each : status.path("troubles")) {
      for (Trouble trouble : Trouble.values()) {
        if (trouble.id().equals(each.path("id").asText())) {
          troubles.put(trouble, each.path("detail").asText());
        }
      }
    }
    return troubles;
  }

  /** Of the Prometheus text: the lines that are no comments. */
  static Map<String, Long> numbers(String exposition) {
    Map<String, Long> numbers = new HashMap<>();
    for (String line : exposition.lines().toList()) {
      String[] fields = line.split(" ");
      if (fields.length == 2 && fields[1].matches("-?\\d{1,18}")) {
        numbers.put(fields[0], Long.parseLong(fields[1]));
      }
    }
    return numbers;
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

  private static ObjectNode document(List<Found> found) {
    ObjectNode document = Wire.object().put("ok", code(found) == Exit.FINE);
    var list = document.putArray("findings");
    for (Found each : found) {
      ObjectNode node = list.addObject().put("id", each.id()).put("part", each.part().word());
      node.put("severity", each.severity().word()).put("what", each.what());
      node.put("detail", each.detail()).put("try", each.remedy());
    }
    return document;
  }

  private static Exit code(List<Found> found) {
    List<Found> faults = found.stream().filter(each -> each.severity() == Severity.FAULT).toList();
    if (faults.isEmpty()) return Exit.FINE;
    if (faults.stream().anyMatch(each -> each.part() == Part.CONFIGURATION)) {
      return Exit.BAD_CONFIGURATION;
    }
    boolean away =
        faults.stream()
            .allMatch(each -> each.part() == Part.SERVICE || each.part() == Part.NETWORK);
    return away ? Exit.UNAVAILABLE : Exit.FAILED;
  }
}
