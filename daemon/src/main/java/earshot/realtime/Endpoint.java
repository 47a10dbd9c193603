package earshot.realtime;

import java.net.URI;
import java.util.Map;

/**
 * Where to connect and with which headers. The headers hold a secret: {@link #toString} does not
 * show them.
 */
public record Endpoint(URI uri, Map<String, String> headers, Dialect dialect) {

  @Override
  public String toString() {
    return uri + " (" + dialect.name() + ")";
  }
}
