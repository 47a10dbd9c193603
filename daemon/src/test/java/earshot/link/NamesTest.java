package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.link.HostileServer.Peer;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A name server that hangs holds nobody up for longer than he is ready to wait. */
@Timeout(60)
class NamesTest {

  private static final long MOMENT_MILLIS = 20;
  private static final long AMPLE_MILLIS = 20_000;

  @RegisterExtension final Loopback net = new Loopback();

  private final CountDownLatch unstuck = new CountDownLatch(1);
  private final AtomicInteger askedFor = new AtomicInteger();

  /** Hangs until it is freed; then every name is that of this machine. */
  private final Names stuck = new Names(name -> addresses());

  private InetAddress[] addresses() throws UnknownHostException {
    askedFor.incrementAndGet();
    try {
      unstuck.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException();
    }
    return InetAddress.getAllByName("localhost");
  }

  @AfterEach
  void free() {
    unstuck.countDown();
  }

  private WayOut wayOut(WayOut.Probe probe) {
    return new WayOut(Clock.system(), null, probe, stuck);
  }

  @Test
  void allWhoAskForANameThatHangsShareOneThread() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThrows(TimeoutException.class, () -> stuck.await("localhost", 1));
    }
    // Told when it has begun, which may be after the first has gone.
    net.await("the look-up", () -> askedFor.get() > 0);
    assertEquals(1, askedFor.get());
    unstuck.countDown();
    stuck.await("localhost", AMPLE_MILLIS);
  }

  @Test
  void soManyDifferentNamesMayHangAndAnAddressIsNone() throws Exception {
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      String name = "host-" + i + ".example";
      Exception why = assertThrows(Exception.class, () -> stuck.await(name, 1));
      if (why instanceof UnknownHostException) refused++;
    }
    assertTrue(refused >= 80, refused + " refused");
    assertTrue(askedFor.get() <= 20, askedFor + " threads");
    stuck.await("127.0.0.1", 1);
    stuck.await("::1", 1);
  }

  @Test
  void aNameThatIsNotThereIsSaidAndAskedForAgain() {
    var none =
        new Names(
            name -> {
              askedFor.incrementAndGet();
              throw new UnknownHostException(name);
            });
    for (int i = 0; i < 2; i++) {
      assertThrows(UnknownHostException.class, () -> none.await("nobody.example", AMPLE_MILLIS));
    }
    assertEquals(2, askedFor.get());
  }

  @Test
  void attemptsWhoseLookUpHangsFailInTimeAndTheOneAfterItConnects() throws Exception {
    var server = net.plain(Peer::upgrade);
    NvTransport transport =
        net.transport(null, 200, Socket::new, wayOut(new WayOut.Probe.ServiceHost()));
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(net.listener());
      transport.connect(net.endpoint("ws", "localhost", server), all.getLast());
    }
    for (Heard each : all) {
      Failure failure = each.next(Heard.Failed.class).failure();
      assertEquals(Kind.DNS, failure.kind(), failure::message);
    }
    assertEquals(1, askedFor.get());
    unstuck.countDown();
    var heard = net.listener();
    var connection =
        net.transport(null, AMPLE_MILLIS, Socket::new, wayOut(new WayOut.Probe.Nobody()))
            .connect(net.endpoint("ws", "localhost", server), heard);
    heard.next(Heard.Opened.class);
    connection.close(1000, "");
    heard.next(Heard.Closed.class);
  }

  @Test
  void aLookAroundDoesNotWaitForANameThatHangs() throws Exception {
    Failure before = new Failure(Kind.TIMEOUT, "no answer", 0, null);
    Road road = Road.to(URI.create("wss://service.example/v1"), null);
    BlockingQueue<Failure> judged = new LinkedBlockingQueue<>();
    WayOut wayOut = wayOut(new WayOut.Probe.ServiceHost());
    Thread looking =
        Thread.ofPlatform().daemon().start(() -> judged.add(wayOut.judged(before, null, road)));
    Failure after = judged.poll(AMPLE_MILLIS, TimeUnit.MILLISECONDS);
    assertTrue(after != null && after.message().startsWith("no answer"), "still looking");
    looking.join();
  }

  @Test
  void aRequestDoesNotWaitForANameThatHangs() throws Exception {
    var web = new JdkWeb(Clock.system(), null, wayOut(new WayOut.Probe.Nobody()), MOMENT_MILLIS);
    Failure failure = Asked.failureOf(web, URI.create("http://service.example/"));
    assertTrue(failure.message().contains("looking up"), failure.message());
  }

  @Test
  void aTokenIsNotWaitedForLongerThanItsDeadline() throws IOException {
    var source = new TokenSource.Broker(URI.create("https://broker.example/token"), () -> "d", "m");
    WayOut wayOut = wayOut(new WayOut.Probe.Nobody());
    var tokens =
        new Tokens(source, Clock.system(), null, wayOut, MOMENT_MILLIS, (_, _) -> {}, () -> 0.5);
    Failure failure = assertThrows(Tokens.NoToken.class, tokens::get).failure();
    assertTrue(failure.kind() == Kind.DNS || failure.kind() == Kind.NETWORK, failure::message);
  }
}
