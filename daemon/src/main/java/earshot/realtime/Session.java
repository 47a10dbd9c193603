package earshot.realtime;

/** What one session is made of: where to connect, and how the session shall be. */
public record Session(Endpoint endpoint, SessionSpec spec) {

  /** Whether the service itself keeps the conversation as short as the spec says. */
  public boolean truncates() {
    // Chat Completions are told all of it with each request.
    return !endpoint.uri().getScheme().startsWith("http") && endpoint.dialect().truncates();
  }
}
