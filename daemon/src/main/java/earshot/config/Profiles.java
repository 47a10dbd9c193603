package earshot.config;

import earshot.config.Settings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The profiles that come with the program, and a user's own in the folder {@code boards} beside the
 * configuration; one of the same name wins. A mistake in a file is a problem like one in the
 * configuration. Reads files.
 */
final class Profiles {

  /** One file each in {@code earshot/boards}; all are made of the parts of {@link #PARTS}. */
  static final List<String> BUILT_IN =
      List.of(
          "respeaker-2mic",
          "respeaker-4mic-linear",
          "respeaker-6mic",
          "respeaker-xvf3800",
          "respeaker-xvf3800-6ch",
          "respeaker-lite",
          "voice-hat",
          "inmp441-max98357a",
          "usb-speakerphone");

  static final String PARTS = "pi-generic";

  private static final List<String> KEYS = List.of("summary", "parts", "board", "facts");
  private static final List<String> FACTS =
      List.of("tried", "overlay", "driver", "mixer", "lights", "echo", "sources");
  private static final List<String> ECHOES = List.of("none", "reference", Profile.HARDWARE);

  private final Map<String, Profile> byName = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  Profiles(Path folder) {
    this(folder, BUILT_IN);
  }

  /**
   * @param folder of the user's own; need not be there
   * @param wanted of those that come with the program: to read all takes a slow board a while
   */
  Profiles(Path folder, Collection<String> wanted) {
    for (String name : BUILT_IN) {
      if (wanted.contains(name)) add(name, "board " + name, builtIn(name));
    }
    if (!Files.isDirectory(folder)) return;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".toml")).sorted().toList()) {
        String name = file.getFileName().toString().replaceFirst("\\.toml$", "");
        add(name, file.toString(), Files.readString(file));
      }
    } catch (IOException e) {
      problem(folder.toString(), 0, "", "a file in it cannot be read", "check modes and owners");
    }
  }

  Collection<Profile> all() {
    return byName.values();
  }

  /** The user's. */
  List<Profile> own() {
    return byName.values().stream().filter(each -> !each.file().startsWith("board ")).toList();
  }

  @Nullable Profile named(String name) {
    return byName.get(name);
  }

  /** What is wrong in any of the files. */
  List<Problem> problems() {
    return problems;
  }

  private static String builtIn(String name) {
    try (InputStream in = Profiles.class.getResourceAsStream("/earshot/boards/" + name + ".toml")) {
      if (in == null) throw new IllegalStateException("the program lacks the board " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String name, String file, String text) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text);
    } catch (TomlParseError error) {
      problem(file, error.position().line(), "", Discreet.syntax("" + error.getMessage()), "TOML");
      return;
    }
    for (TomlParseError error : toml.errors()) {
      problem(file, error.position().line(), "", Discreet.syntax("" + error.getMessage()), "TOML");
    }
    if (toml.hasErrors()) return;
    if (!name.matches("[a-z][a-z0-9-]*")) {
      problem(file, 1, "", "the file's name is the board's", "small letters, digits and hyphens");
      return;
    }
    known(file, toml, "", KEYS);
    TomlTable facts = table(toml, file, "facts");
    if (facts != null) known(file, facts, "facts.", FACTS);
    String echo = text(facts, file, "facts.echo", "none");
    if (!ECHOES.contains(echo)) {
      problem(file, line(facts, "echo"), "facts.echo", "no such word", String.join(", ", ECHOES));
    }
    byName.put(
        name,
        new Profile(
            name,
            text(toml, file, "summary", "a board of your own"),
            text(toml, file, "parts", PARTS),
            file,
            line(toml, "parts"),
            settings(table(toml, file, "board"), file),
            new Profile.Facts(
                facts != null && Boolean.TRUE.equals(facts.get("tried")),
                texts(facts, file, "overlay"),
                text(facts, file, "facts.driver", ""),
                texts(facts, file, "mixer"),
                text(facts, file, "facts.lights", ""),
                echo,
                texts(facts, file, "sources")),
            text));
  }

  private void known(String file, TomlTable table, String prefix, List<String> names) {
    for (String key : table.keySet()) {
      if (names.contains(key)) continue;
      String nearest = Nearest.word(key, names);
      String remedy = nearest == null ? "one of " + String.join(", ", names) : prefix + nearest;
      problem(file, line(table, key), prefix + key, "a board's file has no such key", remedy);
    }
  }

  private static Map<String, Setting> settings(@Nullable TomlTable board, String file) {
    Map<String, Setting> settings = new TreeMap<>();
    if (board == null) return settings;
    for (String key : board.keySet()) {
      Object value = board.get(List.of(key));
      if (value != null) settings.put(key, new Setting(value, file, line(board, key), null));
    }
    return settings;
  }

  private @Nullable TomlTable table(TomlTable toml, String file, String key) {
    Object value = toml.get(List.of(key));
    if (value == null || value instanceof TomlTable) return (TomlTable) value;
    problem(file, line(toml, key), key, "this is a table", "[" + key + "]");
    return null;
  }

  private String text(@Nullable TomlTable toml, String file, String path, String otherwise) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    Object value = toml == null ? null : toml.get(List.of(key));
    if (value instanceof String text) return text;
    if (value != null) problem(file, line(toml, key), path, "this is no text", "text in quotes");
    return otherwise;
  }

  private List<String> texts(@Nullable TomlTable toml, String file, String key) {
    Object value = toml == null ? null : toml.get(List.of(key));
    if (value instanceof TomlArray array
        && array.toList().stream().allMatch(String.class::isInstance)) {
      return array.toList().stream().map(String.class::cast).toList();
    }
    if (value != null) {
      problem(file, line(toml, key), "facts." + key, "this is no list", "[\"one\", \"two\"]");
    }
    return List.of();
  }

  private static int line(@Nullable TomlTable table, String key) {
    TomlPosition position = table == null ? null : table.inputPositionOf(List.of(key));
    return position == null ? 1 : position.line();
  }

  private void problem(String file, int line, String key, String message, String remedy) {
    problems.add(new Problem(file, line, key, message, remedy));
  }
}
