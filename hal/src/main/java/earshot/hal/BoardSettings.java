package earshot.hal;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a board is made from: its name, the {@code [board]} table of the configuration less the
 * name, the appliance's clock, and the process's standard streams (a pipe board's sound; nobody
 * else may touch them then).
 */
public record BoardSettings(
    String name, Map<String, Object> options, Clock clock, InputStream in, OutputStream out) {

  /** A text option, or null. Numbers and booleans come as their text. */
  public @Nullable String text(String key) {
    Object value = options.get(key);
    return value == null ? null : value.toString();
  }

  public String text(String key, String otherwise) {
    String value = text(key);
    return value == null ? otherwise : value;
  }

  public int number(String key, int otherwise) {
    Object value = options.get(key);
    return value instanceof Number n ? n.intValue() : otherwise;
  }

  public boolean flag(String key, boolean otherwise) {
    return options.get(key) instanceof Boolean b ? b : otherwise;
  }
}
