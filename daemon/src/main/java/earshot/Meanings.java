package earshot;

import earshot.link.LinkEvent;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.turn.TurnEvent;
import earshot.turn.TurnState;
import java.util.ArrayList;
import java.util.List;

/** What the service's words mean to the two machines. Pure. */
final class Meanings {

  /** No service promises more than an hour; a day is a clock that is wrong. */
  private static final long LONGEST_SESSION_MILLIS = 24 * 3_600_000L;

  private Meanings() {}

  /** How long a session lasts from now on. A clock that is wrong tells nothing about that. */
  static long lastsNanos(ServerEvent.SessionCreated e, long nowEpochMillis) {
    if (e.expiresAtEpochSeconds() <= 0) return LinkEvent.Greeted.FOR_EVER;
    long millis = e.expiresAtEpochSeconds() * 1000 - nowEpochMillis;
    boolean likely = millis > 0 && millis <= LONGEST_SESSION_MILLIS;
    return likely ? millis * 1_000_000 : LinkEvent.Greeted.FOR_EVER;
  }

  /** All that was said in an answer that has just ended, however it did; empty if none has. */
  static String saidAtLast(TurnState before, TurnState after) {
    if (after.answering()) return "";
    return switch (before.phase()) {
      case TurnState.Speaking s -> s.said();
      case TurnState.Working w -> w.said();
      case TurnState.Waiting w -> w.said();
      default -> "";
    };
  }

  static boolean whole(TurnEvent event) {
    return event instanceof TurnEvent.ResponseEnded e && e.status() == ServerEvent.Status.COMPLETED;
  }

  /** The tools that a response calls. */
  static List<TurnEvent.Call> calls(List<Item> output) {
    List<TurnEvent.Call> calls = new ArrayList<>();
    for (Item item : output) {
      if (item.kind() != Item.Kind.FUNCTION_CALL || item.callId() == null) continue;
      calls.add(
          new TurnEvent.Call(
              item.callId(),
              item.name() == null ? "" : item.name(),
              item.arguments() == null ? "" : item.arguments()));
    }
    return calls;
  }
}
