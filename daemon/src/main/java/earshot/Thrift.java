package earshot;

import earshot.memory.History;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.Truncation;
import java.util.List;

/**
 * Keeps a session's history as short as the configuration wants it, where the service does not do
 * so itself: history is billed again with every response. Owned by the loop; what it wants deleted
 * is said by others, between two turns.
 */
final class Thrift {

  private static final int CHARACTERS_PER_TOKEN = 4;

  private final History history = new History();

  void begin(Session session) {
    SessionSpec spec = session.spec();
    long fixed = spec.instructions() == null ? 0 : spec.instructions().length();
    for (SessionSpec.Tool tool : spec.tools()) {
      fixed += tool.name().length() + tool.description().length() + tool.parametersJson().length();
    }
    history.begin(session.truncates() ? History.Policy.NONE : policy(spec), fixed);
  }

  void on(ServerEvent event) {
    history.on(event);
  }

  /** What is to be said now; the time must be right for it. */
  List<ClientEvent> due() {
    return history.surplus().stream().<ClientEvent>map(ClientEvent.DeleteItem::new).toList();
  }

  /** A new session is told no more than what an old one would have kept. */
  static int mostCharacters(SessionSpec spec) {
    History.Policy policy = policy(spec);
    double tokens = policy.mostTokens() * policy.kept();
    return (int) Math.min(Integer.MAX_VALUE, tokens * CHARACTERS_PER_TOKEN);
  }

  private static History.Policy policy(SessionSpec spec) {
    return spec.details().truncation() instanceof Truncation.Retaining(double kept, Integer most)
            && most != null
        ? new History.Policy(most, kept)
        : History.Policy.NONE;
  }
}
