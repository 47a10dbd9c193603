package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.Dialect;
import earshot.realtime.Kind;
import earshot.realtime.MalformedEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;

/**
 * The conversation as text messages in a dialect, over a {@link Transport}. A session without turns
 * gets some on the way.
 */
public final class MessageRoute implements Route {

  private final Transport transport;
  private final Later later;

  public MessageRoute(Transport transport) {
    this(transport, Later.onThreads());
  }

  /** With a time of its own. */
  public MessageRoute(Transport transport, Later later) {
    this.transport = transport;
    this.later = later;
  }

  @Override
  public Connection open(Session session, Listener listener) {
    SessionSpec.TurnDetection detection = session.spec().turnDetection();
    return switch (session.endpoint().dialect().kind()) {
      case Kind.Conversation k -> plain(session, listener);
      case Kind.Translation k -> {
        var rules = new InterpreterRules(!(detection instanceof SessionSpec.ByRelease));
        yield TurnlessConnection.open(rules, later, listener, ear -> plain(session, ear));
      }
      case Kind.Transcription k -> {
        var rules = new ScribeRules(answers(detection));
        yield TurnlessConnection.open(rules, later, listener, ear -> plain(session, ear));
      }
    };
  }

  private static boolean answers(SessionSpec.TurnDetection detection) {
    return switch (detection) {
      case SessionSpec.ByRelease d -> false;
      case SessionSpec.ByServer d -> d.createResponse();
      case SessionSpec.BySemantics d -> d.createResponse();
    };
  }

  private Connection plain(Session session, Listener listener) {
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
