package earshot.config;

/**
 * Where a secret is kept, never the secret: {@code credential:NAME} (the service manager's), {@code
 * file:PATH} or {@code env:NAME}. It is read when it is needed.
 */
public record Secret(Kind kind, String name) {

  public enum Kind {
    CREDENTIAL,
    FILE,
    ENV
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + name;
  }
}
