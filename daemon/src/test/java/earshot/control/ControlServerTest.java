package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Clock;
import earshot.telemetry.Journal;
import earshot.telemetry.Metric;
import earshot.telemetry.Metrics;
import earshot.telemetry.TalkState;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ControlServerTest {

  @TempDir Path directory;

  private final PretendControls controls = new PretendControls();
  private final Journal journal = new Journal(Clock.system(), 100);
  private final Metrics metrics = new Metrics();
  private final List<ControlServer> servers = new ArrayList<>();

  private Path socket() {
    return directory.resolve("control.sock");
  }

  private ControlServer open() {
    return open(ControlServer.Bounds.USUAL);
  }

  private ControlServer open(ControlServer.Bounds bounds) {
    ControlServer server =
        ControlServer.open(socket(), controls, journal, metrics, "1.2.3", bounds);
    servers.add(server);
    return server;
  }

  @AfterEach
  void close() {
    servers.forEach(ControlServer::close);
  }

  private static ObjectNode request(String name) {
    return Wire.object().put("do", name);
  }

  private ObjectNode call(ObjectNode request) {
    try (ControlClient client = ControlClient.connect(socket())) {
      return client.call(request, Requests.most(request));
    }
  }

  private SocketChannel raw() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket()));
    return channel;
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    write(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next line, or what came before the end. */
  private static String line(SocketChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one.clear()) > 0) {
      char each = (char) one.get(0);
      if (each == '\n') {
        break;
      }
      line.append(each);
    }
    return line.toString();
  }

  @Test
  void eachRequestReachesTheControls() {
    open();
    for (String name : List.of("press", "release", "tap", "double")) {
      assertTrue(call(request(name)).path("ok").asBoolean());
    }
    call(request("hold").put("millis", 700));
    assertTrue(call(request("stop")).path("stopped").asBoolean());
    assertEquals("You said hi", call(request("ask").put("text", "hi")).path("transcript").asText());
    assertEquals(
        List.of("press", "release", "tap", "double", "hold 700", "stop", "ask hi"),
        List.copyOf(controls.asked));
    assertEquals(50, call(request("volume")).path("volume").asInt());
    assertEquals(30, call(request("volume").put("to", 30)).path("volume").asInt());
    assertEquals(25, call(request("volume").put("by", -5)).path("volume").asInt());
    ObjectNode status = call(request("status"));
    assertEquals("idle", status.path("state").asText());
    assertEquals("ready", status.path("link").asText());
    assertEquals("muted", status.at("/troubles/0/id").asText());
    assertEquals("1.2.3", status.path("version").asText());
    assertTrue(call(request("metrics")).path("text").asText().contains("earshot_turns_total 0"));
    assertTrue(call(request("reload")).path("ok").asBoolean());
  }

  @Test
  void aNoComesWithItsReasonAndExitCodeAndABugShowsNothingOfItself() {
    open();
    Refusal offline =
        assertThrows(Refusal.class, () -> call(request("ask").put("text", "offline")));
    assertEquals(Exit.UNAVAILABLE, offline.exit());
    assertEquals("earshot status", offline.remedy());
    Refusal bug = assertThrows(Refusal.class, () -> call(request("ask").put("text", "bug")));
    assertEquals(Exit.BUG, bug.exit());
    assertFalse(bug.why().contains("secret"), bug.why());
    for (ObjectNode wrong :
        List.of(
            request("dance"),
            request("hold"),
            request("hold").put("millis", -1),
            request("hold").put("millis", "x"),
            request("ask"),
            request("ask").put("text", " "),
            request("volume").put("to", 101),
            request("wait").put("state", "x"),
            Wire.object())) {
      assertEquals(Exit.USAGE, assertThrows(Refusal.class, () -> call(wrong)).exit());
    }
  }

  @Test
  void waitingEndsWhenTheStateComesOrTheTimeOrTheClientGoes() throws Exception {
    open();
    assertEquals("idle", call(request("wait").put("state", "idle")).path("state").asText());
    assertEquals("idle", call(request("wait").put("state", "ready")).path("state").asText());
    Refusal late =
        assertThrows(
            Refusal.class, () -> call(request("wait").put("state", "speaking").put("millis", 20)));
    assertEquals(Exit.FAILED, late.exit());

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer =
          executor.submit(() -> call(request("wait").put("state", "speaking")).path("state"));
      Until.so("somebody waits", () -> controls.waiting() == 1);
      controls.become(TalkState.SPEAKING);
      assertEquals("speaking", answer.get(30, TimeUnit.SECONDS).asText());
    }

    try (SocketChannel channel = raw()) {
      write(channel, "{\"do\":\"wait\",\"state\":\"working\"}\n");
      Until.so("somebody waits", () -> controls.waiting() == 1);
    }
    Until.so("nobody waits", () -> controls.waiting() == 0);
    Until.so("nobody is connected", () -> metrics.get(Metric.CONTROL_CLIENTS) == 0);
  }

  @Test
  void whoFollowsTheEventsGetsThePastAndEachNewOneAndMayGo() throws Exception {
    open();
    journal.write(Journal.Level.INFO, "first", "One.");
    journal.write(Journal.Level.INFO, "second", "Two.");
    try (ControlClient client = ControlClient.connect(socket())) {
      client.send(request("events").put("last", 1).put("follow", true));
      assertEquals("second", next(client));
      journal.write(Journal.Level.WARN, "third", "Three.", java.util.Map.of("a", "b"));
      assertEquals("third", next(client));
    }
    Until.so("nobody is connected", () -> metrics.get(Metric.CONTROL_CLIENTS) == 0);
    try (ControlClient client = ControlClient.connect(socket())) {
      client.send(request("events").put("last", 2));
      assertEquals("second", next(client));
      assertEquals("third", next(client));
      assertTrue(String.valueOf(client.next()).contains("\"ok\":true"));
    }
  }

  private static String next(ControlClient client) {
    ObjectNode line = client.next();
    assertNotNull(line);
    return line.at("/entry/id").asText();
  }

  @Test
  void aFollowerThatReadsNothingNeitherHoldsUpTheJournalNorStays() throws Exception {
    open(new ControlServer.Bounds(Duration.ofMillis(300), 10));
    try (SocketChannel channel = raw()) {
      write(channel, "{\"do\":\"events\",\"follow\":true}\n");
      Until.so("it is connected", () -> metrics.get(Metric.CONTROL_REQUESTS) == 1);
      String long_ = "x".repeat(1_500);
      Until.so(
          "it is hung up on",
          () -> {
            journal.write(Journal.Level.INFO, "much", long_);
            return metrics.get(Metric.CONTROL_CLIENTS) == 0;
          });
    }
  }

  @Test
  void tenThousandRandomMessagesLeaveItAnswering() throws Exception {
    open();
    Random random = new Random(42);
    String[] words = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "do",
      "status",
      "press",
      "hold",
      "millis",
      "text",
      "ask",
      "null",
      "-1",
      "1e999",
      "\\u0000",
      "\u00e9",
      "events",
      "volume",
      "to",
      "by",
      "true",
      " ",
      "{\"do\":\"",
      "\"}",
      "{\"do\":\"hold\",\"millis\":",
      "\"state\"",
      "wait",
      "\r",
      "\t"
    };
    SocketChannel channel = raw();
    int answers = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      byte[] bytes;
      if (random.nextInt(4) == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        for (int at = 0; at < bytes.length; at++) {
          bytes[at] = bytes[at] == '\n' ? 0 : bytes[at];
        }
      } else if (random.nextInt(50) == 0) {
        bytes = "[".repeat(random.nextInt(60_000)).getBytes(StandardCharsets.UTF_8);
      } else {
        for (int n = random.nextInt(14); n > 0; n--) {
          text.append(words[random.nextInt(words.length)]);
        }
        bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      }
      write(channel, bytes);
      write(channel, "\n");
      String answer = line(channel);
      assertTrue(answer.startsWith("{\"ok\":"), () -> "to message " + text + " came " + answer);
      answers++;
      if (random.nextInt(100) == 0) {
        channel.close();
        channel = raw();
      }
    }
    channel.close();
    assertEquals(10_000, answers);
    assertEquals("idle", call(request("status")).path("state").asText());
    Until.so("nobody is connected", () -> metrics.get(Metric.CONTROL_CLIENTS) == 0);
  }

  @Test
  void aLineThatNeverEndsIsRefused() throws Exception {
    open();
    try (SocketChannel channel = raw()) {
      write(channel, "x".repeat(Wire.LINE_BOUND + 1));
      assertTrue(line(channel).contains("longer than"));
      assertEquals("", line(channel));
    }
  }

  @Test
  void aSlowClientIsServedAndASilentOneIsHungUpOn() throws Exception {
    open(new ControlServer.Bounds(Duration.ofMillis(400), 10));
    try (SocketChannel slow = raw();
        SocketChannel silent = raw()) {
      for (byte each : "{\"do\":\"ping\"}\n".getBytes(StandardCharsets.UTF_8)) {
        write(slow, new byte[] {each});
      }
      assertTrue(line(slow).contains("\"ok\":true"));
      assertTrue(line(silent).contains("nothing was said"));
      assertEquals("", line(silent));
    }
  }

  @Test
  void aRequestFollowedByTheEndIsAnswered() throws Exception {
    open();
    try (SocketChannel channel = raw()) {
      write(channel, "{\"do\":\"status\"}\n{\"do\":\"ping\"}\n");
      channel.shutdownOutput();
      assertTrue(line(channel).contains("\"state\":\"idle\""));
      assertTrue(line(channel).contains("\"ok\":true"));
      assertEquals("", line(channel));
    }
  }

  @Test
  void aHundredClientsAtOnceAreServedAndOneMoreIsToldToComeAgain() throws Exception {
    open();
    CountDownLatch all = new CountDownLatch(100);
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (ControlClient client = ControlClient.connect(socket())) {
                    client.call(request("ping"), Duration.ofMinutes(1));
                    all.countDown();
                    go.join();
                    return client
                        .call(request("status"), Duration.ofMinutes(1))
                        .path("state")
                        .asText();
                  }
                },
                executor));
      }
      assertTrue(all.await(60, TimeUnit.SECONDS));
      assertEquals(100, metrics.get(Metric.CONTROL_CLIENTS));
      try (SocketChannel more = raw()) {
        assertTrue(line(more).contains("too many clients"));
      }
      go.complete(true);
      for (CompletableFuture<String> answer : answers) {
        assertEquals("idle", answer.get(60, TimeUnit.SECONDS));
      }
    }
    Until.so("nobody is connected", () -> metrics.get(Metric.CONTROL_CLIENTS) == 0);
    assertEquals("idle", call(request("status")).path("state").asText());
  }

  @Test
  void theSocketOfAKilledDaemonIsReplacedAndThatOfALivingOneIsNot() throws Exception {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertTrue(Files.exists(socket()), "closing leaves the file, as a kill does");
    ControlServer first = open();
    assertEquals("idle", call(request("status")).path("state").asText());
    assertEquals(
        "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
    Refusal second = assertThrows(Refusal.class, this::open);
    assertTrue(second.why().contains("another earshot daemon"), second.why());
    assertEquals("idle", call(request("status")).path("state").asText());

    first.close();
    assertFalse(Files.exists(socket()));
    try (var left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(
        Exit.NOT_RUNNING, assertThrows(Refusal.class, () -> call(request("status"))).exit());
  }

  @Test
  void aPlaceThatIsNoGoodIsRefusedAndLeftAlone() throws Exception {
    Files.writeString(socket(), "precious");
    assertTrue(assertThrows(Refusal.class, this::open).why().contains("no socket"));
    assertEquals("precious", Files.readString(socket()));
    Path long_ = directory.resolve("x".repeat(120));
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                ControlServer.open(
                    long_, controls, journal, metrics, "1", ControlServer.Bounds.USUAL));
    assertTrue(refusal.why().contains("longer"), refusal.why());
  }

  @Test
  void aDaemonThatHangsIsNotWaitedForForEver() throws Exception {
    try (ServerSocketChannel hangs = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hangs.bind(UnixDomainSocketAddress.of(socket()));
      try (ControlClient client = ControlClient.connect(socket())) {
        Refusal refusal =
            assertThrows(
                Refusal.class, () -> client.call(request("status"), Duration.ofMillis(50)));
        assertEquals(Exit.FAILED, refusal.exit());
        assertTrue(refusal.why().contains("has not answered"), refusal.why());
      }
    }
  }

  @Test
  void closingHangsUpOnEverybodyAtOnce() throws Exception {
    ControlServer server = open();
    try (SocketChannel idle = raw();
        SocketChannel follower = raw();
        SocketChannel waiter = raw()) {
      write(follower, "{\"do\":\"events\",\"follow\":true}\n");
      write(waiter, "{\"do\":\"wait\",\"state\":\"working\"}\n");
      Until.so("somebody waits", () -> controls.waiting() == 1);
      server.close();
      assertEquals("", line(idle));
      assertEquals("", line(follower));
      assertEquals("", line(waiter));
    }
    Until.so("nobody waits", () -> controls.waiting() == 0);
    ControlServer again = open();
    try (ControlClient client = ControlClient.connect(socket())) {
      again.close();
      assertNull(client.next());
    }
  }
}
