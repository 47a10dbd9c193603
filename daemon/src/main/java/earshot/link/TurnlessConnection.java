package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection between the appliance, which thinks in turns, and a session that has none; what
 * happens between them is for the {@link SessionRules}. What is said comes from the loop and never
 * waits; what is heard goes on in order, on the route's thread or one of its own.
 */
final class TurnlessConnection implements Route.Connection, Route.Listener {

  private static final short[] SILENCE = new short[4800];

  private final Route.Listener listener;
  private final SessionRules rules;
  private final Later later;
  private final OnDesk desk = new OnDesk();

  /** Held while the listener is told something, which may take as long as it likes. */
  private final ReentrantLock telling = new ReentrantLock();

  /** Guards the rules and what they left to be told; held for moments only. */
  private final Object thinking = new Object();

  private final Deque<ServerEvent> untold = new ArrayDeque<>();
  private volatile boolean over;
  private volatile Route.Connection wire = new NotYet();

  private TurnlessConnection(Route.Listener listener, SessionRules rules, Later later) {
    this.listener = listener;
    this.rules = rules;
    this.later = later;
  }

  /** Opens a route with these rules in between. */
  static Route.Connection open(
      SessionRules rules, Later later, Route.Listener listener, Opening opening) {
    var connection = new TurnlessConnection(listener, rules, later);
    connection.wire = opening.open(connection);
    return connection;
  }

  interface Opening {
    Route.Connection open(Route.Listener listener);
  }

  // --- from the loop

  @Override
  public void say(ClientEvent event, String eventId) {
    synchronized (thinking) {
      rules.said(event, eventId, desk);
      if (untold.isEmpty()) return;
    }
    // The loop cannot be told anything while it speaks.
    later.after(0, this::tellAll);
  }

  @Override
  public void append(short[] samples, int at, int count) {
    wire.append(samples, at, count);
    synchronized (thinking) {
      rules.appended(count, desk);
    }
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

  // --- from the service and the clock

  private void due() {
    if (over) return;
    synchronized (thinking) {
      rules.due(desk);
    }
    tellAll();
  }

  private void tellAll() {
    telling.lock();
    try {
      while (!over) {
        ServerEvent next;
        synchronized (thinking) {
          next = untold.poll();
        }
        if (next == null) return;
        listener.heard(next);
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void heard(ServerEvent event) {
    synchronized (thinking) {
      rules.heard(event, desk);
    }
    tellAll();
  }

  @Override
  public void opened() {
    listener.opened();
  }

  @Override
  public void garbled(String reason) {
    inOrder(() -> listener.garbled(reason));
  }

  @Override
  public void pong() {
    synchronized (thinking) {
      rules.ponged(desk);
    }
    inOrder(listener::pong);
  }

  @Override
  public void failed(Transport.Failure failure) {
    inOrder(
        () -> {
          over = true;
          listener.failed(failure);
        });
  }

  @Override
  public void closed(int code, String reason) {
    inOrder(
        () -> {
          over = true;
          listener.closed(code, reason);
        });
  }

  private void inOrder(Runnable act) {
    telling.lock();
    try {
      if (!over) act.run();
    } finally {
      telling.unlock();
    }
  }

  private final class OnDesk implements SessionRules.Desk {

    @Override
    public void send(ClientEvent event, String eventId) {
      wire.say(event, eventId);
    }

    @Override
    public void sendSilence(int samples) {
      for (int left = samples; left > 0; left -= SILENCE.length) {
        wire.append(SILENCE, 0, Math.min(left, SILENCE.length));
      }
    }

    @Override
    public void tell(ServerEvent event) {
      untold.add(event);
    }

    @Override
    public void ping() {
      wire.ping();
    }

    @Override
    public void wakeAfter(long nanos) {
      later.after(nanos, TurnlessConnection.this::due);
    }
  }

  /** Nothing is said before there is a connection to say it to. */
  private static final class NotYet implements Route.Connection {
    @Override
    public void say(ClientEvent event, String eventId) {}

    @Override
    public void append(short[] samples, int at, int count) {}

    @Override
    public void ping() {}

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close(int code, String reason) {}
  }
}
