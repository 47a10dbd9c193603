package earshot.stage;

import earshot.hal.sim.MicrophoneFault;
import earshot.hal.sim.SpeakerFault;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/**
 * One way for things to go wrong, read from a file in {@code faults}: what the service does, as in
 * any scenario, and what the house around it does. It begins, and it ends.
 *
 * @param drop the connection is cut when it begins, so that the next one meets it
 * @param prompts what the device may say of it to somebody who presses; one of them it must
 * @param reload a person has to mend the configuration when it has ended
 */
record Fault(
    String name,
    String sentence,
    List<Misbehaviour> misbehaviours,
    @Nullable String around,
    long jumpSeconds,
    long percent,
    boolean drop,
    List<String> prompts,
    boolean reload) {

  static final Path FOLDER = Path.of("src/test/resources/faults");

  static List<Fault> all() {
    try (var files = Files.list(FOLDER)) {
      return files.sorted().map(Fault::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fault read(Path file) {
    try {
      String text = Files.readString(file);
      TomlTable house = Toml.parse(text).getTableOrEmpty("house");
      return new Fault(
          file.getFileName().toString().replace(".toml", ""),
          text.lines().findFirst().orElseThrow().substring(2),
          Scenario.parse(text).misbehaviours(),
          house.getString("do"),
          house.getLong("jump_s", () -> 0L),
          house.getLong("percent", () -> 100L),
          house.getBoolean("drop", () -> false),
          house.getArrayOrEmpty("prompts").toList().stream().map(String::valueOf).toList(),
          house.getBoolean("reload", () -> false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it is a fault of this part of the board. */
  boolean concerns(String part) {
    return around != null && around.startsWith(part);
  }

  void begin(House house) {
    Stage stage = house.stage;
    misbehaviours.forEach(stage.service()::misbehave);
    if (around != null) {
      switch (around) {
        case "unplug" -> stage.wire().unplug();
        case "swallow" -> stage.wire().swallow();
        case "no-name" ->
            stage.wire().refuse(new Failure(Kind.DNS, "there is no such name", 0, null));
        case "portal" ->
            stage.wire().refuse(new Failure(Kind.PORTAL, "a login page answers", 0, null));
        case "unset-clock" ->
            stage.wire().refuse(new Failure(Kind.CLOCK, "not valid yet", 0, null));
        case "clock" -> house.time.setWall(house.time.epochMillis() + jumpSeconds * 1000);
        case "microphones-share" -> microphones(stage, new MicrophoneFault.Share(percent / 100.0));
        case "microphones-zeros" -> microphones(stage, new MicrophoneFault.Zeros());
        case "microphones-blocked" -> microphones(stage, new MicrophoneFault.Blocked());
        case "microphones-wedged" -> microphones(stage, new MicrophoneFault.Wedged());
        case "microphones-lost" -> microphones(stage, new MicrophoneFault.Lost());
        case "speaker-blocked" -> speaker(stage, new SpeakerFault.Blocked());
        case "speaker-wedged" -> speaker(stage, new SpeakerFault.Wedged());
        case "speaker-lost" -> speaker(stage, new SpeakerFault.Lost());
        case "cards-permuted" -> {
          microphones(stage, new MicrophoneFault.Moved());
          speaker(stage, new SpeakerFault.Moved());
        }
        case "microphones-moved" -> microphones(stage, new MicrophoneFault.Moved());
        case "speaker-moved" -> speaker(stage, new SpeakerFault.Moved());
        case "disk" -> stage.disk().refuse();
        default -> throw new IllegalArgumentException(name + ": nothing is called " + around);
      }
    }
    if (drop) stage.wire().cut();
  }

  private static void microphones(Stage stage, MicrophoneFault fault) {
    stage.board().microphones().fault(fault);
  }

  private static void speaker(Stage stage, SpeakerFault fault) {
    stage.board().speaker().fault(fault);
  }

  void end(House house) {
    house.stage.service().behave();
    house.stage.wire().mend();
    house.stage.disk().mend();
    microphones(house.stage, new MicrophoneFault.None());
    speaker(house.stage, new SpeakerFault.None());
    if (reload) house.stage.reload();
  }
}
