package earshot.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/** What each key is for, in words: from {@code keys.properties}, read when first asked for. */
final class KeyHelp {

  private static final Map<String, String> TEXTS = read();

  private KeyHelp() {}

  static String of(Key key) {
    return Objects.requireNonNull(TEXTS.get(key.path()), key.path());
  }

  static Map<String, String> all() {
    return TEXTS;
  }

  private static Map<String, String> read() {
    Properties texts = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(KeyHelp.class.getResourceAsStream("keys.properties")), UTF_8)) {
      texts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(path -> path, texts::getProperty));
  }
}
