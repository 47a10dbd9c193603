package earshot.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import earshot.config.ConfigReader;
import earshot.config.Sources;
import earshot.control.ControlReading;
import earshot.hal.Boards;
import earshot.hal.HalException;
import earshot.hal.Wav;
import earshot.hal.sim.SimTime;
import earshot.link.TurnsReading;
import earshot.link.UpgradeReading;
import earshot.memory.Bill;
import earshot.memory.Ledger;
import earshot.realtime.Catalogue;
import earshot.realtime.Dialect;
import earshot.realtime.Endpoint;
import earshot.realtime.Kind;
import earshot.realtime.MalformedEvent;
import earshot.realtime.RetryAfter;
import earshot.realtime.ServiceError;
import earshot.simulator.ChatClient;
import earshot.simulator.Client;
import earshot.simulator.RefusedUpgrade;
import earshot.simulator.Scenario;
import earshot.simulator.Script;
import earshot.simulator.Session;
import earshot.simulator.SimulatedService;
import earshot.simulator.Upgrade;
import earshot.simulator.wire.WireReading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Every reader that bytes from elsewhere come to, one row each. A new reader is a new row. */
final class Targets {

  private static final List<Target> ALL =
      List.of(
          new Target("events-ga", bytes -> event("ga", bytes), () -> BrokenFrames.whole("ga")),
          new Target(
              "events-beta", bytes -> event("beta", bytes), () -> BrokenFrames.whole("beta")),
          new Target(
              "events-translation",
              bytes -> event(new Kind.Translation("es"), bytes),
              FuzzSeeds::translations),
          new Target("chat-stream", TurnsReading::read, FuzzSeeds::chatStreams),
          new Target("session", Targets::session, FuzzSeeds::sessions),
          new Target("retry-after", Targets::retryAfter, FuzzSeeds::refusals),
          new Target("upgrade-answer", UpgradeReading::read, FuzzSeeds::answers),
          new Target("config", Targets::config, FuzzSeeds::configurations),
          new Target("catalogue", Targets::catalogue, FuzzSeeds::catalogues),
          new Target("ledger", Targets::ledger, FuzzSeeds::ledgers),
          new Target("control", ControlReading::read, FuzzSeeds::controlRequests),
          new Target("wav", Targets::wav, FuzzSeeds::sounds),
          new Target(
              "simulator-ga",
              bytes -> simulator("/v1/realtime?model=gpt-realtime-2.1-mini", Map.of(), bytes),
              FuzzSeeds::clientEvents),
          new Target(
              "simulator-beta",
              bytes ->
                  simulator(
                      "/v1/realtime?model=gpt-realtime-2.1-mini",
                      Map.of("OpenAI-Beta", "realtime=v1"),
                      bytes),
              FuzzSeeds::clientEvents),
          new Target("simulator-chat", Targets::chat, FuzzSeeds::chatRequests),
          new Target("simulator-door", Targets::door, FuzzSeeds::doors),
          new Target("simulator-scenario", Targets::scenario, FuzzSeeds::scenarios),
          new Target("simulator-http", WireReading::head, FuzzSeeds::heads),
          new Target("simulator-frames", WireReading::frames, FuzzSeeds::frames));

  private Targets() {}

  static List<Target> all() {
    return ALL;
  }

  static Target named(String name) {
    for (Target target : ALL) if (target.name().equals(name)) return target;
    throw new IllegalArgumentException("no target called " + name);
  }

  private static void event(String dialect, byte[] bytes) {
    try {
      Dialect.named(dialect).read(bytes);
    } catch (MalformedEvent e) {
      wellSaid(e.getMessage());
    }
  }

  private static void event(Kind kind, byte[] bytes) {
    var talk = new Endpoint(URI.create("wss://nowhere.invalid/v1"), Map.of(), Dialect.named("ga"));
    try {
      kind.endpoint(talk).dialect().read(bytes);
    } catch (MalformedEvent e) {
      wellSaid(e.getMessage());
    }
  }

  private static void session(byte[] bytes) throws IOException {
    var message = new ByteArrayOutputStream();
    message.write("{\"type\":\"session.updated\",\"session\":".getBytes(UTF_8));
    message.write(bytes);
    message.write('}');
    event("ga", message.toByteArray());
  }

  private static void retryAfter(byte[] bytes) {
    String message = new String(bytes, UTF_8);
    Long nanos = RetryAfter.nanosOf(new ServiceError(null, null, message, null, null));
    if (nanos != null && nanos < 0) throw new AssertionError("negative: " + nanos);
  }

