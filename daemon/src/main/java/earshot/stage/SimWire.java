package earshot.stage;

import earshot.hal.sim.SimTime;
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
 * and a plug to pull. Runs on the thread that runs the time.
 */
public final class SimWire implements Transport {

  private final SimulatedService service;
  private final SimTime time;
  private final long oneWayNanos;
  private final List<Line> lines = new ArrayList<>();
  private boolean plugged = true;
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
    for (Line line : List.copyOf(lines)) line.cut();
  }

  public void plug() {
    plugged = true;
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

    Line(Listener listener) {
      this.listener = listener;
    }

    void upgrade(Endpoint endpoint) {
      if (over) return;
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
        end(
            () ->
                listener.failed(
                    new Failure(
                        Kind.REFUSED,
                        "the service refused with HTTP " + refused.status(),
                        refused.status(),
                        null)));
      }
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
        time.after(
            oneWayNanos,
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
    }

    @Override
    public void send(byte[] message) {
      if (over) return;
      time.after(
          oneWayNanos,
          () -> {
            if (over || session == null) return;
            tap.passed(true, message);
            session.text(message);
          });
    }

    @Override
    public void ping() {
      if (!deaf) time.after(2 * oneWayNanos, () -> deliver(listener::pong));
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close(int code, String reason) {
      Session s = session;
      time.after(0, () -> end(() -> listener.closed(code, reason)));
      if (s != null) time.after(oneWayNanos, s::gone);
    }
  }
}
