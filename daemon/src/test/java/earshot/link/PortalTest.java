package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.link.HostileServer.Peer;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else answers in the service's place: found out over real sockets, whatever is asked. */
@Timeout(60)
class PortalTest {

  private static final String LOGIN =
      "HTTP/1.1 302 Found\r\nLocation: http://login.example/?from=x\r\nContent-Length: 0\r\n\r\n";
  private static final String PAGE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\nlogin";
  private static final String REQUIRED =
      "HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n";

  /** What a service's own host says to those who come without TLS. */
  private static final String TO_TLS =
      "HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n";

  @TempDir static Path directory;
  private static Certificates others;
  private static Certificates old;

  @RegisterExtension final Loopback net = new Loopback();

  @BeforeAll
  static void makeCertificates() throws Exception {
    others = Certificates.make(directory, "others", "dns:elsewhere.example");
    old = Certificates.signed(directory, "old", "ip:127.0.0.1", "-200d");
  }

  private HostileServer saying(String answer) throws IOException {
    return net.plain(
        peer -> {
          peer.readRequest();
          peer.write(answer);
        });
  }

  private static URI of(HostileServer server) {
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  // --- without TLS its answer is enough

  @ParameterizedTest
  @ValueSource(strings = {LOGIN, PAGE, REQUIRED})
  void aRequestThatALoginPageAnswersIsNotTheServices(String answer) throws Exception {
    Failure failure = failureOfRequest(of(saying(answer)));
    assertEquals(Kind.PORTAL, failure.kind(), failure::message);
    assertFalse(failure.message().contains("login.example"), failure::message);
  }

  @ParameterizedTest
  @ValueSource(strings = {LOGIN, PAGE, REQUIRED})
  void aTokenThatALoginPageAnswersIsNone(String answer) throws Exception {
    var source = new TokenSource.Broker(of(saying(answer)), () -> "d", "m");
    var straight = WayOut.straight(Clock.system());
    var tokens =
        new Tokens(source, Clock.system(), null, straight, 20_000, (_, _) -> {}, () -> 0.5);
    try {
      throw new AssertionError("a token came: " + tokens.get());
    } catch (Tokens.NoToken e) {
      assertEquals(Kind.PORTAL, e.failure().kind(), () -> e.failure().message());
    }
  }

  private static Failure failureOfRequest(URI uri) throws Exception {
    return Asked.failureOf(new JdkWeb(Clock.system(), null, WayOut.straight(Clock.system())), uri);
  }

  // --- with TLS it is looked for

  private Failure failure(Certificates shown, WayOut.Probe probe) throws IOException {
    var heard = net.listener();
    var server = net.server(shown.servers(), Peer::upgrade);
    var wayOut = new WayOut(Clock.system(), null, probe);
    net.transport(shown.pem(), Loopback.AMPLE_MILLIS, Socket::new, wayOut)
        .connect(net.endpoint("wss", "127.0.0.1", server), heard);
    return heard.next(Heard.Failed.class).failure();
  }

  @ParameterizedTest
  @ValueSource(strings = {LOGIN, PAGE, REQUIRED})
  void aCertificateOfSomebodyElseBesideALoginPageIsThatPages(String answer) throws Exception {
    Failure failure = failure(others, new WayOut.Probe.At(of(saying(answer))));
    assertEquals(Kind.PORTAL, failure.kind(), failure::message);
    assertTrue(failure.message().contains("log in to the network"), failure.message());
  }

  @Test
  void aCertificateOfSomebodyElseBesideAnOpenNetworkIsTls() throws Exception {
    for (String answer :
        new String[] {TO_TLS, "HTTP/1.1 204 Nothing\r\n\r\n", "HTTP/1.1 404 No\r\n\r\n", "", "?"}) {
      Failure failure = failure(others, new WayOut.Probe.At(of(saying(answer))));
      assertEquals(Kind.TLS, failure.kind(), failure::message);
    }
    assertEquals(Kind.TLS, failure(others, new WayOut.Probe.Nobody()).kind());
  }

  /** Nobody may ever answer: then it is what it was. */
  @Test
  void aProbeThatIsNeverAnsweredChangesNothing() throws Exception {
    var silent =
        net.plain(peer -> peer.socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    assertEquals(Kind.TLS, failure(others, new WayOut.Probe.At(of(silent))).kind());
  }

  /** Whether a certificate is old or the clock is ahead, somebody else's clock can tell. */
  @Test
  void anOldCertificateAndAnotherDateElsewhereAccuseTheClock() throws Exception {
    String past = "HTTP/1.1 204 Nothing\r\nDate: Fri, 21 Nov 2025 12:00:00 GMT\r\n\r\n";
    Failure failure = failure(old, new WayOut.Probe.At(of(saying(past))));
    assertEquals(Kind.CLOCK, failure.kind(), failure::message);
    assertEquals(Kind.TLS, failure(old, new WayOut.Probe.Nobody()).kind());
    assertEquals(Kind.TLS, failure(old, new WayOut.Probe.At(of(saying(TO_TLS)))).kind());
  }
}
