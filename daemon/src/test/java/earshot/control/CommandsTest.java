package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.config.ConfigReader;
import earshot.config.Problem;
import earshot.config.TestBoards;
import earshot.doctor.Found;
import earshot.doctor.Part;
import earshot.doctor.Severity;
import earshot.doctor.Trial;
import earshot.hal.Clock;
import earshot.telemetry.Journal;
import earshot.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandsTest {

  @TempDir Path directory;

  private record Ran(int code, String out, String err) {}

  private final Map<String, String> variables = new HashMap<>(Map.of("OPENAI_API_KEY", "CANARY"));
  private final PretendControls controls = new PretendControls();
  private final Journal journal = new Journal(Clock.system(), 100);
  private final List<Object> started = new ArrayList<>();

  private final List<Found> found = new ArrayList<>();

  private final Programs programs =
      new Programs() {
        @Override
        public int run(RunOptions options) {
          started.add(options);
          return 0;
        }

        @Override
        public int demo(DemoOptions options) {
          started.add(options);
          throw new IllegalStateException("a bug");
        }

        @Override
        public int simulator(SimulatorOptions options) {
          started.add(options);
          return 69;
        }

        @Override
        public List<Found> doctor(DoctorOptions options) {
          started.add(options);
          return found;
        }

        @Override
        public List<Figure> bench(BenchOptions options) {
          started.add(options);
          return List.of(
              new Figure("array/some-board/cost", 12.5, "us per 10 ms"),
              new Figure("turn/button to wire/half within", 1.5, "ms"),
              new Figure("turn/button to wire/all within", 2.5, "ms"),
              Figure.without("speaker to microphone/half within", "ms", "not heard"));
        }

        @Override
        public Trial.Outcome attempt(TryOptions options, Consumer<String> told) {
          started.add(options);
          told.accept("it begins");
          return new Trial.Outcome("a part", "That was it.", Map.of("edges", 3L), found);
        }

        @Override
        public List<Device> devices() {
          return List.of(new Device("sound card", "usb-1.2", "a headset"));
        }
      };

  private Ran earshot(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    variables.put("EARSHOT_SOCKET", directory.resolve("control.sock").toString());
    int code =
        Commands.execute(
            new Surroundings(
                programs,
                new ConfigReader(TestBoards.ALL, variables::get),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "1.2.3"),
            words);
    String said = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertFalse(said.contains("CANARY"), said);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private ControlServer daemon() {
    return ControlServer.open(
        directory.resolve("control.sock"),
        controls,
        journal,
        new Metrics(),
        "1.2.3",
        ControlServer.Bounds.USUAL);
  }

  @Test
  void wrongUsageEndsWithTwoAndSaysWhatToTry() {
    String[][] wrong = {
      {},
      {"prss"},
      {"status", "--jsn"},
      {"hold"},
      {"hold", "long"},
      {"hold", "0"},
      {"wait"},
      {"wait", "asleep"},
      {"wait", "idle", "--timeout", "x"},
      {"wait", "idle", "--timeout", "-1"},
      {"volume", "loud"},
      {"volume", "101"},
      {"ask"},
      {"ask", " "},
      {"config"},
      {"config", "chek"},
      {"completion"},
      {"completion", "fish"},
      {"simulator"},
      {"simulator", "--listen", "9000"},
      {"simulator", "--listen", "h:99999"},
      {"demo", "--speed", "0"},
      {"events", "--last", "x"},
      {"try"},
      {"try", "keyboard"},
      {"try", "mic", "--seconds", "0"},
      {"try", "mic", "--seconds", "601"},
      {"run", "extra"},
      {"alarms", "set"},
      {"alarms", "set", "noon"},
      {"alarms", "set", "7:30", "--days", "someday"},
      {"alarms", "set", "7:30", "--days", "mon", "--date", "2026-12-24"},
      {"alarms", "timer", "10"},
      {"alarms", "cancel", "both"},
      {"alarms", "snooze", "long"},
    };
    for (String[] words : wrong) {
      Ran ran = earshot(words);
      assertEquals(2, ran.code(), () -> String.join(" ", words) + ": " + ran);
      assertEquals("", ran.out(), () -> String.join(" ", words));
      assertTrue(ran.err().contains("Try: earshot"), ran::err);
    }
    assertEquals(List.of(), started);
  }

  @Test
  void withoutADaemonEveryCommandOfItsOwnEndsWithSixtyFour() {
    String[][] commands = {
      {"status"},
      {"wait", "idle"},
      {"press"},
      {"release"},
      {"tap"},
      {"double"},
      {"hold", "100"},
      {"ask", "what?"},
      {"stop"},
      {"mute"},
      {"unmute"},
      {"volume"},
      {"events"},
      {"metrics"},
      {"reload"},
      {"alarms"},
      {"alarms", "timer", "10m"}
    };
    for (String[] words : commands) {
      Ran ran = earshot(words);
      assertEquals(64, ran.code(), () -> String.join(" ", words) + ": " + ran);
      assertTrue(ran.err().contains("Try: start it: earshot run"), ran::err);
    }
  }

  @Test
  void theCommandsDoWhatTheySay() throws Exception {
    try (ControlServer _ = daemon()) {
      assertEquals(0, earshot("press").code());
      assertEquals(0, earshot("release").code());
      assertEquals(0, earshot("tap").code());
      assertEquals(0, earshot("double").code());
      assertEquals(0, earshot("hold", "250").code());
      assertEquals(0, earshot("stop").code());
      assertEquals("You said how are you?\n", earshot("ask", "how", "are you?").out());
      assertEquals("You said -1\n", earshot("ask", "-1").out());
      assertEquals(
          List.of("press", "release", "tap", "double", "hold 250", "stop"),
          List.copyOf(controls.asked).subList(0, 6));
      assertEquals(0, earshot("mute").code());
      Ran switched = earshot("unmute");
      assertEquals(1, switched.code());
      assertTrue(switched.err().contains("Try: move the switch back"), switched::err);
      Ran cut = earshot("ask", "short");
      assertEquals(1, cut.code());
      assertEquals("Well\n", cut.out());
      assertEquals(69, earshot("ask", "offline").code());
      assertEquals(70, earshot("ask", "bug").code());
      assertEquals("50\n", earshot("volume").out());
      assertEquals("20\n", earshot("volume", "20").out());
      assertEquals("15\n", earshot("volume", "-5").out());
      assertEquals("25\n", earshot("volume", "+10").out());
      assertEquals(0, earshot("wait", "idle").code());
      assertEquals(1, earshot("wait", "speaking", "--timeout", "0.05").code());
      assertTrue(earshot("metrics").out().contains("# TYPE earshot_turns_total counter"));
      assertTrue(earshot("status").out().contains("state      idle"));
      assertTrue(earshot("status").out().contains("Try: move the mute switch back"));
    }
  }

  @Test
  void alarmsAreSetListedPutOffAndStopped() throws Exception {
    try (ControlServer _ = daemon()) {
      assertEquals("", earshot("alarms").out());
      assertEquals("1\n", earshot("alarms", "set", "7:30", "--days", "weekdays", "pill").out());
      assertEquals("2\n", earshot("alarms", "set", "18:00", "--date", "2026-12-24").out());
      assertEquals("3\n", earshot("alarms", "timer", "1h30m", "the", "cake").out());
      assertEquals(
          "1  07:30 weekdays, next 2026-05-29 07:30  pill\n"
              + "2  18:00 2026-12-24, next 2026-12-24 18:00\n"
              + "3  in 1:30:00  the cake\n",
          earshot("alarms").out());
      Ran none = earshot("alarms", "stop");
      assertEquals(1, none.code());
      assertTrue(none.err().contains("nothing rings"), none::err);
      controls.time.runFor(5_400_000_000_000L);
      assertTrue(earshot("alarms").out().startsWith("3  rings now  the cake\n"));
      assertEquals(0, earshot("alarms", "snooze").code());
      assertTrue(earshot("alarms").out().contains("in 0:09:00, put off  the cake"));
      controls.time.runFor(540_000_000_000L);
      assertEquals(0, earshot("alarms", "stop").code());
      assertEquals(0, earshot("alarms", "cancel", "1").code());
      assertEquals(1, earshot("alarms", "cancel", "1").code());
      JsonNode json = new ObjectMapper().readTree(earshot("alarms", "--json").out());
      assertEquals(1, json.path("alarms").size());
      assertEquals(0, earshot("alarms", "cancel", "all").code());
      assertEquals("", earshot("alarms").out());
      assertEquals(1, earshot("alarms", "set", "7:30", "--date", "2020-01-01").code());
    }
  }

  @Test
  void jsonIsOneDocumentAndNothingElse() throws Exception {
    Ran none = earshot("status", "--json");
    assertEquals(64, none.code());
    assertEquals(64, new ObjectMapper().readTree(none.out()).path("exit").asInt());
    try (ControlServer _ = daemon()) {
      Ran ran = earshot("status", "--json");
      JsonNode status = new ObjectMapper().readTree(ran.out());
      assertEquals("idle", status.path("state").asText());
      assertEquals("", ran.err());
    }
    assertEquals(
        "object",
        new ObjectMapper().readTree(earshot("config", "schema").out()).path("type").asText());
  }

  @Test
  void eventsAreLinesOldestFirst() {
    try (ControlServer _ = daemon()) {
      journal.write(Journal.Level.INFO, "one", "First\nline.", Map.of("k", "v"));
      journal.write(Journal.Level.WARN, "two", "Second.");
      List<String> lines = earshot("events").out().lines().toList();
      assertEquals(2, lines.size());
      assertTrue(lines.getFirst().endsWith("info  one: First line. k=v"), lines.getFirst());
      assertTrue(lines.getLast().endsWith("warn  two: Second."), lines.getLast());
      assertEquals(1, earshot("events", "--last", "1").out().lines().count());
    }
  }

  @Test
  void aReloadWithMistakesTellsThemAllAndEndsWithSeventyEight() {
    try (ControlServer _ = daemon()) {
      assertEquals("reloaded\n", earshot("reload").out());
      controls.problems =
          List.of(
              new Problem("f", 3, "a.b", "is wrong", "this"),
              new Problem("f", 4, "a.c", "is wrong", "that"));
      Ran ran = earshot("reload");
      assertEquals(78, ran.code());
      assertTrue(ran.err().contains("f:3: a.b: is wrong. Try: this\nf:4: a.c"), ran::err);
    }
  }

  @Test
  void theProgramsAreStartedWithWhatTheLineSays() throws Exception {
    Path file = Files.writeString(directory.resolve("e.toml"), "[audio]\nvolume = 7\n");
    Ran ran =
        earshot("run", "--config", file.toString(), "--board", "pipe", "--set", "talk.mode=tap");
    assertEquals(0, ran.code(), ran::err);
    Programs.RunOptions options = (Programs.RunOptions) started.removeFirst();
    assertEquals(7, options.config().audio().volume());
    assertEquals("pipe", options.config().board().name());
    assertEquals(earshot.config.Config.Mode.TAP, options.config().talk().mode());
    assertEquals(file, options.sources().file());

    assertEquals(69, earshot("simulator", "--listen", "[::1]:0", "--tls").code());
    assertEquals(
        new Programs.SimulatorOptions("::1", 0, true, null, null, null, null),
        started.removeFirst());
    Ran bug = earshot("demo", "--json", "--speed", "4", "--wav", "x.wav");
    assertEquals(70, bug.code());
    assertTrue(bug.err().contains("IllegalStateException"), bug::err);
    assertEquals(new Programs.DemoOptions(4, Path.of("x.wav"), true), started.removeFirst());
  }

  @Test
  void aConfigurationWithMistakesStartsNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("e.toml"), "[audio]\nvolume = 700\n");
    for (String[] words :
        new String[][] {
          {"run", "--config", file.toString()},
          {"config", "check", file.toString()},
          {"config", "show", "--config", file.toString()}
        }) {
      Ran ran = earshot(words);
      assertEquals(78, ran.code());
      assertEquals("", ran.out());
      assertTrue(ran.err().contains("e.toml:2: audio.volume: 700 is out of range"), ran::err);
      assertTrue(ran.err().endsWith("1 mistake in the configuration\n"), ran::err);
    }
    assertEquals(List.of(), started);
    assertEquals(78, earshot("run", "--board", "spaceship").code());
  }

  @Test
  void theConfigurationIsShownWithOriginsAndWithoutSecrets() throws Exception {
    Path key = Files.writeString(directory.resolve("key"), "CANARY");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Path file =
        Files.writeString(directory.resolve("e.toml"), "[service]\nkey = \"file:" + key + "\"\n");
    Ran shown = earshot("config", "show", "--config", file.toString());
    assertTrue(shown.out().contains("key = \"file:" + key + "\"  # " + file + ":2"), shown::out);
    assertFalse(shown.out().contains("volume"), shown::out);
    Ran effective = earshot("config", "show", "--effective", "--config", file.toString());
    assertTrue(effective.out().contains("volume = 100  # default"), effective::out);
    assertEquals("no mistakes\n", earshot("config", "check", file.toString()).out());
  }

  @Test
  void whatIsNoMistakeYetIsANote() throws Exception {
    Path file =
        Files.writeString(directory.resolve("n.toml"), "[service]\nmodel = \"gpt-realtime\"\n");
    variables.put("OPENAI_API_KEY", "k");
    Ran ran = earshot("config", "check", file.toString());
    assertEquals(0, ran.code());
    assertEquals("no mistakes\n", ran.out());
    assertTrue(
        ran.err().startsWith("note: " + file + ":2: service.model: OpenAI shuts down"), ran::err);
  }

  @Test
  void helpVersionDevicesAndCompletionSpeak() throws Exception {
    assertEquals("earshot 1.2.3\n", earshot("version").out());
    assertEquals("earshot 1.2.3\n", earshot("--version").out());
    String help = earshot("help").out();
    assertTrue(help.contains("78 bad configuration"), help);
    for (String name : Commands.line(surroundings()).getSubcommands().keySet()) {
      assertTrue(help.contains("  " + name + " "), () -> name + " is not in the help");
      assertTrue(earshot("help", name).out().contains("Usage: earshot " + name), name);
    }
    assertTrue(earshot("help", "config").out().contains("max_output_tokens"));
    assertTrue(earshot("devices").out().contains("usb-1.2"));
    assertTrue(earshot("devices").out().contains("pi-generic"));
    assertTrue(earshot("devices").out().contains("respeaker-6mic"));
    assertTrue(earshot("devices", "respeaker-6mic").out().contains("dtoverlay=seeed-8mic"));
    assertEquals(2, earshot("devices", "respeaker-7mic").code());
    for (String shell : List.of("bash", "zsh")) {
      String script = earshot("completion", shell).out();
      assertTrue(script.contains("complete -F") && script.contains("simulator"), shell);
    }
    Path script = Files.writeString(directory.resolve("c"), earshot("completion", "bash").out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, bash.exitValue());
  }

  @Test
  void aPartIsTriedUnlessADaemonHasIt() throws Exception {
    Ran ran = earshot("try", "button", "--board", "pi-generic", "--seconds", "2");
    assertEquals(0, ran.code(), ran::err);
    assertEquals("it begins\nThat was it.\n", ran.out());
    var options = (Programs.TryOptions) started.removeFirst();
    assertEquals(Trial.Subject.BUTTON, options.part());
    assertEquals(2, options.seconds());
    assertEquals("pi-generic", options.config().board().name());
    found.add(new Found("x", Part.BUTTON, Severity.FAULT, "It is broken.", "all of it", "mend it"));
    Ran bad = earshot("try", "mic", "--board", "sim", "--json");
    assertEquals(1, bad.code());
    JsonNode json = new ObjectMapper().readTree(bad.out());
    assertEquals("a part", json.path("device").asText());
    assertEquals(3, json.at("/measured/edges").asInt());
    assertEquals("x", json.at("/findings/0/id").asText());
    assertEquals(10, ((Programs.TryOptions) started.removeFirst()).seconds());
    assertTrue(earshot("try", "mic", "--board", "sim").out().contains("fault: It is broken."));
    assertEquals(78, earshot("try", "mic", "--board", "nonesuch").code());
    variables.remove("OPENAI_API_KEY");
    assertEquals(78, earshot("run", "--board", "sim").code());
    assertEquals(1, earshot("try", "mic", "--board", "sim").code(), "no key is needed");
    started.clear();
    try (ControlServer _ = daemon()) {
      Ran held = earshot("try", "speaker", "--board", "pi-generic");
      assertEquals(1, held.code());
      assertTrue(held.err().contains("Try: systemctl stop earshot"), held::err);
      assertEquals(List.of(), started);
      assertEquals(
          1,
          new ObjectMapper()
              .readTree(earshot("try", "mic", "--board", "pi-generic", "--json").out())
              .path("exit")
              .asInt());
    }
  }

  @Test
  void theFiguresOfTheBenchAreForPeopleForMachinesAndForDocuments() throws Exception {
    assertTrue(earshot("bench").out().contains("not heard"));
    String json = earshot("bench", "--json").out();
    assertTrue(json.contains("\"value\" : 12.5"), json);
    assertTrue(json.contains("\"value\" : null") && json.contains("\"not heard\""), json);
    assertTrue(json.contains("\"board\" : \"pipe\""), json);
    assertEquals(2, earshot("bench", "--turns", "0").code());
    assertEquals(78, earshot("bench", "--board", "nonesuch").code());
    Path page = Files.writeString(directory.resolve("page.md"), "No place here.\n");
    assertEquals(1, earshot("bench", "--write", page.toString()).code());
    Files.writeString(
        page,
        """
        Before
        <!-- bench pipe -->
        old
        <!-- end of bench -->
        Between
        <!-- bench processors -->
        old
        <!-- end of bench -->
        After
        """);
    assertEquals(0, earshot("bench", "--write", page.toString()).code());
    String written = Files.readString(page);
    String rows =
        "| `turn/button to wire` | half within 1.50 ms; all within 2.50 ms |\n"
            + "| `speaker to microphone` | not heard |\n<!-- end of bench -->\nBetween\n";
    assertTrue(written.contains(rows), written);
    assertTrue(written.contains("\n| `array/some-board` | cost 12.5 us per 10 ms |\n"), written);
    assertTrue(written.startsWith("Before\n") && written.endsWith("-->\nAfter\n"), written);
    assertFalse(written.contains("old"), written);
  }

  private Surroundings surroundings() {
    return new Surroundings(
        programs, new ConfigReader(TestBoards.ALL, variables::get), System.out, System.err, "1");
  }
}
