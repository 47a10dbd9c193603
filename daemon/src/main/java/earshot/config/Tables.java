package earshot.config;

import earshot.config.Settings.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Values that are more than one word: lists of texts, and tables whose names the user chooses. The
 * latter were read as keys of their own, and are put together here. Pure.
 */
final class Tables {

  private Tables() {}

  /** What stands below a key that takes a table becomes that key's value. */
  static void fold(Settings settings) {
    for (String path : List.copyOf(settings.paths())) {
      String table = tableAbove(path);
      Setting setting = settings.at(path);
      if (table == null || setting == null) continue;
      Setting before = settings.at(table);
      Map<String, Object> entries = new LinkedHashMap<>();
      if (before != null && before.value() instanceof Map<?, ?> already) {
        already.forEach((name, value) -> entries.put(name.toString(), value));
      }
      // A --set may leave out the quotes.
      boolean asText = setting.raw() != null && !(setting.value() instanceof String);
      Object value = asText ? Objects.requireNonNull(setting.raw()) : setting.value();
      entries.put(path.substring(table.length() + 1), value);
      settings.remove(path);
      settings.put(table, new Setting(entries, setting.file(), setting.line(), null));
    }
  }

  private static @Nullable String tableAbove(String path) {
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      String above = path.substring(0, dot);
      Key key = KeyPaths.at(KeyPaths.plain(above));
      if (key != null
          && (key.form() instanceof Form.Table || key.form() instanceof Form.References)) {
        return above;
      }
    }
    return null;
  }

  /** The list, if it is one of texts and nothing else. */
  static @Nullable List<String> texts(Object value) {
    List<?> items =
        switch (value) {
          case TomlArray array -> array.toList();
          case List<?> list -> list;
          default -> null;
        };
    if (items == null) return null;
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof String text) || text.isBlank()) return null;
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /** The table, if it holds texts and nothing else. */
  static @Nullable Map<String, String> table(Object value) {
    if (value instanceof TomlTable table && table.isEmpty()) return Map.of();
    if (!(value instanceof Map<?, ?> entries)) return null;
    Map<String, String> texts = new LinkedHashMap<>();
    for (var entry : entries.entrySet()) {
      if (!(entry.getValue() instanceof String text)) return null;
      texts.put(entry.getKey().toString(), text);
    }
    return texts;
  }
}
