package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may wait for whom between the loop, the service's thread and the clock. */
@Timeout(60)
class TurnlessConnectionTest {

  private static final ServerEvent NEWS = new ServerEvent.Noted("news");

  /** Answers whatever is said, and tells whatever is heard. */
  private static final class Echo implements SessionRules {
    @Override
    public void said(ClientEvent event, String eventId, Desk desk) {
      desk.tell(new ServerEvent.Noted(eventId));
    }

    @Override
    public void appended(int samples, Desk desk) {
      desk.wakeAfter(1);
    }

    @Override
    public void heard(ServerEvent event, Desk desk) {
      desk.tell(event);
    }

    @Override
    public void due(Desk desk) {
      desk.tell(new ServerEvent.Noted("due"));
    }
  }

  private static class Listener implements Route.Listener {
    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void opened() {
      heard.add("opened");
    }

    @Override
    public void heard(ServerEvent event) {
      heard.add(event instanceof ServerEvent.Noted n ? n.type() : event.toString());
    }

    @Override
    public void garbled(String reason) {
      heard.add("garbled");
    }

    @Override
    public void pong() {
      heard.add("pong");
    }

    @Override
    public void failed(Transport.Failure failure) {
      heard.add("failed");
    }

    @Override
    public void closed(int code, String reason) {
      heard.add("closed " + code);
    }

    String next() throws InterruptedException {
      String next = heard.poll(30, TimeUnit.SECONDS);
      assertNotNull(next);
      return next;
    }
  }

  private static final class Wire implements Route.Connection {
    @Override
    public void say(ClientEvent event, String eventId) {}

    @Override
    public void append(short[] samples, int at, int count) {}

    @Override
    public void ping() {}

    @Override
    public long queuedBytes() {
      return 7;
    }

    @Override
    public void close(int code, String reason) {}
  }

  private final List<Route.Listener> ear = new ArrayList<>();

  private Route.Connection open(Route.Listener listener) {
    return TurnlessConnection.open(
        new Echo(),
        Later.onThreads(),
        listener,
        inner -> {
          ear.add(inner);
          return new Wire();
        });
  }

  @Test
  void whatTheRulesTellIsHeardOnAnotherThreadThanTheSpeakers() throws Exception {
    var listener = new Listener();
    Route.Connection connection = open(listener);
    connection.say(new ClientEvent.CommitInput(), "e1");
    assertEquals("e1", listener.next());
    connection.append(new short[1], 0, 1);
    assertEquals("due", listener.next());
    ear.getFirst().heard(NEWS);
    assertEquals("news", listener.next());
    assertEquals(7, connection.queuedBytes());
  }

  @Test
  void theLoopNeverWaitsForAListenerThatDoes() throws Exception {
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var listener =
        new Listener() {
          @Override
          public void heard(ServerEvent event) {
            entered.countDown();
            try {
              assertTrue(leave.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.heard(event);
          }
        };
    Route.Connection connection = open(listener);
    Thread reader = Thread.ofPlatform().start(() -> ear.getFirst().heard(NEWS));
    assertTrue(entered.await(30, TimeUnit.SECONDS));
    // The listener hangs, as one does whose mailbox is full; none of these may.
    connection.say(new ClientEvent.CommitInput(), "e1");
    connection.append(new short[1], 0, 1);
    connection.ping();
    connection.close(1000, "");
    leave.countDown();
    reader.join();
    assertEquals("news", listener.next());
    assertEquals(
        List.of("due", "e1"), List.of(listener.next(), listener.next()).stream().sorted().toList());
  }

  @Test
  void nothingIsHeardAfterTheEnd() throws Exception {
    var listener = new Listener();
    Route.Connection connection = open(listener);
    ear.getFirst().opened();
    ear.getFirst().closed(1001, "");
    ear.getFirst().heard(NEWS);
    ear.getFirst().pong();
    ear.getFirst().garbled("x");
    ear.getFirst().closed(1006, "");
    connection.say(new ClientEvent.CommitInput(), "e1");
    assertEquals("opened", listener.next());
    assertEquals("closed 1001", listener.next());
    assertTrue(listener.heard.isEmpty(), listener.heard::toString);
  }
}
