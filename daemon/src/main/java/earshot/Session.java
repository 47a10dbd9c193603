package earshot;

import earshot.realtime.Endpoint;
import earshot.realtime.SessionSpec;

/** What one session is made of: where to connect, and how the session shall be. */
public record Session(Endpoint endpoint, SessionSpec spec) {}
