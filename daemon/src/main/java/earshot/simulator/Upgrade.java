package earshot.simulator;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client asks for when it opens a connection: the path with its query, and the headers,
 * whose names know no case.
 */
public record Upgrade(String pathAndQuery, Map<String, String> headers) {

  public Upgrade {
    var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
  }

  /** The header's value, or nothing at all. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Keys travel in the headers and sometimes in the query, so neither is shown. */
  @Override
  public String toString() {
    return "Upgrade[" + pathAndQuery.replaceFirst("\\?.*", "?...") + "]";
  }
}
