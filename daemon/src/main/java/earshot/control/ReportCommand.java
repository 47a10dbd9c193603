package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.ConfigPrinter;
import earshot.config.Problem;
import earshot.config.Reading;
import earshot.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A bundle for whoever helps: what the device is, how it is set up, how it is, and what happened.
 * What people said and what opens doors stays out of it.
 */
@Command(
    description = "A bundle for support: no secret, no speech and no transcript is in it.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final int ENTRIES = 1_000;

  private final Surroundings at;
  private final Duration patience;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to write it; earshot-report.zip here when not given.")
  Path file = Path.of("earshot-report.zip");

  @Mixin FileOption from = new FileOption();

  @Option(names = "--no-network", description = "The doctor asks no service.")
  boolean noNetwork;

  ReportCommand(Surroundings at) {
    this(at, PATIENCE);
  }

  ReportCommand(Surroundings at, Duration patience) {
    this.at = at;
    this.patience = patience;
  }

  @Override
  public Integer call() throws Exception {
    Reading reading = at.reader().read(new Sources(from.config, null, List.of()));
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("version.txt", "earshot " + at.version() + "\n" + Facts.ofThisMachine());
    pages.put("configuration.toml", configuration(reading));
    asked(pages);
    pages.put(
        "doctor.json", Wire.pretty(new Examination(at).document(reading, from.config, !noNetwork)));
    String devices =
        at.programs().devices().stream()
            .map(each -> each.kind() + " " + each.name() + " " + each.detail())
            .collect(Collectors.joining("\n"));
    pages.put("devices.txt", devices);
    write(pages);
    at.out().println("wrote " + file + ": " + String.join(", ", pages.keySet()));
    at.out().println("It is plain text: read it before you send it.");
    return Exit.FINE.code();
  }

  private void write(Map<String, String> pages) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Bundle.write(file, pages);
    } catch (IOException e) {
      throw new Refusal(
          Exit.FAILED,
          "could not write the report to " + file + ": " + e.getMessage(),
          "another FILE");
    }
  }

  private static String configuration(Reading reading) {
    return switch (reading) {
      case Reading.Good(var _, var settings) -> Bundle.discreet(ConfigPrinter.toml(settings, true));
      case Reading.Bad(var problems) ->
          problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    };
  }

  /** What the daemon says of itself, as far as it answers; one that hangs is asked once. */
  void asked(Map<String, String> pages) {
    for (String name : List.of("status", "usage", "metrics")) {
      try (ControlClient client = ControlClient.connect(at.reader().socket(from.config))) {
        ObjectNode answer = client.call(Wire.object().put("do", name), patience);
        pages.put(
            name + (answer.has("text") ? ".txt" : ".json"),
            answer.has("text") ? answer.path("text").asText() : Wire.pretty(answer));
      } catch (Refusal refusal) {
        pages.put(name + ".txt", refusal.why());
        if (refusal.exit() != Exit.NOT_RUNNING) return;
      }
    }
    pages.put("events.txt", events());
  }

  String events() {
    StringBuilder text = new StringBuilder();
    try (ControlClient client = ControlClient.connect(at.reader().socket(from.config))) {
      client.hangUpAfter(patience);
      client.send(Wire.object().put("do", "events").put("last", ENTRIES));
      while (true) {
        ObjectNode line = client.next();
        if (line == null || !line.has("entry")) return text.toString();
        if (Bundle.isSpeech(line.path("entry").path("id").asText())) continue;
        text.append(line.path("entry")).append('\n');
      }
    } catch (Refusal refusal) {
      return refusal.why();
    }
  }
}
