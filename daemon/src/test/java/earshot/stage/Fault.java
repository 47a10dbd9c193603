package earshot.stage;

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
          house.getBoolean("drop", () -> false),
          house.getArrayOrEmpty("prompts").toList().stream().map(String::valueOf).toList(),
          house.getBoolean("reload", () -> false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
        case "clock" -> house.time.setWall(house.time.epochMillis() + jumpSeconds * 1000);
        default -> throw new IllegalArgumentException(name + ": nothing is called " + around);
      }
    }
    if (drop) stage.wire().cut();
  }

  void end(House house) {
    house.stage.service().behave();
    house.stage.wire().mend();
    if (reload) house.stage.reload();
  }
}
