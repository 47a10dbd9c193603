package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import earshot.hal.Clock;
import earshot.link.ConnectProxy.Manner;
import earshot.link.HostileServer.Peer;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through a real CONNECT proxy, over real TLS, and what is said when it is barred. */
@Timeout(60)
class ProxyTest {

  private static final String NAME = "device:pass:word";

  @TempDir static Path directory;
  private static Certificates ours;
  private static Certificates others;

  @RegisterExtension final Loopback net = new Loopback();

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = Certificates.make(directory, "ours", "dns:localhost,ip:127.0.0.1");
    others = Certificates.make(directory, "others", "dns:elsewhere.example");
  }

  // --- the WebSocket

  private void connect(WayOut wayOut, Certificates shown, Heard heard, long millis)
      throws IOException {
    var server =
        net.server(
            shown.servers(),
            peer -> {
              peer.upgrade();
              peer.text("hello");
              peer.sendClose(1000, "");
            });
    net.transport(shown.pem(), millis, Socket::new, wayOut)
        .connect(net.endpoint("wss", "localhost", server), heard);
  }

  private Failure failure(Manner manner, @Nullable String credential, long millis)
      throws IOException {
    try (var proxy = new ConnectProxy(manner)) {
      var heard = net.listener();
      connect(proxy.wayOut(credential), ours, heard, millis);
      Failure failure = heard.next(Heard.Failed.class).failure();
      assertFalse(failure.toString().contains("pass:word"), failure::toString);
      assertFalse(failure.toString().contains(Loopback.SECRET), failure::toString);
      return failure;
    }
  }

  private void passes(Manner manner, @Nullable String credential) throws IOException {
    try (var proxy = new ConnectProxy(manner)) {
      var heard = net.listener();
      connect(proxy.wayOut(credential), ours, heard, Loopback.AMPLE_MILLIS);
      heard.next(Heard.Opened.class);
      assertEquals("hello", Loopback.nextText(heard));
      heard.next(Heard.Closed.class);
      String request = String.join("", proxy.requests());
      assertTrue(request.startsWith("CONNECT localhost:"), request);
      assertFalse(request.contains(Loopback.SECRET), "the proxy has seen the key: " + request);
    }
  }

  @Test
  void aSessionGoesThroughAProxyThatSeesNothingOfIt() throws Exception {
    passes(new Manner.Pass(), null);
  }

  @Test
  void aProxyThatAsksIsToldWhoWeAre() throws Exception {
    passes(new Manner.Demand(NAME), NAME);
  }

  @Test
  void aProxyThatDoesNotKnowUsIsToldApart() throws Exception {
    for (String credential : new @Nullable String[] {null, "device:other"}) {
      Failure failure = failure(new Manner.Demand(NAME), credential, Loopback.AMPLE_MILLIS);
      assertEquals(Kind.PROXY, failure.kind());
      assertEquals(407, failure.httpStatus());
      assertTrue(failure.message().contains("link.proxy_credential"), failure.message());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 502, 503})
  void aProxyThatLetsNobodyThroughIsNotTheService(int status) throws Exception {
    Failure failure = failure(Manner.refuse(status), null, Loopback.AMPLE_MILLIS);
    assertEquals(Kind.PROXY, failure.kind());
    assertEquals(status, failure.httpStatus());
  }

  @Test
  void aProxyThatSaysNothingOrHangsUpOrTalksNonsenseIsTheProxy() throws Exception {
    assertEquals(Kind.PROXY, failure(new Manner.Silent(), null, Loopback.SHORT_MILLIS).kind());
    for (String said :
        new String[] {"", "SSH-2.0-nobody\r\n", "HTTP/1.1 200", "x".repeat(99_999)}) {
      Failure failure = failure(new Manner.Say(said), null, Loopback.AMPLE_MILLIS);
      assertEquals(Kind.PROXY, failure.kind(), failure::message);
    }
  }

  @Test
  void aProxyThatIsNotThereIsToldApart() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    for (String host : new String[] {"127.0.0.1", "proxy.invalid"}) {
      var heard = net.listener();
      var there = new WayOut.Proxy(host, port, () -> null);
      connect(
          new WayOut(Clock.system(), there, new WayOut.Probe.Nobody()),
          ours,
          heard,
          Loopback.AMPLE_MILLIS);
      Failure failure = heard.next(Heard.Failed.class).failure();
      assertEquals(Kind.PROXY, failure.kind(), failure::message);
      assertTrue(failure.message().contains(host), failure.message());
    }
  }

  @Test
  void behindAProxyTooTheServiceHasToProveWhoItIs() throws Exception {
    try (var proxy = new ConnectProxy(new Manner.Pass())) {
      var heard = net.listener();
      connect(proxy.wayOut(null), others, heard, Loopback.AMPLE_MILLIS);
      assertEquals(Kind.TLS, heard.next(Heard.Failed.class).failure().kind());
    }
  }

  @Test
  void aServiceBehindAProxyThatRefusesIsTheService() throws Exception {
    var server =
        net.server(
            ours.servers(),
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
            });
    try (var proxy = new ConnectProxy(new Manner.Pass())) {
      var heard = net.listener();
      net.transport(ours.pem(), Loopback.AMPLE_MILLIS, Socket::new, proxy.wayOut(null))
          .connect(net.endpoint("wss", "localhost", server), heard);
      Failure failure = heard.next(Heard.Failed.class).failure();
      assertEquals(Kind.REFUSED, failure.kind());
      assertEquals(503, failure.httpStatus());
    }
  }

  @Test
  void withoutTlsToo() throws Exception {
    var server = net.plain(Peer::upgrade);
    try (var proxy = new ConnectProxy(new Manner.Pass())) {
      var heard = net.listener();
      net.transport(null, Loopback.AMPLE_MILLIS, Socket::new, proxy.wayOut(null))
          .connect(net.endpoint("ws", "127.0.0.1", server), heard);
      heard.next(Heard.Opened.class);
      heard.next(Heard.Closed.class);
    }
  }

  // --- a request at a time

  private static Asked.Said asked(WayOut wayOut, URI uri, Path ca) throws Exception {
    return Asked.of(
        new JdkWeb(Clock.system(), ca, wayOut),
        uri,
        Map.of("Authorization", "Bearer " + Loopback.SECRET));
  }

  private static HttpsServer https() throws IOException {
    var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ours.context()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aRequestGoesThroughTheProxyOrTellsItApart() throws Exception {
    HttpsServer server = https();
    URI there = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    try (var proxy = new ConnectProxy(new Manner.Pass())) {
      WayOut wayOut = proxy.wayOut(null);
      assertEquals(200, asked(wayOut, there, ours.pem()).status());
      assertTrue(proxy.requests().getFirst().startsWith("CONNECT localhost:"));
      assertFalse(String.join("", proxy.requests()).contains(Loopback.SECRET));
      for (int status : new int[] {407, 403, 502}) {
        proxy.manner(status == 407 ? new Manner.Demand(NAME) : Manner.refuse(status));
        Failure failure = asked(wayOut, there, ours.pem()).failure();
        if (failure == null) throw new AssertionError("it came through");
        assertEquals(Kind.PROXY, failure.kind(), failure::message);
        assertEquals(status, failure.httpStatus(), failure::message);
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenGoesThroughTheProxyOrTellsItApart() throws Exception {
    HttpsServer server = https();
    var source =
        new TokenSource.Broker(
            URI.create("https://localhost:" + server.getAddress().getPort() + "/"), () -> "d", "m");
    try (var proxy = new ConnectProxy(new Manner.Pass())) {
      // It answers, with nothing: but it was reached.
      assertEquals(Kind.PROTOCOL, token(source, proxy.wayOut(null)).kind());
      assertTrue(proxy.requests().getFirst().startsWith("CONNECT localhost:"));
      for (int status : new int[] {407, 403, 502}) {
        proxy.manner(status == 407 ? new Manner.Demand(NAME) : Manner.refuse(status));
        Failure failure = token(source, proxy.wayOut(null));
        assertEquals(Kind.PROXY, failure.kind(), failure::message);
        assertEquals(status, failure.httpStatus());
      }
    } finally {
      server.stop(0);
    }
    assertEquals(Kind.PROXY, token(source, gone()).kind());
  }

  private static WayOut gone() throws IOException {
    try (var closed = new ConnectProxy(new Manner.Pass())) {
      return closed.wayOut(null);
    }
  }

  private static Failure token(TokenSource source, WayOut wayOut) throws IOException {
    var tokens =
        new Tokens(source, Clock.system(), ours.pem(), wayOut, 20_000, (_, _) -> {}, () -> 0.5);
    try {
      throw new AssertionError("a token came: " + tokens.get());
    } catch (Tokens.NoToken e) {
      return e.failure();
    }
  }
}
