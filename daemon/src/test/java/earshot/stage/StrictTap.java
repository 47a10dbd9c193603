package earshot.stage;

import earshot.protocol.PublishedProtocol;
import earshot.protocol.SchemaJudge;
import org.jspecify.annotations.Nullable;

/**
 * Holds every message of a run, in both directions, against the strict published schemas, where
 * those are at hand.
 */
final class StrictTap implements SimWire.Tap {

  private final @Nullable SchemaJudge client;
  private final @Nullable SchemaJudge server;

  StrictTap(String dialect) {
    client = PublishedProtocol.ifAtHand().map(p -> p.judge(dialect, "client", true)).orElse(null);
    server = PublishedProtocol.ifAtHand().map(p -> p.judge(dialect, "server", true)).orElse(null);
  }

  @Override
  public void passed(boolean fromClient, byte[] message) {
    SchemaJudge judge = fromClient ? client : server;
    if (judge != null) judge.check(message);
  }
}
