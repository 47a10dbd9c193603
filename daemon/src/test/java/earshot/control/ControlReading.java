package earshot.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.telemetry.Metrics;
import java.util.concurrent.CompletableFuture;

/** A line from a client of the control socket, and its answer. */
public final class ControlReading {

  private ControlReading() {}

  public static void read(byte[] line) throws InterruptedException {
    ObjectNode request = Wire.read(line);
    if (request == null) return;
    if (Requests.most(request).isNegative()) throw new AssertionError("negative patience");
    var requests = new Requests(new PretendControls(), new Metrics(), "1");
    // The client has gone already, so that nothing waits.
    ObjectNode answer =
        requests.answer(request, CompletableFuture.completedFuture(true), requests.attachment());
    if (!answer.path("ok").isBoolean()) throw new AssertionError(answer.toString());
    if (answer.path("exit").asInt() == Exit.BUG.code()
        && !request.path("text").asText().equals("bug")) {
      throw new AssertionError(answer.toString());
    }
    Wire.line(answer);
  }
}
