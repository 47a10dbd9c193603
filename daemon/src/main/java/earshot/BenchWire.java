package earshot;

import earshot.hal.Clock;
import earshot.link.Transport;
import earshot.realtime.Endpoint;
import java.nio.charset.StandardCharsets;

/** Another transport, with a look at the clock when sound goes out and when sound comes in. */
final class BenchWire implements Transport {

  private static final int HEAD = 160;

  private final Transport transport;
  private final Clock clock;
  private volatile long sentAtNanos;
  private volatile long sent;
  private volatile long answeredAtNanos;
  private volatile boolean answered;

  BenchWire(Transport transport, Clock clock) {
    this.transport = transport;
    this.clock = clock;
  }

  /** How many messages with sound were handed over. */
  long sent() {
    return sent;
  }

  long sentAtNanos() {
    return sentAtNanos;
  }

  void listenAfresh() {
    answered = false;
  }

  long answeredAtNanos() {
    return answeredAtNanos;
  }

  private static boolean says(byte[] message, String type) {
    int head = Math.min(message.length, HEAD);
    return new String(message, 0, head, StandardCharsets.ISO_8859_1).contains(type);
  }

  @Override
  public Connection connect(Endpoint endpoint, Listener listener) {
    Connection connection = transport.connect(endpoint, new Incoming(listener));
    return new Outgoing(connection);
  }

  /** Only the loop sends. */
  private final class Outgoing implements Connection {
    private final Connection connection;

    Outgoing(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void send(byte[] message) {
      connection.send(message);
      if (!says(message, "\"input_audio_buffer.append\"")) return;
      sentAtNanos = clock.nanos();
      long count = sent + 1;
      sent = count;
    }

    @Override
    public void ping() {
      connection.ping();
    }

    @Override
    public long queuedBytes() {
      return connection.queuedBytes();
    }

    @Override
    public void close(int code, String reason) {
      connection.close(code, reason);
    }
  }

  private final class Incoming implements Listener {
    private final Listener listener;

    Incoming(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void opened() {
      listener.opened();
    }

    @Override
    public void message(byte[] text) {
      if (!answered && says(text, "audio.delta\"")) {
        answeredAtNanos = clock.nanos();
        answered = true;
      }
      listener.message(text);
    }

    @Override
    public void pong() {
      listener.pong();
    }

    @Override
    public void failed(Failure failure) {
      listener.failed(failure);
    }

    @Override
    public void closed(int code, String reason) {
      listener.closed(code, reason);
    }
  }
}
