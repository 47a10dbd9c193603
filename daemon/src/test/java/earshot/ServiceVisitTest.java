package earshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config;
import earshot.config.ConfigReader;
import earshot.config.Mask;
import earshot.config.Reading;
import earshot.config.Secrets;
import earshot.config.Sources;
import earshot.doctor.Found;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.simulator.Exchange;
import earshot.simulator.Misbehaviour;
import earshot.simulator.Misbehaviour.Point;
import earshot.simulator.Misbehaviour.When;
import earshot.simulator.Script;
import earshot.simulator.wire.SimulatorServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's visit to a service, over real sockets and TLS. */
@Timeout(120)
class ServiceVisitTest {

  private static final String KEY = "canary-5b1f77aa";
  private static final Map<String, String> VARIABLES = Map.of("OPENAI_API_KEY", KEY);

  @TempDir Path directory;

  private List<Found> visited(String url, String... more) throws Exception {
    List<String> sets = new ArrayList<>(List.of("service.provider=custom", "service.url=" + url));
    sets.addAll(List.of(more));
    ConfigReader reader = new ConfigReader(Boards.all(), VARIABLES::get);
    Path file = directory.resolve("earshot.toml");
    if (!Files.exists(file)) Files.createFile(file);
    Config config = ((Reading.Good) reader.read(new Sources(file, null, sets))).config();
    var mask = new Mask();
    var services = new Services(Clock.system(), new Secrets(VARIABLES::get, mask), mask);
    List<Found> found = new ServiceVisit(services, mask).services(config);
    assertFalse(found.toString().contains(KEY), found::toString);
    return found;
  }

  private static SimulatorServer serving(Script script, boolean tls) throws Exception {
    return SimulatorServer.listen(tls ? "localhost" : "127.0.0.1", 0, tls, script);
  }

  private static Script failing(Point point, Misbehaviour.Act misbehaviour) {
    return Script.usual().with(When.at(point), misbehaviour);
  }

  private static String only(List<Found> found) {
    assertEquals(1, found.size(), found::toString);
    return found.getFirst().id();
  }

  @Test
  void aServiceThatIsWellHasASessionAndIsAskedForNothing() throws Exception {
    try (SimulatorServer server = serving(Script.usual(), true)) {
      server.ask(service -> service.remembering());
      Path ca = Files.writeString(directory.resolve("ca.pem"), server.pem());
      assertEquals(List.of(), visited(server.url(), "service.ca=" + ca));
      List<Exchange> log = server.ask(service -> List.copyOf(service.log()));
      assertTrue(
          log.stream()
              .filter(Exchange::fromClient)
              .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
              .allMatch(text -> text.contains("\"session.update\"")),
          "what is asked for costs money");
    }
  }

  @Test
  void whatTheServiceRefusesIsToldForWhatItIs() throws Exception {
    String quoting = "Incorrect API key provided: " + KEY;
    Map<Script, String> refusals =
        Map.of(
            failing(Point.UPGRADE, new Misbehaviour.Refuse(401, quoting, Map.of())),
            "key-refused",
            failing(Point.UPGRADE, new Misbehaviour.Refuse(404, "?", Map.of())),
            "model-not-found",
            failing(Point.UPGRADE, new Misbehaviour.Refuse(503, "?", Map.of())),
            "service-busy",
            failing(
                Point.UPGRADE,
                new Misbehaviour.Refuse(302, "", Map.of("Location", "http://login.example/"))),
            "captive-portal",
            failing(
                Point.CREATED,
                new Misbehaviour.SayError("invalid_request_error", "invalid_api_key", quoting)),
            "key-refused",
            failing(
                Point.CREATED,
                new Misbehaviour.SayError("insufficient_quota", "insufficient_quota", "no")),
            "quota-exceeded",
            failing(Point.CREATED, new Misbehaviour.Close(4000, "settings")),
            "settings-refused");
    for (Map.Entry<Script, String> each : refusals.entrySet()) {
      try (SimulatorServer server = serving(each.getKey(), false)) {
        List<Found> found = visited(server.url());
        assertEquals(each.getValue(), only(found));
        assertFalse(found.getFirst().remedy().isEmpty());
      }
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsTold() throws Exception {
    try (SimulatorServer server = serving(Script.usual(), true)) {
      assertEquals("tls-failed", only(visited(server.url())));
    }
  }

  @Test
  void anEmptyPlaceIsToldWithTheServicesNameWhenThereAreSeveral() throws Exception {
    int nobody;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = taken.getLocalPort();
    }
    try (SimulatorServer server = serving(Script.usual(), false)) {
      Path file = directory.resolve("earshot.toml");
      Files.writeString(
          file,
          "[[service.fallback]]\nprovider = \"custom\"\nurl = \"ws://127.0.0.1:%d/v1/realtime\"\n"
              .formatted(nobody));
      List<Found> found = visited(server.url());
      assertTrue(List.of("no-network", "unreachable").contains(only(found)), found::toString);
      assertTrue(found.getFirst().detail().contains("127.0.0.1:" + nobody), found::toString);
    }
  }

  @Test
  void aKeyThatIsNotThereIsToldWithoutGoingAnywhere() throws Exception {
    List<Found> found = visited("ws://127.0.0.1:9/v1/realtime", "service.key=env:NOT_THERE");
    assertEquals("no-key", only(found));
    assertTrue(found.getFirst().detail().contains("NOT_THERE"));
  }

  @Test
  void aTrustAnchorThatIsNoneIsTold() throws Exception {
    Path ca = Files.writeString(directory.resolve("empty.pem"), "");
    assertEquals("tls-failed", only(visited("wss://127.0.0.1:9/v1/realtime", "service.ca=" + ca)));
  }
}
