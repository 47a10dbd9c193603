package earshot.link;

import earshot.hal.Clock;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A route whose key is a token that somebody hands out. Gets it on a virtual thread for each
 * attempt, then goes the inner route. An open connection is left alone.
 */
public final class CredentialedRoute implements Route {

  private static final long TOKEN_MILLIS = 10_000;

  /** One service lets everybody in, says what is wrong with the key, and closes so. */
  private static final int REFUSED_AFTER_ALL = 3000;

  private final Route inner;
  private final Tokens tokens;
  private final Consumer<String> learned;

  /**
   * @param learned told each token, so that it can be kept out of what people read
   */
  public CredentialedRoute(
      Route inner,
      TokenSource source,
      Clock clock,
      @Nullable Path ca,
      WayOut wayOut,
      Consumer<String> learned)
      throws IOException {
    this(
        inner,
        new Tokens(source, clock, ca, wayOut, TOKEN_MILLIS, Later.onThreads(), Math::random),
        learned);
  }

  CredentialedRoute(Route inner, Tokens tokens, Consumer<String> learned) {
    this.inner = inner;
    this.tokens = tokens;
    this.learned = learned;
  }

  @Override
  public Connection open(Session session, Listener listener) {
    var attempt = new Attempt(session, listener);
    Thread.ofVirtual().name("token").start(attempt::run);
    return attempt;
  }

  /** Until there is an inner connection it speaks for itself. Its lock guards which it is. */
  private final class Attempt implements Connection, Listener {

    private final Session session;
    private final Listener listener;
    private @Nullable Connection connection;
    private boolean over;

    Attempt(Session session, Listener listener) {
      this.session = session;
      this.listener = listener;
    }

    void run() {
      try {
        String token = tokens.get();
        learned.accept(token);
        var endpoint = session.endpoint().with(Map.of("Authorization", "Bearer " + token));
        synchronized (this) {
          if (!over) connection = inner.open(new Session(endpoint, session.spec()), this);
        }
      } catch (Tokens.NoToken e) {
        if (ends()) listener.failed(e.failure());
      }
    }

    private synchronized boolean ends() {
      if (over) return false;
      over = true;
      return true;
    }

    private synchronized @Nullable Connection connection() {
      return connection;
    }

    @Override
    public void say(ClientEvent event, String eventId) {
      Connection to = connection();
      if (to != null) to.say(event, eventId);
    }

    @Override
    public void append(short[] samples, int at, int count) {
      Connection to = connection();
      if (to != null) to.append(samples, at, count);
    }

    @Override
    public void ping() {
      Connection to = connection();
      if (to != null) to.ping();
    }

    @Override
    public long queuedBytes() {
      Connection to = connection();
      return to == null ? 0 : to.queuedBytes();
    }

    @Override
    public void close(int code, String reason) {
      Connection to;
      boolean alone;
      synchronized (this) {
        to = connection;
        alone = to == null && !over;
        if (alone) over = true;
      }
      if (to != null) to.close(code, reason);
      else if (alone) Thread.ofVirtual().start(() -> listener.closed(code, reason));
    }

    @Override
    public void opened() {
      listener.opened();
    }

    @Override
    public void heard(ServerEvent event) {
      listener.heard(event);
    }

    @Override
    public void garbled(String reason) {
      listener.garbled(reason);
    }

    @Override
    public void pong() {
      listener.pong();
    }

    @Override
    public void failed(Transport.Failure failure) {
      if (failure.httpStatus() == 401 || failure.httpStatus() == 403) tokens.forget();
      listener.failed(failure);
    }

    @Override
    public void closed(int code, String reason) {
      if (code == REFUSED_AFTER_ALL) tokens.forget();
      listener.closed(code, reason);
    }
  }
}
