package earshot.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every value that is set, by its whole name, with where it was set. Names inside a fallback begin
 * with {@code service.fallback[0].}. Holds references to secrets, never secrets.
 */
public final class Settings {

  /**
   * @param value text, a long, a double, a boolean, a list of texts, or texts by name
   * @param raw the text of a {@code --set}, which may stand for text without quotes
   */
  public record Setting(Object value, String file, int line, @Nullable String raw) {}

  private final Map<String, Setting> set = new LinkedHashMap<>();
  private final List<Problem> notes = new ArrayList<>();
  private final Map<String, Integer> lists = new HashMap<>();

  /** What is no mistake and ought to be known: a model that will be shut down, and such. */
  public List<Problem> notes() {
    return Collections.unmodifiableList(notes);
  }

  void note(Problem note) {
    notes.add(note);
  }

  void put(String path, Setting setting) {
    set.put(path, setting);
  }

  void remove(String path) {
    set.remove(path);
  }

  /** A list of tables begins, instead of what it was before. */
  void list(String path, int size) {
    set.keySet().removeIf(each -> each.startsWith(path + "["));
    lists.keySet().removeIf(each -> each.startsWith(path + "["));
    lists.put(path, size);
  }

  int size(String list) {
    return lists.getOrDefault(list, 0);
  }

  public int fallbacks() {
    return size("service.fallback");
  }

  public Set<String> paths() {
    return set.keySet();
  }

  public @Nullable Setting at(String path) {
    return set.get(path);
  }

  /** The {@code [service]} table, and everything that is no service's. */
  Section main() {
    return new Section("service", -1);
  }

  Section fallback(int index) {
    return new Section("service.fallback[" + index + "]", -1);
  }

  /** Reads keys, taking those of {@code [service]} from one service's table. */
  final class Section {
    private final String service;
    private final int mcp;

    private Section(String service, int mcp) {
      this.service = service;
      this.mcp = mcp;
    }

    /** For each of this service's servers of tools, the same with that server's keys. */
    List<Section> mcp() {
      List<Section> servers = new ArrayList<>();
      for (int i = 0; i < size(service + ".mcp"); i++) servers.add(new Section(service, i));
      return servers;
    }

    boolean isMain() {
      return service.equals("service");
    }

    String path(Key key) {
      if (key.ofMcp()) return service + ".mcp[" + mcp + "]." + key.leaf();
      return key.ofService() ? service + key.path().substring("service".length()) : key.path();
    }

    boolean has(Key key) {
      return set.containsKey(path(key));
    }

    /** The value set, or the usual one, or null. */
    @Nullable Object value(Key key) {
      Setting setting = set.get(path(key));
      return setting == null ? key.usual() : setting.value();
    }

    @Nullable String text(Key key) {
      Object value = value(key);
      return value == null ? null : value.toString();
    }

    boolean is(Key key, String word) {
      return word.equals(value(key));
    }

    boolean on(Key key) {
      return Boolean.TRUE.equals(value(key));
    }

    /** A list of texts; empty when it is not set. */
    List<String> texts(Key key) {
      return value(key) instanceof List<?> list
          ? list.stream().map(Object::toString).toList()
          : List.of();
    }

    /** Texts by name; empty when it is not set. */
    Map<String, String> table(Key key) {
      Map<String, String> read = new TreeMap<>();
      if (value(key) instanceof Map<?, ?> table) {
        table.forEach((name, text) -> read.put(name.toString(), text.toString()));
      }
      return Map.copyOf(read);
    }

    @Nullable Integer whole(Key key) {
      return value(key) instanceof Number number ? number.intValue() : null;
    }

    @Nullable Double decimal(Key key) {
      return value(key) instanceof Number number ? number.doubleValue() : null;
    }
  }
}
