package earshot.realtime;

/** What one session is made of: where to connect, and how the session shall be. */
public record Session(Endpoint endpoint, SessionSpec spec) {}
