package earshot.stage;

import earshot.hal.sim.SimTime;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.link.TurnsRoute.Teller;
import earshot.link.Web;
import earshot.simulator.ChatCall;
import earshot.simulator.ChatClient;
import earshot.simulator.Rest;
import earshot.simulator.SimulatedService;
import earshot.simulator.Upgrade;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The web to a simulated service on virtual time: real bytes in both directions, and a fixed delay.
 * Runs on the thread that runs the time.
 */
final class SimWeb implements Web {

  private final SimulatedService service;
  private final SimTime time;
  private final long oneWayNanos;
  private final BooleanSupplier plugged;

  /**
   * @param plugged whether there is a network now
   */
  SimWeb(SimulatedService service, SimTime time, long oneWayNanos, BooleanSupplier plugged) {
    this.service = service;
    this.time = time;
    this.oneWayNanos = oneWayNanos;
    this.plugged = plugged;
  }

  /** Tells everything a moment later, in order: so nobody is told while he speaks himself. */
  static Teller.Source tellers(SimTime time) {
    return () ->
        new Teller() {
          @Override
          public void tell(Runnable word) {
            time.after(0, word);
          }

          @Override
          public void awaitRoom() {}

          @Override
          public void end() {}
        };
  }

  @Override
  public Call ask(Question question, Hearer hearer) {
    var asking = new Asking(question, hearer);
    // TCP and TLS take two round trips.
    time.after(5 * oneWayNanos, asking::arrive);
    return asking;
  }

  private final class Asking implements Call, ChatClient {
    private final Question question;
    private final Hearer hearer;
    private @Nullable ChatCall call;
    private boolean over;

    Asking(Question question, Hearer hearer) {
      this.question = question;
      this.hearer = hearer;
    }

    @Override
    public void abort() {
      over = true;
      ChatCall running = call;
      if (running != null) time.after(oneWayNanos, running::gone);
    }

    void arrive() {
      if (over) return;
      if (!plugged.getAsBoolean()) {
        cut();
        return;
      }
      String path = question.uri().getRawPath();
      Map<String, String> headers = new HashMap<>(question.headers());
      byte[] body = question.body();
      if (body != null) {
        call = service.chat(path, headers, body, this);
        return;
      }
      Rest.Answer answer = service.rest("GET", new Upgrade(path, headers), new byte[0]);
      answer(answer.status(), answer.headers(), answer.body());
    }

    /** What comes over the net comes later, and not at all when the plug is pulled. */
    private void deliver(Runnable word) {
      time.after(
          oneWayNanos,
          () -> {
            if (over) return;
            if (plugged.getAsBoolean()) {
              word.run();
              return;
            }
            over = true;
            hearer.failed(new Failure(Kind.NETWORK, "the network is unreachable", 0, null));
          });
    }

    private static Map<String, String> lower(Map<String, String> headers) {
      Map<String, String> lower = new HashMap<>();
      headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
      return lower;
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) {
      deliver(
          () -> {
            hearer.answered(status, lower(headers));
            hearer.piece(body, body.length);
            over = true;
            hearer.ended();
          });
    }

    @Override
    public void begin(Map<String, String> headers) {
      deliver(() -> hearer.answered(200, lower(headers)));
    }

    @Override
    public void piece(byte[] event) {
      deliver(() -> hearer.piece(event, event.length));
    }

    @Override
    public void end() {
      deliver(
          () -> {
            over = true;
            hearer.ended();
          });
    }

    @Override
    public void cut() {
      deliver(
          () -> {
            over = true;
            hearer.failed(new Failure(Kind.TCP, "the connection was reset", 0, null));
          });
    }
  }
}
