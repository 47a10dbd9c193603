package earshot.config;

/**
 * One mistake in the configuration. Never holds a value that may be a secret.
 *
 * @param file where it is, or {@code --set} or {@code --board} for the command line
 * @param line the line in the file, or which {@code --set} it is
 * @param key the whole name, such as {@code service.model}; empty for a syntax error
 * @param message what is wrong, without a full stop
 * @param suggestion what to try
 */
public record Problem(String file, int line, String key, String message, String suggestion) {

  /** {@code FILE:LINE: KEY: what is wrong. Try: ...} */
  @Override
  public String toString() {
    String at = file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ");
    return at + message + ". Try: " + suggestion;
  }
}
