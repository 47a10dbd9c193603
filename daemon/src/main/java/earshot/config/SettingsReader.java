package earshot.config;

import earshot.config.Settings.Setting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * TOML files and {@code --set} to {@link Settings}: names, values, places. Reads files, so it may
 * block. It does not know which names are valid.
 */
final class SettingsReader {

  private final Settings settings = new Settings();
  private final List<Problem> problems;

  SettingsReader(List<Problem> problems) {
    this.problems = problems;
  }

  Settings settings() {
    return settings;
  }

  /** The main file, then every {@code conf.d/*.toml} beside it, by name. */
  void files(Path main, boolean mustExist) {
    if (Files.exists(main) || mustExist) {
      file(main);
    }
    Path directory = main.toAbsolutePath().resolveSibling("conf.d");
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> more;
    try (Stream<Path> list = Files.list(directory)) {
      more = list.filter(each -> each.toString().endsWith(".toml")).sorted().toList();
    } catch (IOException _) {
      add(directory.toString(), 0, "", "the directory cannot be read", "check its mode and owner");
      return;
    }
    more.forEach(this::file);
  }

  private void file(Path file) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(file);
    } catch (AccessDeniedException _) {
      add(file.toString(), 0, "", "the file may not be read", "check its mode and owner");
      return;
    } catch (IOException _) {
      String why =
          Files.isDirectory(file)
              ? "this is a directory"
              : Files.exists(file) ? "the file cannot be read" : "there is no such file";
      add(file.toString(), 0, "", why, "check the path");
      return;
    } catch (TomlParseError error) {
      // The parser gathers most mistakes, and throws a few.
      syntax(file, error);
      return;
    }
    toml.errors().forEach(error -> syntax(file, error));
    table(toml, "", file.toString(), 0);
  }

  private void syntax(Path file, TomlParseError error) {
    String message = error.getMessage() == null ? "" : error.getMessage();
    String what = Discreet.syntax(message);
    String lower = what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
    add(file.toString(), error.position().line(), "", lower, remedy(message));
  }

  private static String remedy(String syntaxError) {
    if (syntaxError.contains("previously defined")) {
      return "keep one of the two";
    }
    if (syntaxError.contains("a number, a boolean")) {
      return "put text in quotes: name = \"value\"";
    }
    return "name = \"value\" on one line, tables as [name]";
  }

  private void table(TomlTable table, String prefix, String file, int lineOfTable) {
    for (String name : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(name));
      int line = position == null ? lineOfTable : position.line();
      String path = prefix + name;
      Object value = table.get(List.of(name));
      switch (value) {
        case null -> {}
        case TomlTable inner when inner.isEmpty() -> put(path, inner, file, line);
        case TomlTable inner -> table(inner, path + ".", file, line);
        case TomlArray array when isList(path) && allTables(array) -> list(path, array, file, line);
        default -> put(path, value, file, line);
      }
    }
  }

  private static boolean allTables(TomlArray array) {
    return array.toList().stream().allMatch(TomlTable.class::isInstance);
  }

  private static boolean isList(String path) {
    return path.equals("service.fallback") || KeyPaths.plain(path).equals("service.mcp");
  }

  /** A list replaces what an earlier file had under its name. */
  private void list(String path, TomlArray array, String file, int line) {
    settings.list(path, array.size());
    for (int i = 0; i < array.size(); i++) {
      table(array.getTable(i), path + "[" + i + "].", file, line);
    }
  }

  /** The number counts from 1. */
  void set(String assignment, int number) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      add("--set", number, "", "this is not KEY=VALUE", "--set service.model=gpt-realtime-2.1");
      return;
    }
    String path = assignment.substring(0, equals).strip();
    String raw = assignment.substring(equals + 1).strip();
    Object parsed = parsed(raw);
    settings.put(path, new Setting(parsed == null ? raw : parsed, "--set", number, raw));
  }

  private static @Nullable Object parsed(String raw) {
    try {
      TomlParseResult toml = Toml.parse("v = " + raw);
      return toml.hasErrors() || toml.size() != 1 ? null : toml.get(List.of("v"));
    } catch (TomlParseError _) {
      return null;
    }
  }

  private void put(String path, Object value, String file, int line) {
    settings.put(path, new Setting(value, file, line, null));
  }

  private void add(String file, int line, String key, String message, String suggestion) {
    problems.add(new Problem(file, line, key, message, suggestion));
  }
}
