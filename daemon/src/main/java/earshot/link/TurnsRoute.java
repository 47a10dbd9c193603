package earshot.link;

import earshot.hal.Clock;
import earshot.realtime.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The conversation turn by turn, over Chat Completions: for when there is no Realtime session to be
 * had. Each question is one request that brings the whole conversation along; to the house it looks
 * like any other session.
 */
public final class TurnsRoute implements Route {

  private final Web web;
  private final Clock clock;
  private final Teller.Source tellers;

  /**
   * Trusts the authorities of the system and those in {@code ca}, a PEM file.
   *
   * @throws IOException if {@code ca} cannot be used; the message is for the person who named it
   */
  public TurnsRoute(Clock clock, @Nullable Path ca, WayOut wayOut) throws IOException {
    this(new JdkWeb(clock, ca, wayOut), clock, OwnThread::new);
  }

  /** Over another web, and with other threads: on virtual time there are none. */
  public TurnsRoute(Web web, Clock clock, Teller.Source tellers) {
    this.web = web;
    this.clock = clock;
    this.tellers = tellers;
  }

  @Override
  public Connection open(Session session, Listener listener) {
    var turns = new TurnsSession(session, listener, web, clock, tellers.make());
    turns.probe();
    return turns;
  }

  /** Says things to a listener one after the other, on nobody else's time. */
  public interface Teller {

    /** Any thread; does not wait. */
    void tell(Runnable word);

    /** Waits while much is to be told that nobody has listened to yet. */
    void awaitRoom() throws InterruptedException;

    /** Nothing follows. */
    void end();

    /** Makes one for each session. */
    interface Source {
      Teller make();
    }
  }

  private static final class OwnThread implements Teller {

    /** A listener that is busy holds the network up, and not our memory. */
    private static final int ROOM = 256;

    private static final Runnable END = () -> {};

    private final LinkedBlockingQueue<Runnable> words = new LinkedBlockingQueue<>();

    OwnThread() {
      Thread.ofVirtual().name("turns").start(this::run);
    }

    private void run() {
      try {
        for (Runnable word; (word = words.take()) != END; ) {
          word.run();
          synchronized (this) {
            notifyAll();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void tell(Runnable word) {
      words.add(word);
    }

    @Override
    public synchronized void awaitRoom() throws InterruptedException {
      while (words.size() > ROOM) wait();
    }

    @Override
    public void end() {
      words.add(END);
    }
  }
}
