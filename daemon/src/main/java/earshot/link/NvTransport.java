package earshot.link;

import earshot.hal.Clock;
import earshot.realtime.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket over nv-websocket-client. Holds what all connections share: whom TLS believes, and how
 * long things may take. Safe from any thread; only the constructor reads a file.
 */
public final class NvTransport implements Transport {

  /** How long an attempt may take, from the look-up of the name to the end of the upgrade. */
  public static final long CONNECT_MILLIS = 10_000;

  /** How long the end of a connection may take. */
  static final long GOODBYE_MILLIS = 2_000;

  private final Clock clock;
  private final SSLSocketFactory tlsSockets;
  private final Supplier<Socket> tcpSockets;
  private final long connectMillis;
  private final long goodbyeMillis;
  private final WayOut wayOut;

  /**
   * Trusts the authorities of the system and those in {@code ca}, a PEM file.
   *
   * @throws IOException if {@code ca} cannot be used; the message is for the person who named it
   */
  public NvTransport(Clock clock, @Nullable Path ca, long connectMillis, WayOut wayOut)
      throws IOException {
    this(clock, ca, connectMillis, GOODBYE_MILLIS, Socket::new, wayOut);
  }

  NvTransport(
      Clock clock,
      @Nullable Path ca,
      long connectMillis,
      long goodbyeMillis,
      Supplier<Socket> tcpSockets,
      WayOut wayOut)
      throws IOException {
    this.clock = clock;
    this.tlsSockets = TrustAnchors.sockets(ca);
    this.tcpSockets = tcpSockets;
    this.connectMillis = connectMillis;
    this.goodbyeMillis = goodbyeMillis;
    this.wayOut = wayOut;
  }

  @Override
  public Connection connect(Endpoint endpoint, Listener listener) {
    Road road = Road.to(endpoint.uri(), wayOut.proxy());
    var sockets = new SocketsOfAttempt(road, tlsSockets, tcpSockets);
    var connection =
        new NvConnection(
            endpoint, listener, sockets, road, wayOut, clock, connectMillis, goodbyeMillis);
    connection.start();
    return connection;
  }
}
