package earshot.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every value that is set, by its whole name, with where it was set. Names inside a fallback begin
 * with {@code service.fallback[0].}. Holds references to secrets, never secrets.
 */
public final class Settings {

  /**
   * @param value text, a long, a double, or a boolean
   * @param raw the text of a {@code --set}, which may stand for text without quotes
   */
  public record Setting(Object value, String file, int line, @Nullable String raw) {}

  private final Map<String, Setting> set = new LinkedHashMap<>();
  private int fallbacks;

  void put(String path, Setting setting) {
    set.put(path, setting);
  }

  void remove(String path) {
    set.remove(path);
  }

  void dropFallbacks() {
    set.keySet().removeIf(path -> path.startsWith("service.fallback["));
    fallbacks = 0;
  }

  void fallbacks(int count) {
    fallbacks = count;
  }

  public int fallbacks() {
    return fallbacks;
  }

  public Set<String> paths() {
    return set.keySet();
  }

  public @Nullable Setting at(String path) {
    return set.get(path);
  }

  /** The {@code [service]} table, and everything that is no service's. */
  Section main() {
    return new Section("service");
  }

  Section fallback(int index) {
    return new Section("service.fallback[" + index + "]");
  }

  /** Reads keys, taking those of {@code [service]} from one service's table. */
  final class Section {
    private final String service;

    private Section(String service) {
      this.service = service;
    }

    boolean isMain() {
      return service.equals("service");
    }

    String path(Key key) {
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

    @Nullable Integer whole(Key key) {
      return value(key) instanceof Number number ? number.intValue() : null;
    }

    @Nullable Double decimal(Key key) {
      return value(key) instanceof Number number ? number.doubleValue() : null;
    }
  }
}
