package earshot.stage;

import earshot.hal.sim.SimTime;
import earshot.link.RefusalCode;
import earshot.link.Transport;
import earshot.realtime.Endpoint;
import earshot.simulator.Client;
import earshot.simulator.RefusedUpgrade;
import earshot.simulator.Session;
import earshot.simulator.SimulatedService;
import earshot.simulator.Upgrade;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transport to a simulated service on virtual time: real bytes in both directions, a fixed delay,
 * a plug to pull, and other troubles of the road. Runs on the thread that runs the time.
 */
public final class SimWire implements Transport {

  private final SimulatedService service;
  private final SimTime time;
  private final long oneWayNanos;
  private final List<Line> lines = new ArrayList<>();
  private boolean plugged = true;
  private boolean swallows;
  private @Nullable Failure stranger;
  private Tap tap = (fromClient, message) -> {};

  /** Hears every message on the wire as it arrives. */
  public interface Tap {
    void passed(boolean fromClient, byte[] message);
  }

  public SimWire(SimulatedService service, SimTime time, long oneWayNanos) {
    this.service = service;
    this.time = time;
    this.oneWayNanos = oneWayNanos;
  }

  public void tap(Tap tap) {
    this.tap = tap;
  }

  /** Pulls the plug: what is connected is cut off, and nobody can be reached. */
  public void unplug() {
    plugged = false;
    cut();
  }

  /** Whoever is connected is cut off, and may come back. */
  public void cut() {
    for (Line line : List.copyOf(lines)) line.cut();
  }

  public void plug() {
    plugged = true;
  }

  /** From now on nothing arrives on either side, and nobody is told. */
  public void swallow() {
    swallows = true;
    for (Line line : lines) {
      line.up.hold();
      line.down.hold();
    }
  }

  /** From now on new connections fail like this, or, for null, as the service has it. */
  public void refuse(@Nullable Failure failure) {
    stranger = failure;
  }

  /** Whatever is wrong with the road, it ends; what was on its way arrives. */
  public void mend() {
    plugged = true;
    swallows = false;
    stranger = null;
    for (Line line : lines) {
      line.up.mend();
      line.down.mend();
    }
  }

  boolean plugged() {
    return plugged;
  }

  /** Slips a message in among the service's own: whoever is connected hears it now. */
  public void slip(byte[] message) {
    for (Line line : List.copyOf(lines)) line.slip(message);
  }

  @Override
  public Connection connect(Endpoint endpoint, Listener listener) {
    var line = new Line(listener);
    lines.add(line);
    // TCP and TLS take two round trips, the upgrade one more.
    time.after(5 * oneWayNanos, () -> line.upgrade(endpoint));
    return line;
  }

  private final class Line implements Connection {
    private final Listener listener;
    private @Nullable Session session;
    private boolean over;
    private boolean deaf;
    private final SimPipe up = new SimPipe(time, oneWayNanos);
    private final SimPipe down = new SimPipe(time, oneWayNanos);

    Line(Listener listener) {
      this.listener = listener;
    }

    void upgrade(Endpoint endpoint) {
      if (over || swallows) return;
      Failure instead = stranger;
      if (instead != null) {
        end(() -> listener.failed(instead));
        return;
      }
      if (!plugged) {
        end(() -> listener.failed(new Failure(Kind.TCP, "the network is unreachable", 0, null)));
        return;
      }
      URI uri = endpoint.uri();
      String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      Map<String, String> headers = new HashMap<>(endpoint.headers());
      try {
        // What the service says while it accepts travels after the upgrade's answer.
        time.after(oneWayNanos, () -> deliver(listener::opened));
        session = service.connect(new Upgrade(path, headers), new Hearing());
      } catch (RefusedUpgrade refused) {
        end(() -> listener.failed(failure(refused)));
      }
    }

    private static Failure failure(RefusedUpgrade refused) {
      int status = refused.status();
      return switch (status) {
        case 0 -> new Failure(Kind.TLS, "TLS failed with an alert", 0, null);
        case 101 -> new Failure(Kind.PROTOCOL, "a wrong answer to the upgrade", 0, null);
        default ->
            new Failure(
                Kind.REFUSED,
                "the service refused with HTTP " + status,
                status,
                seconds(refused.headers().get("Retry-After")),
                RefusalCode.in(refused.body()));
      };
    }

    private static @Nullable Long seconds(@Nullable String retryAfter) {
      return retryAfter == null ? null : Long.valueOf(retryAfter);
    }

    void slip(byte[] message) {
      if (session != null) deliver(() -> listener.message(message));
    }

    private void deliver(Runnable act) {
      if (!over) act.run();
    }

    private void end(Runnable last) {
      if (over) return;
      over = true;
      lines.remove(this);
      last.run();
    }

    void cut() {
      Session s = session;
      end(() -> listener.closed(1006, ""));
      if (s != null) s.gone();
    }

    /** The service's side of the line. */
    private final class Hearing implements Client {

      @Override
      public void text(byte[] message) {
        down.pass(
            message.length,
            () ->
                deliver(
                    () -> {
                      tap.passed(false, message);
                      listener.message(message);
                    }));
      }

      @Override
      public void close(int code, String reason) {
        time.after(oneWayNanos, () -> end(() -> listener.closed(code, reason)));
      }

      @Override
      public void deaf() {
        deaf = true;
      }

      @Override
      public void trickle(int bytesPerSecond) {
        down.slow(bytesPerSecond);
      }

      @Override
      public void readSlowly(int bytesPerSecond) {
        up.slow(bytesPerSecond);
      }
    }

    @Override
    public void send(byte[] message) {
      if (over) return;
      up.pass(
          message.length,
          () -> {
            if (over || session == null) return;
            tap.passed(true, message);
            session.text(message);
          });
    }

    @Override
    public void ping() {
      up.pass(0, () -> answerPing());
    }

    private void answerPing() {
      if (!over && !deaf) down.pass(0, () -> deliver(listener::pong));
    }

    @Override
    public long queuedBytes() {
      return up.waitingBytes();
    }

    @Override
    public void close(int code, String reason) {
      Session s = session;
      time.after(0, () -> end(() -> listener.closed(code, reason)));
      if (s != null) time.after(oneWayNanos, s::gone);
    }
  }
}
