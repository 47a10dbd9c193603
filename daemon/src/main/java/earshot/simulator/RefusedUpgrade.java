package earshot.simulator;

import java.util.Map;

/**
 * The answer to an upgrade that leads to no connection: an HTTP status, or 101 with headers no
 * client may believe, or 0 where TLS failed before anything could be asked.
 */
public final class RefusedUpgrade extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String body;
  private final transient Map<String, String> headers;

  public RefusedUpgrade(int status, String body, Map<String, String> headers) {
    super("the upgrade was answered with status " + status);
    this.status = status;
    this.body = body;
    this.headers = Map.copyOf(headers);
  }

  public int status() {
    return status;
  }

  public String body() {
    return body;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
