package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.control.Programs.Device;
import earshot.doctor.Doctor;
import earshot.doctor.Found;
import earshot.doctor.Severity;
import earshot.hal.Board;
import earshot.memory.WholeFile;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The first configuration, question by question; it ends with a test that is heard. Nothing is
 * written before all is answered and without a mistake.
 */
@Command(
    description = "A guided first configuration, which ends with a spoken test.",
    mixinStandardHelpOptions = true)
final class SetupCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NONE = "none";

  private final Surroundings at;
  private final Questions questions;

  @Mixin FileOption from = new FileOption();

  SetupCommand(Surroundings at, InputStream in) {
    this.at = at;
    Console console = System.console();
    this.questions =
        new Questions(in, at.out(), console != null && console.isTerminal() ? console : null);
  }

  @Override
  public Integer call() throws Exception {
    Path file = at.reader().main(from.config);
    if (Files.exists(file) && !questions.yes(file + " is there already. Replace it?", false)) {
      return Exit.FAILED.code();
    }
    StringBuilder toml = new StringBuilder("# Written by earshot setup.\n\n[board]\n");
    board(toml);
    String provider = service(toml);
    boolean keyed = !provider.equals("simulator");
    String key = keyed ? questions.secret("The service's key; it is not shown") : "";
    String mode = questions.choose("Talking", List.of("hold", "tap", "open"), "hold");
    String talk = "\n[talk]\nmode = " + quoted(mode) + "\n";
    if (keyed && key.isEmpty()) {
      throw new Refusal(Exit.FAILED, "there is no key; nothing was changed", "earshot setup");
    }
    int mistakes = checked(toml + (keyed ? "key = \"env:EARSHOT\"\n" : "") + talk);
    if (mistakes != 0) return mistakes;
    if (keyed) {
      boolean encrypted = KeyKeeper.canEncrypt(file.toAbsolutePath());
      String reference = KeyKeeper.keep(key, file, encrypted);
      toml.append("key = ").append(quoted(reference)).append('\n');
      at.out()
          .println(
              encrypted
                  ? "The key is encrypted for this machine."
                  : "The key is in " + reference + ".");
    }
    write(file, toml + talk);
    at.out().println("Wrote " + file + ".");
    return spoken();
  }

  private void board(StringBuilder toml) {
    List<String> names = at.reader().boards().stream().map(Board::name).toList();
    boolean pi = Files.exists(Path.of("/proc/device-tree/model"));
    String name = questions.choose("Board", names, pi ? "pi-generic" : "desktop");
    toml.append("name = ").append(quoted(name)).append('\n');
    Set<String> known = at.reader().profiles().getOrDefault(name, Map.of()).keySet();
    Board board =
        at.reader().boards().stream().filter(each -> each.name().equals(name)).findFirst().get();
    if (takes(board, "mic_card") && !known.contains("mic_card")) {
      List<Device> cards =
          at.programs().devices().stream()
              .filter(each -> each.kind().equals("sound card"))
              .toList();
      cards.forEach(each -> at.out().println("  " + each.name() + "  " + each.detail()));
      option(toml, "mic_card", "Sound card of the microphone", "default");
      option(toml, "speaker_card", "Sound card of the speaker", "default");
    }
    if (takes(board, "button_line") && !known.contains("button_line")) {
      option(toml, "button_line", "GPIO line of the button, or none", "GPIO17");
      option(toml, "led_line", "GPIO line of the light, or none", "GPIO27");
    }
  }

  private static boolean takes(Board board, String option) {
    return board.options().stream().anyMatch(each -> each.key().equals(option));
  }

  private void option(StringBuilder toml, String key, String question, String usual) {
    String answer = questions.ask(question, usual);
    if (!answer.equals(NONE)) toml.append(key + " = " + quoted(answer) + "\n");
  }

  /** All of the service but the key. */
  private String service(StringBuilder toml) {
    String provider =
        questions.choose("Service", List.of("openai", "azure", "custom", "simulator"), "openai");
    toml.append("\n[service]\nprovider = ").append(quoted(provider)).append('\n');
    switch (provider) {
      case "azure" -> {
        toml.append("resource = " + quoted(questions.ask("Resource", "")) + "\n");
        toml.append("model = " + quoted(questions.ask("Deployment", "")) + "\n");
      }
      case "custom" ->
          toml.append("url = " + quoted(questions.ask("Address", "wss://HOST/v1/realtime")) + "\n");
      default -> {}
    }
    String words = questions.ask("What the assistant should know of itself", "");
    if (!words.isEmpty()) toml.append("instructions = " + quoted(words) + "\n");
    return provider;
  }

  private static String quoted(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** 0, or the exit code when there are mistakes, which have been told. */
  private int checked(String toml) throws IOException {
    Path draft = Files.createTempFile("earshot", ".toml");
    try {
      Files.writeString(draft, toml);
      return switch (at.reader().read(new Sources(draft, null, List.of()))) {
        case Reading.Bad(var problems) -> {
          at.err().println("Nothing was changed:");
          yield at.bad(problems);
        }
        case Reading.Good(var _, var settings) -> {
          at.notes(settings.notes());
          yield 0;
        }
      };
    } finally {
      Files.delete(draft);
    }
  }

  private static void write(Path file, String toml) {
    try {
      WholeFile.put(file, toml.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    } catch (IOException e) {
      throw new Refusal(
          Exit.NOT_PERMITTED,
          "could not write " + file + ": " + e.getMessage(),
          "sudo earshot setup, or --config FILE");
    }
  }

  /** By the daemon with its new configuration, or, when none runs, by the doctor. */
  private int spoken() throws Exception {
    try (ControlClient client = ControlClient.connect(at.reader().socket(from.config))) {
      ObjectNode reloaded = client.call(Wire.object().put("do", "reload"), PATIENCE);
      if (!reloaded.path("ok").asBoolean()) {
        at.out().println("The daemon takes it in when it starts anew: systemctl restart earshot");
        return Exit.FINE.code();
      }
      client.call(Wire.object().put("do", "say").put("prompt", "speaker-test"), PATIENCE);
    } catch (Refusal refusal) {
      if (refusal.exit() != Exit.NOT_RUNNING) throw refusal;
      return examined();
    }
    return heard();
  }

  private int examined() throws Exception {
    at.out().println("No daemon runs, so the doctor plays a tone and listens.");
    Reading reading = at.reader().read(new Sources(from.config, null, List.of()));
    List<Found> found =
        new Examination(at).found(reading, from.config, new Doctor.Wish(true, true));
    for (Found each : found) {
      if (each.severity() != Severity.NOTE) at.out().println(each.sentences());
    }
    at.out().println("Start it: systemctl enable --now earshot, or earshot run");
    return Examination.exit(found).code();
  }

  private int heard() {
    if (questions.yes("A sentence was just said. Did you hear it?", true)) {
      at.out().println("Done. Press, ask, listen.");
      return Exit.FINE.code();
    }
    at.out().println("Then look at: earshot doctor");
    return Exit.FAILED.code();
  }
}
