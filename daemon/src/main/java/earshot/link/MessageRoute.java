package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.Dialect;
import earshot.realtime.MalformedEvent;
import earshot.realtime.Session;

/** The conversation as text messages in a dialect, over a {@link Transport}. */
public final class MessageRoute implements Route {

  private final Transport transport;

  public MessageRoute(Transport transport) {
    this.transport = transport;
  }

  @Override
  public Connection open(Session session, Listener listener) {
    Dialect dialect = session.endpoint().dialect();
    return new Spoken(transport.connect(session.endpoint(), new Ear(dialect, listener)), dialect);
  }

  private record Spoken(Transport.Connection wire, Dialect dialect) implements Connection {

    @Override
    public void say(ClientEvent event, String eventId) {
      wire.send(dialect.write(event, eventId));
    }

    @Override
    public void append(short[] samples, int at, int count) {
      wire.send(dialect.append(samples, at, count));
    }

    @Override
    public void ping() {
      wire.ping();
    }

    @Override
    public long queuedBytes() {
      return wire.queuedBytes();
    }

    @Override
    public void close(int code, String reason) {
      wire.close(code, reason);
    }
  }

  /** Reads messages on the transport's thread. */
  private record Ear(Dialect dialect, Listener listener) implements Transport.Listener {

    @Override
    public void opened() {
      listener.opened();
    }

    @Override
    public void message(byte[] text) {
      try {
        listener.heard(dialect.read(text));
      } catch (MalformedEvent e) {
        listener.garbled(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void pong() {
      listener.pong();
    }

    @Override
    public void failed(Transport.Failure failure) {
      listener.failed(failure);
    }

    @Override
    public void closed(int code, String reason) {
      listener.closed(code, reason);
    }
  }
}
