package earshot.link;

import static org.junit.jupiter.api.Assertions.*;

import com.sun.net.httpserver.HttpServer;
import earshot.hal.Clock;
import earshot.link.Transport.Failure;
import earshot.link.Transport.Kind;
import earshot.realtime.ClientEvent;
import earshot.realtime.Provider;
import earshot.realtime.ServerEvent;
import earshot.realtime.Session;
import earshot.realtime.SessionSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens over real HTTP on the loopback, with a time of the test's own. */
class CredentialedRouteTest {

  private static final String CANARY = "canary-5f1c";

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final List<Session> opened = new ArrayList<>();
  private final List<Runnable> due = new ArrayList<>();
  private final List<Long> dueAfter = new ArrayList<>();
  private Route.@Nullable Listener innerListener;
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile Map<String, String> headers = Map.of();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean held;
  private volatile long nowMillis = 1_000_000;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Metadata")
                  + " "
                  + body);
          if (held) waitForRelease();
          headers.forEach(exchange.getResponseHeaders()::add);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          if (bytes.length > 0) exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  private void waitForRelease() {
    try {
      assertTrue(release.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return nowMillis * 1_000_000;
        }

        @Override
        public long epochMillis() {
          return nowMillis;
        }
      };

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private TokenSource broker() {
    return new TokenSource.Broker(base(), () -> CANARY, "m");
  }

  private CredentialedRoute route(TokenSource source) throws IOException {
    Later later =
        (nanos, act) -> {
          dueAfter.add(nanos / 1_000_000);
          due.add(act);
        };
    return new CredentialedRoute(
        (session, listener) -> {
          opened.add(session);
          innerListener = listener;
          listener.opened();
          return new Silent();
        },
        new Tokens(source, clock, null, WayOut.straight(clock), 60_000, later, () -> 0.5),
        token -> {});
  }

  private Route.Connection open(CredentialedRoute route) {
    var target = new Provider.Target("m", "ga", null, "res", null, null);
    return route.open(
        new Session(
            Provider.AZURE.endpoint(target),
            new SessionSpec(
                "gpt-realtime-2.1",
                true,
                null,
                null,
                new SessionSpec.ByRelease(),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of())),
        new Told());
  }

  private Object next() throws InterruptedException {
    Object next = told.poll(60, TimeUnit.SECONDS);
    assertNotNull(next, "nothing was told");
    return next;
  }

  @Test
  void anEntraClientGetsABearerAndNoKeyHeader() throws Exception {
    answer = "{\"access_token\":\"tok\",\"expires_in\":3600}";
    open(route(new TokenSource.EntraClient(base(), "ten", "me", () -> CANARY + "&", "s/.default")));
    assertEquals("opened", next());
    assertEquals(
        "POST /ten/oauth2/v2.0/token null null grant_type=client_credentials&client_id=me"
            + "&client_secret=canary-5f1c%26&scope=s%2F.default",
        asked.take());
    assertEquals(Map.of("Authorization", "Bearer tok"), opened.getFirst().endpoint().headers());
  }

  @Test
  void aManagedIdentityWritesItsNumbersAsText() throws Exception {
    answer = "{\"access_token\":\"tok\",\"expires_in\":\"3600\"}";
    open(route(new TokenSource.ManagedIdentity(base().resolve("/t"), null, "https://r")));
    assertEquals("opened", next());
    assertEquals("GET /t?api-version=2018-02-01&resource=https%3A%2F%2Fr null true ", asked.take());
  }

  @Test
  void aBrokerIsAskedOnceWhileItsSecretLives() throws Exception {
    answer = "{\"value\":\"ek_1\",\"expires_at\":1600}";
    var route = route(broker());
    open(route);
    assertEquals("opened", next());
    open(route);
    assertEquals("opened", next());
    assertEquals("POST / Bearer canary-5f1c null {\"model\":\"m\"}", asked.take());
    assertTrue(asked.isEmpty());
  }

  @Test
  void aTokenIsRenewedBeforeItsEndSoThatNobodyWaits() throws Exception {
    answer = "{\"value\":\"ek_1\",\"expires_at\":1600}";
    var route = route(broker());
    open(route);
    assertEquals("opened", next());
    assertEquals(List.of(480_000L), dueAfter);
    nowMillis += 480_000;
    answer = "{\"value\":\"ek_2\",\"expires_at\":2080}";
    due.removeFirst().run();
    assertEquals(2, asked.size());
    open(route);
    assertEquals("opened", next());
    assertEquals(2, asked.size());
    assertEquals("Bearer ek_2", opened.getLast().endpoint().headers().get("Authorization"));
  }

  @Test
  void aRenewalThatFailsLeavesWhatIsGoodAndTriesAgainLater() throws Exception {
    answer = "{\"value\":\"ek_1\",\"expires_at\":1600}";
    var route = route(broker());
    open(route);
    assertEquals("opened", next());
    nowMillis += 480_000;
    status = 503;
    due.removeFirst().run();
    assertEquals(List.of(480_000L, 45_000L), dueAfter);
    open(route);
    assertEquals("opened", next());
    assertEquals("Bearer ek_1", opened.getLast().endpoint().headers().get("Authorization"));
  }

  @Test
  void nobodyAskingEndsTheRenewing() throws Exception {
    answer = "{\"value\":\"ek_1\",\"expires_at\":9000}";
    open(route(broker()));
    assertEquals("opened", next());
    nowMillis += 71 * 60_000;
    due.removeFirst().run();
    assertEquals(1, asked.size());
    assertTrue(due.isEmpty());
  }

  @Test
  void aTokenThatTheServiceRefusesIsNotUsedAgain() throws Exception {
    answer = "{\"value\":\"ek_1\",\"expires_at\":1600}";
    var route = route(broker());
    open(route);
    assertEquals("opened", next());
    var inner = Objects.requireNonNull(innerListener);
    inner.failed(new Failure(Kind.REFUSED, "no", 401, null));
    assertInstanceOf(Failure.class, next());
    open(route);
    assertEquals("opened", next());
    assertEquals(2, asked.size());
  }

  @ParameterizedTest
  @CsvSource({
    "400, REFUSED, 401",
    "401, REFUSED, 401",
    "403, REFUSED, 401",
    "429, REFUSED, 429",
    "302, REFUSED, 302",
    "503, REFUSED, 503"
  })
  void aRefusalIsClassifiedAndQuotesNobody(int said, Kind kind, int means) throws Exception {
    status = said;
    answer = "{\"error\":\"" + CANARY + "\"}";
    headers = Map.of("Retry-After", "7", "Location", "http://127.0.0.1:1/" + CANARY);
    open(route(broker()));
    var failure = assertInstanceOf(Failure.class, next());
    assertEquals(kind, failure.kind());
    assertEquals(means, failure.httpStatus());
    assertFalse(failure.toString().contains(CANARY), failure::toString);
    if (said == 429) assertEquals(7L, failure.retryAfterSeconds());
    assertEquals(1, asked.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary-5f1c",
        "[]",
        "null",
        "{\"value\":\"\"}",
        "{\"value\":\"canary-5f1c\"}",
        "{\"value\":\"canary-5f1c\\n\",\"expires_at\":1600}",
        "{\"canary-5f1c\":",
        ""
      })
  void aWrongAnswerIsToldWithoutAWordOfIt(String wrong) throws Exception {
    answer = wrong;
    open(route(broker()));
    var failure = assertInstanceOf(Failure.class, next());
    assertEquals(Kind.PROTOCOL, failure.kind());
    assertFalse(failure.toString().contains(CANARY), failure::toString);
  }

  @Test
  void aSecretThatCannotBeReadIsARefusedKey() throws Exception {
    open(
        route(
            new TokenSource.Broker(
                base(),
                () -> {
                  throw new IllegalStateException("there is no such file");
                },
                "m")));
    var failure = assertInstanceOf(Failure.class, next());
    assertEquals(401, failure.httpStatus());
    assertTrue(failure.message().endsWith("there is no such file"));
  }

  @Test
  void whoClosesWhileTheTokenIsOnItsWayHearsSoOnceAndNothingElse() throws Exception {
    held = true;
    answer = "{\"value\":\"ek_1\",\"expires_at\":1600}";
    var connection = open(route(broker()));
    assertNotNull(asked.poll(60, TimeUnit.SECONDS));
    connection.close(1000, "enough");
    connection.close(1000, "enough");
    assertEquals("closed 1000", next());
    release.countDown();
    assertNull(told.poll());
    assertTrue(opened.isEmpty());
  }

  @Test
  void aTokenIsNotAskedForInTheOpen() {
    URI open = URI.create("http://broker.example/token");
    assertThrows(
        IllegalArgumentException.class, () -> new TokenSource.Broker(open, () -> CANARY, "m"));
  }

  @Test
  void noTextShowsASecret() throws Exception {
    var token =
        Token.read(
            ("{\"value\":\"" + CANARY + "\",\"expires_at\":1600}").getBytes(StandardCharsets.UTF_8),
            0);
    assertFalse(token.toString().contains(CANARY));
    assertFalse(broker().toString().contains(CANARY));
  }

  private final class Told implements Route.Listener {
    @Override
    public void opened() {
      told.add("opened");
    }

    @Override
    public void heard(ServerEvent event) {}

    @Override
    public void garbled(String reason) {}

    @Override
    public void pong() {}

    @Override
    public void failed(Failure failure) {
      told.add(failure);
    }

    @Override
    public void closed(int code, String reason) {
      told.add("closed " + code);
    }
  }

  private static final class Silent implements Route.Connection {
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
