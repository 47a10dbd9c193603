package earshot.realtime;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to connect and with which headers. The headers hold a secret, and the address may hold one:
 * {@link #toString} does not show them.
 */
public record Endpoint(URI uri, Map<String, String> headers, Dialect dialect) {

  private static final Set<String> SHOWN = Set.of("model", "deployment", "api-version");
  private static final Pattern USER = Pattern.compile("//[^/?#]*@");
  private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&#]*)=([^&#]*)");

  /** The same with these headers too. */
  public Endpoint with(Map<String, String> more) {
    if (more.isEmpty()) return this;
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Endpoint(uri, Map.copyOf(all), dialect);
  }

  @Override
  public String toString() {
    String nobody = USER.matcher(uri.toString()).replaceFirst("//...@");
    String shown =
        PARAMETER
            .matcher(nobody)
            .replaceAll(
                p -> {
                  String value = SHOWN.contains(p.group(2)) ? p.group(3) : "...";
                  return Matcher.quoteReplacement(p.group(1) + p.group(2) + "=" + value);
                });
    return shown + " (" + dialect.name() + ")";
  }
}
