package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Reading;
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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The doctor's work with the daemon's own word beside it. Blocks for some seconds. */
final class Examination {

  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private final Surroundings at;

  Examination(Surroundings at) {
    this.at = at;
  }

  /**
   * @param config the configuration file that was named, if one was
   */
  List<Found> found(Reading reading, @Nullable Path config, Doctor.Wish wish)
      throws InterruptedException {
    boolean filed = Files.exists(at.reader().main(config));
    return at.programs().doctor(new DoctorOptions(reading, filed, running(config), wish));
  }

  /** For a report, in which nobody wants to hear a tone. */
  ObjectNode document(Reading reading, @Nullable Path config, boolean network)
      throws InterruptedException {
    return document(found(reading, config, new Doctor.Wish(false, network)));
  }

  Running running(@Nullable Path config) {
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

  static ObjectNode document(List<Found> found) {
    ObjectNode document = Wire.object().put("ok", exit(found) == Exit.FINE);
    var list = document.putArray("findings");
    for (Found each : found) {
      ObjectNode node = list.addObject().put("id", each.id()).put("part", each.part().word());
      node.put("severity", each.severity().word()).put("what", each.what());
      node.put("detail", each.detail()).put("try", each.remedy());
    }
    return document;
  }

  static Exit exit(List<Found> found) {
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