  private static void config(byte[] bytes) throws IOException {
    Path folder = Files.createTempDirectory("earshot-fuzz");
    Path file = folder.resolve("earshot.toml");
    try {
      Files.write(file, bytes);
      var reader = new ConfigReader(Boards.all(), name -> null);
      String read = reader.read(Sources.of(file)).toString();
      if (read.isEmpty()) throw new AssertionError("nothing said");
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static void catalogue(byte[] bytes) {
    if (Catalogue.BUILT_IN.with(bytes) instanceof Catalogue.Bad bad) {
      if (bad.mistakes().isEmpty()) throw new AssertionError("no mistakes said");
    }
  }

  /** Each line with the sum that belongs to it, or chance would never find one. */
  private static void ledger(byte[] bytes) throws IOException {
    Path folder = Files.createTempDirectory("earshot-fuzz");
    Path file = folder.resolve("ledger");
    try (var out = new ByteArrayOutputStream()) {
      for (byte[] line : lines(bytes)) {
        var sum = new CRC32();
        sum.update(line);
        out.write(String.format("%08x ", sum.getValue()).getBytes(UTF_8));
        out.write(line);
        out.write('\n');
      }
      out.write(bytes);
      Files.write(file, out.toByteArray());
      var bill = new Bill(ZoneOffset.UTC);
      Ledger.read(folder, bill);
      bill.of(Bill.Period.DAY, 1_780_000_000_000L);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static void wav(byte[] bytes) {
    try {
      Wav.read(new ByteArrayInputStream(bytes), "a sound");
    } catch (HalException e) {
      wellSaid(e.getMessage());
    }
  }

  private static void wellSaid(@Nullable String message) {
    if (message == null || message.isBlank() || message.length() > 1_000)
      throw new AssertionError(message);
  }

  // --- the simulated service

  private static final class Deaf implements Client {
    int messages;

    @Override
    public void text(byte[] message) {
      messages++;
    }

    @Override
    public void close(int code, String reason) {}
  }

  /** One event on each line. */
  private static void simulator(String path, Map<String, String> headers, byte[] bytes)
      throws RefusedUpgrade {
    var time = new SimTime(0, 1_780_000_000_000L);
    var service = new SimulatedService(Script.usual(), time, 1);
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Authorization", "Bearer sk-sim");
    Session session = service.connect(new Upgrade(path, all), new Deaf());
    time.runFor(1_000_000_000L);
    for (byte[] line : lines(bytes)) {
      session.text(line);
      time.runFor(200_000_000L);
    }
    time.runFor(10_000_000_000L);
    session.gone();
    time.runFor(1_000_000_000L);
  }

  private static final class Asker implements ChatClient {
    int ends;

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) {
      ends++;
    }

    @Override
    public void begin(Map<String, String> headers) {}

    @Override
    public void piece(byte[] event) {}

    @Override
    public void end() {
      ends++;
    }

    @Override
    public void cut() {
      ends++;
    }
  }

  private static void chat(byte[] bytes) {
    var time = new SimTime(0, 1_780_000_000_000L);
    var service = new SimulatedService(Script.usual(), time, 1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Authorization", "Bearer sk-sim");
    var asker = new Asker();
    service.chat("/v1/chat/completions", headers, bytes, asker);
    time.runFor(120_000_000_000L);
    if (asker.ends != 1) throw new AssertionError(asker.ends + " ends of an answer");
  }

  /** The method and path, the headers each on a line, an empty line, and the body. */
  private static void door(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    String[] parts = text.split("\n\n", 2);
    String[] lines = parts[0].split("\n");
    String[] request = lines[0].split(" ", 2);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0)
        headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    var time = new SimTime(0, 1_780_000_000_000L);
    var service = new SimulatedService(Script.usual(), time, 1);
    var upgrade = new Upgrade(request.length > 1 ? request[1] : request[0], headers);
    byte[] body = parts.length > 1 ? parts[1].getBytes(ISO_8859_1) : new byte[0];
    var answer = service.rest(request[0], upgrade, body);
    if (answer.status() < 200 || answer.status() > 599) throw new AssertionError(answer.status());
    try {
      Session session = service.connect(upgrade, new Deaf());
      time.runFor(1_000_000_000L);
      session.gone();
    } catch (RefusedUpgrade e) {
      if (e.status() < 400) throw new AssertionError(e);
    }
  }

  private static void scenario(byte[] bytes) {
    try {
      Scenario.parse(new String(bytes, UTF_8));
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).isBlank()) throw new AssertionError(e);
    }
  }

  static List<byte[]> lines(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i < bytes.length && bytes[i] != '\n') continue;
      if (i > from) lines.add(java.util.Arrays.copyOfRange(bytes, from, i));
      from = i + 1;
    }
    return lines;
  }
}
