package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.HostileServer.Peer;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.realtime.Dialect;
import earshot.realtime.Endpoint;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an attempt ends, over real sockets and real TLS, and what it says when it ends badly. */
@Timeout(60)
class NvAttemptTest {

  @TempDir static Path directory;
  private static Certificates ours;
  private static Certificates others;

  @RegisterExtension final Loopback net = new Loopback();

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = Certificates.make(directory, "ours", "dns:localhost,ip:127.0.0.1");
    others = Certificates.make(directory, "others", "dns:elsewhere.example");
  }

  @Test
  void theUpgradeCarriesPathQueryAndHeaders() throws Exception {
    var requests = new LinkedBlockingQueue<String>();
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              requests.add(peer.request);
              peer.sendClose(1000, "");
            });
    var heard = net.listener();
    net.connect(server, heard);
    heard.next(Heard.Opened.class);
    heard.next(Heard.Closed.class);
    String request = requests.take();
    assertTrue(request.startsWith("GET /v1/realtime?model=some%20model HTTP/1.1\r\n"), request);
    assertTrue(request.contains("\r\nAuthorization: Bearer " + Loopback.SECRET + "\r\n"), request);
    assertFalse(request.contains("permessage-deflate"), request);
  }

  @Test
  void aRefusalTellsItsStatusAndNotTheKey() throws Exception {
    Failure failure =
        failureOf(
            "HTTP/1.1 401 Unauthorized "
                + Loopback.SECRET
                + "\r\nContent-Length: 2000000000\r\n\r\n{}");
    assertEquals(Kind.REFUSED, failure.kind());
    assertEquals(401, failure.httpStatus());
    assertNull(failure.retryAfterSeconds());
    assertTrue(failure.message().contains("check service.key"), failure.message());
  }

  @Test
  void aRefusalTellsWhenToComeBack() throws Exception {
    Failure failure = failureOf("HTTP/1.1 429 Too Many Requests\r\nretry-after: 17\r\n\r\n");
    assertEquals(Kind.REFUSED, failure.kind());
    assertEquals(429, failure.httpStatus());
    assertEquals(17L, failure.retryAfterSeconds());
  }

  @Test
  void anOverloadedServerRefuses() throws Exception {
    Failure failure = failureOf("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    assertEquals(Kind.REFUSED, failure.kind());
    assertEquals(503, failure.httpStatus());
  }

  @Test
  void aWrongAcceptKeyIsNotTheService() throws Exception {
    assertEquals(Kind.PROTOCOL, failureOf(Peer.upgradeAnswer("d3Jvbmc=")).kind());
  }

  @Test
  void anAnswerWithoutUpgradeIsNotTheService() throws Exception {
    assertEquals(Kind.PROTOCOL, failureOf("HTTP/1.1 101 Switching Protocols\r\n\r\n").kind());
  }

  @Test
  void aCompressionNobodyAskedForIsNotAccepted() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.readRequest();
              String answer =
                  Peer.upgradeAnswer(Peer.accept(peer.requestHeader("Sec-WebSocket-Key")));
              peer.write(
                  answer.replace(
                      "\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
              peer.hang();
            });
    assertEquals(Kind.PROTOCOL, failure(server).kind());
  }

  @Test
  void anAnswerThatIsNotHttpIsNotTheService() throws Exception {
    assertEquals(Kind.PROTOCOL, failureOf("SSH-2.0-OpenSSH_9.2\r\n").kind());
  }

  @Test
  void aServerThatHangsUpInsteadOfAnsweringIsNotThere() throws Exception {
    assertEquals(Kind.TCP, failure(net.plain(Peer::readRequest)).kind());
    assertEquals(
        Kind.TCP,
        failure(
                net.plain(
                    peer -> {
                      peer.readRequest();
                      peer.reset();
                    }))
            .kind());
  }

  @Test
  void aServerThatAcceptsAndNeverAnswersTimesOut() throws Exception {
    var heard = net.listener();
    net.transport(null, Loopback.SHORT_MILLIS)
        .connect(net.endpoint("ws", "127.0.0.1", net.plain(Peer::hang)), heard);
    assertEquals(Kind.TIMEOUT, heard.next(Heard.Failed.class).failure().kind());
  }

  @Test
  void aServerThatDripsItsAnswerTimesOut() throws Exception {
    var heard = net.listener();
    var server =
        net.plain(
            peer -> {
              peer.write("HTTP/1.1 101 Switching Protocols\r\n");
              while (true) {
                peer.write("X: y\r\n");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              }
            });
    net.transport(null, Loopback.SHORT_MILLIS)
        .connect(net.endpoint("ws", "127.0.0.1", server), heard);
    assertEquals(Kind.TIMEOUT, heard.next(Heard.Failed.class).failure().kind());
  }

  @Test
  void aServerThatNeverAnswersInTlsTimesOut() throws Exception {
    var heard = net.listener();
    net.transport(null, Loopback.SHORT_MILLIS)
        .connect(net.endpoint("wss", "127.0.0.1", net.plain(Peer::hang)), heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertEquals(Kind.TIMEOUT, failure.kind());
    assertTrue(failure.message().contains("TLS"), failure.message());
  }

  @Test
  void nobodyListeningIsTcp() throws Exception {
    int port;
    try (var unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    var heard = net.listener();
    net.transport(null, Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("ws", "127.0.0.1", port), heard);
    assertEquals(Kind.TCP, heard.next(Heard.Failed.class).failure().kind());
  }

  @Test
  void anUnknownNameIsDns() throws Exception {
    var heard = net.listener();
    net.transport(null, Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("wss", "nonexistent.invalid", 443), heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertEquals(Kind.DNS, failure.kind());
    assertFalse(failure.message().contains("some model"), failure.message());
  }

  @Test
  void anUnusableAddressOrKeyIsToldNotThrown() throws Exception {
    var transport = net.transport(null, Loopback.AMPLE_MILLIS);
    for (String uri : List.of("ftp://127.0.0.1/", "ws:/nothing", "ws://under_score/", "nonsense")) {
      var heard = net.listener();
      transport.connect(new Endpoint(URI.create(uri), Map.of(), Dialect.named("ga")), heard);
      assertEquals(Kind.PROTOCOL, heard.next(Heard.Failed.class).failure().kind(), uri);
    }
    var heard = net.listener();
    var headers = Map.of("Authorization", "Bearer " + Loopback.SECRET + "\nX-Smuggled: yes");
    transport.connect(
        new Endpoint(URI.create("ws://127.0.0.1:9/"), headers, Dialect.named("ga")), heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertEquals(Kind.PROTOCOL, failure.kind());
    assertFalse(failure.message().contains(Loopback.SECRET), failure.message());
  }

  @Test
  void anUntrustedCertificateIsTls() throws Exception {
    var heard = net.listener();
    var server = net.server(ours.servers(), Peer::upgrade);
    net.transport(null, Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    assertEquals(Kind.TLS, heard.next(Heard.Failed.class).failure().kind());
  }

  @ParameterizedTest
  @CsvSource({"+10d, CLOCK", "-200d, TLS"})
  void aCertificateOfAnotherTimeTellsTheClockFromTheCertificate(
      String start, Kind kind, @TempDir Path directory) throws Exception {
    var other = Certificates.signed(directory, "other", "ip:127.0.0.1", start);
    var heard = net.listener();
    var server = net.server(other.servers(), Peer::upgrade);
    net.transport(other.pem(), Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertEquals(kind, failure.kind(), failure.message());
    assertTrue(failure.message().contains("date of this device"), failure.message());
  }

  @Test
  void aLoginPageIsNotTheService() throws Exception {
    Failure failure =
        failureOf(
            "HTTP/1.1 302 Found\r\nLocation: http://login.example/?"
                + Loopback.SECRET
                + "\r\nContent-Length: 0\r\n\r\n");
    assertEquals(Kind.PORTAL, failure.kind());
    assertTrue(failure.message().contains("log in to the network"), failure.message());
  }

  @Test
  void aCertificateForAnotherHostIsTls() throws Exception {
    var heard = net.listener();
    var server = net.server(others.servers(), Peer::upgrade);
    net.transport(others.pem(), Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertEquals(Kind.TLS, failure.kind());
    assertTrue(failure.message().contains("127.0.0.1"), failure.message());
  }

  @Test
  void aServerWithoutTlsIsTls() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
              peer.drain();
            });
    var heard = net.listener();
    net.transport(null, Loopback.AMPLE_MILLIS)
        .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    assertEquals(Kind.TLS, heard.next(Heard.Failed.class).failure().kind());
  }

  @Test
  void aCertificateOfOneMoreAuthorityIsTrustedByAddressAndByName() throws Exception {
    var server =
        net.server(
            ours.servers(),
            peer -> {
              peer.upgrade();
              net.arrived.add(peer.readFrame());
              peer.text("over TLS");
              peer.sendClose(1000, "");
              peer.drain();
            });
    for (String host : List.of("127.0.0.1", "localhost")) {
      var heard = net.listener();
      var connection =
          net.transport(ours.pem(), Loopback.AMPLE_MILLIS)
              .connect(net.endpoint("wss", host, server), heard);
      heard.next(Heard.Opened.class);
      connection.send(Loopback.bytes("hello"));
      assertEquals("hello", net.nextFrame().text());
      assertEquals("over TLS", Loopback.nextText(heard));
      assertEquals(1000, heard.next(Heard.Closed.class).code());
    }
  }

  @Test
  void aTrustAnchorThatIsNoneIsNamed() throws Exception {
    Path nothing = Files.writeString(directory.resolve("nothing.pem"), "");
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "-----BEGIN NONSENSE");
    Path missing = directory.resolve("missing.pem");
    for (Path ca : List.of(nothing, nonsense, missing)) {
      var e = assertThrows(IOException.class, () -> net.transport(ca, Loopback.AMPLE_MILLIS));
      assertTrue(String.valueOf(e.getMessage()).contains(ca.toString()), e.toString());
    }
  }

  @Test
  void closingWhileConnectingEndsTheAttempt() throws Exception {
    var gone = new CountDownLatch(2);
    var server =
        net.plain(
            peer -> {
              peer.drain();
              gone.countDown();
            });
    for (String scheme : List.of("ws", "wss")) {
      var heard = net.listener();
      var connection =
          net.transport(null, Loopback.AMPLE_MILLIS)
              .connect(net.endpoint(scheme, "127.0.0.1", server), heard);
      connection.send(Loopback.bytes("too early"));
      connection.close(1000, "changed my mind");
      assertEquals(1006, heard.next(Heard.Closed.class).code());
    }
    var waiting = net.listener();
    var connection = net.connect(server, waiting);
    connection.close(1000, "again");
    waiting.next(Heard.Closed.class);
  }

  @Test
  void closingInTheMiddleOfTheUpgradeClosesTheSocket() throws Exception {
    var asked = new CountDownLatch(1);
    var gone = new CountDownLatch(1);
    var server =
        net.plain(
            peer -> {
              peer.readRequest();
              asked.countDown();
              try {
                peer.drain();
              } finally {
                gone.countDown();
              }
            });
    var heard = net.listener();
    var connection = net.connect(server, heard);
    assertTrue(asked.await(20, TimeUnit.SECONDS));
    connection.close(1000, "changed my mind");
    assertEquals(1006, heard.next(Heard.Closed.class).code());
    assertTrue(gone.await(20, TimeUnit.SECONDS));
  }

  @Test
  void nagleIsOffBeforeTheConnectionIsMade() throws Exception {
    for (String scheme : List.of("ws", "wss")) {
      var server =
          net.server(
              scheme.equals("ws") ? ServerSocketFactory.getDefault() : ours.servers(),
              peer -> {
                peer.upgrade();
                peer.sendClose(1000, "");
                peer.drain();
              });
      var before = new LinkedBlockingQueue<Boolean>();
      var heard = net.listener();
      net.transport(ours.pem(), Loopback.AMPLE_MILLIS, () -> new NoticingSocket(before))
          .connect(net.endpoint(scheme, "127.0.0.1", server), heard);
      heard.next(Heard.Opened.class);
      heard.next(Heard.Closed.class);
      assertEquals(List.of(true), List.copyOf(before));
    }
  }

  private static final class NoticingSocket extends Socket {
    private final BlockingQueue<Boolean> noDelayBeforeConnect;

    NoticingSocket(BlockingQueue<Boolean> noDelayBeforeConnect) {
      this.noDelayBeforeConnect = noDelayBeforeConnect;
    }

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
      noDelayBeforeConnect.add(getTcpNoDelay());
      super.connect(address, timeoutMillis);
    }
  }

  @Test
  void aSocketThatLostTheRaceIsNotForgotten() throws Exception {
    var server =
        net.plain(
            peer -> {
              peer.upgrade();
              peer.sendClose(1000, "");
              peer.drain();
            });
    var made = new LinkedBlockingQueue<Socket>();
    var heard = net.listener();
    net.transport(
            null,
            Loopback.AMPLE_MILLIS,
            () -> {
              var socket = new Socket();
              made.add(socket);
              return socket;
            })
        .connect(net.endpoint("ws", "localhost", server), heard);
    heard.next(Heard.Opened.class);
    heard.next(Heard.Closed.class);
    net.await("every socket to be closed", () -> made.stream().allMatch(Socket::isClosed));
  }

  private Failure failure(HostileServer server) throws IOException {
    var heard = net.listener();
    net.connect(server, heard);
    Failure failure = heard.next(Heard.Failed.class).failure();
    assertFalse(failure.message().contains(Loopback.SECRET), failure.message());
    return failure;
  }

  private Failure failureOf(String answer) throws IOException {
    return failure(
        net.plain(
            peer -> {
              peer.readRequest();
              peer.write(answer);
              peer.hang();
            }));
  }
}
