package earshot.link;

import earshot.realtime.AudioFormat;
import earshot.realtime.ClientEvent;
import earshot.realtime.Dialect;
import earshot.realtime.Kind;
import earshot.realtime.MalformedEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.AudioDelta;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as text messages in a dialect, over a {@link Transport}. A session without turns
 * gets some on the way, and sound in a format of telephony another rate.
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
    SessionSpec.Details details = session.spec().details();
    Ear ear = new Ear(dialect, details.outputFormat(), listener);
    return new Spoken(transport.connect(session.endpoint(), ear), dialect, details.inputFormat());
  }

  private static @Nullable RateChange change(AudioFormat from, AudioFormat to) {
    return from.rate() == to.rate() ? null : new RateChange(from.rate(), to.rate());
  }

  /** What we say. Its lock guards the sound between two rates. */
  private static final class Spoken implements Connection {

    private final Transport.Connection wire;
    private final Dialect dialect;
    private final AudioFormat format;
    private final @Nullable RateChange change;

    Spoken(Transport.Connection wire, Dialect dialect, AudioFormat format) {
      this.wire = wire;
      this.dialect = dialect;
      this.format = format;
      change = change(AudioFormat.PCM, format);
    }

    @Override
    public void say(ClientEvent event, String eventId) {
      switch (event) {
        case ClientEvent.CommitInput _ -> end();
        case ClientEvent.ClearInput _ -> forget();
        default -> {}
      }
      wire.send(dialect.write(event, eventId));
    }

    private synchronized void end() {
      if (change != null) send(change.end());
    }

    private synchronized void forget() {
      if (change != null) change.reset();
    }

    @Override
    public void append(short[] samples, int at, int count) {
      if (change == null) wire.send(dialect.append(samples, at, count));
      else appendChanged(change, samples, at, count);
    }

    private synchronized void appendChanged(RateChange change, short[] samples, int at, int count) {
      send(change.next(samples, at, count));
    }

    private void send(short[] samples) {
      if (samples.length > 0) wire.send(dialect.append(samples, 0, samples.length, format));
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
  private static final class Ear implements Transport.Listener {

    private final Dialect dialect;
    private final AudioFormat format;
    private final Listener listener;
    private final @Nullable RateChange change;
    private final Repeats repeats = new Repeats();

    /** The last sound, of which a little is still to come. */
    private @Nullable AudioDelta unfinished;

    Ear(Dialect dialect, AudioFormat format, Listener listener) {
      this.dialect = dialect;
      this.format = format;
      this.listener = listener;
      change = change(format, AudioFormat.PCM);
    }

    @Override
    public void opened() {
      listener.opened();
    }

    @Override
    public void message(byte[] text) {
      if (repeats.repeated(text)) {
        listener.garbled("an event that came before");
        return;
      }
      try {
        if (change == null) listener.heard(dialect.read(text));
        else changed(change, dialect.read(text, format));
      } catch (MalformedEvent e) {
        listener.garbled(String.valueOf(e.getMessage()));
      }
    }

    private void changed(RateChange change, ServerEvent event) {
      switch (event) {
        case AudioDelta delta -> {
          if (unfinished != null && !delta.itemId().equals(unfinished.itemId())) finish(change);
          unfinished = delta;
          heard(delta, change.next(delta.samples(), 0, delta.samples().length));
        }
        case ServerEvent.AudioDone _, ServerEvent.ResponseDone _ -> {
          finish(change);
          listener.heard(event);
        }
        default -> listener.heard(event);
      }
    }

    private void finish(RateChange change) {
      AudioDelta last = unfinished;
      if (last == null) return;
      unfinished = null;
      heard(last, change.end());
    }

    private void heard(AudioDelta as, short[] samples) {
      if (samples.length == 0) return;
      listener.heard(new AudioDelta(as.responseId(), as.itemId(), as.contentIndex(), samples));
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
